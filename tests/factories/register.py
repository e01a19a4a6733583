"""Certificates as they come about: a level that asks for little; sent, signed, issued by real actions."""

from dataclasses import dataclass

from django.utils import timezone
from wagtail.models import Page

import forms.actions
import portfolio.actions
from forms.versions import keep_version
from modules.models import Level
from people.models import Provider, School, User
from people.roles import Role
from portfolio.models import RecordSheetPage
from register import actions, tasks
from tests.factories.modules import FrameworkFactory, LevelFactory
from tests.factories.people import ProviderFactory, SchoolFactory, SharingNoticeFactory, holder
from tests.factories.reviews import make_workflow, question, sign, step

STEP, NAME = "33333333-0000-0000-0000-000000000001", "33333333-0000-0000-0000-000000000002"


def make_level(**facts):
    """A level whose record sheet may be sent at once: the rest is portfolio's business."""
    given = {
        "title": "Entry",
        "certificate_title": "Entry level",
        "certificate_statement": "has mentored a student teacher through a placement.",
        "framework": FrameworkFactory(
            name="National Standards for school-based ITT mentors",
            short_name="ITT Mentor Standards",
            version="2016",
        ),
        "needs_audit": False,
        "needs_conversation": False,
        "placements_needed": 0,
    }
    return LevelFactory(**given | facts)


def make_sheet_page(level):
    """The level's record sheet, published, with one step that asks for the name."""
    name = question("short_text", NAME, "Your name as it should print", prefill="name")
    page = RecordSheetPage(
        title=f"{level.title} record sheet",
        level=level,
        workflow=make_workflow(name=f"For {level.slug}"),
        steps=[step(STEP, "About you", name)],
    )
    Page.objects.get(depth=1).add_child(instance=page)
    keep_version(page)
    return page


@dataclass
class Cast:
    """A school and a provider with their people, and a level with its record sheet."""

    school: School
    provider: Provider
    level: Level
    page: RecordSheetPage
    pcm: User
    tutor: User
    office: User
    colleague: User

    def mentor(self, **person):
        """A mentor at the school."""
        return holder(Role.MENTOR, school=self.school, **{"name": "Jo Okafor"} | person)

    def sent(self, mentor=None, name=None):
        """A record sheet that was sent; returns its Round. `name` is what it says should print."""
        mentor = mentor or self.mentor()
        enrolment = portfolio.actions.enrol(
            person=mentor, level=self.level, provider=self.provider, shares=True, by=mentor
        )
        submission = forms.actions.start(page=self.page, by=mentor)
        answers = {NAME: name or mentor.name}
        forms.actions.save_step(submission=submission, by=mentor, step_id=STEP, answers=answers)
        sending = forms.actions.send(
            submission=submission, by=mentor, statement="It is true.", typed_name=mentor.name
        )
        assert enrolment.record_sheets.count() == 1
        return sending.round

    def signed(self, mentor=None, name=None):
        """A round that PCM and link tutor have signed; returned as it is in the database."""
        round_ = self.sent(mentor, name)
        for by in (self.pcm, self.tutor):
            sign(type(round_).objects.get(pk=round_.pk), by)
        return type(round_).objects.get(pk=round_.pk)

    def issued(self, mentor=None, name=None):
        """A certificate issued by the office, not made yet."""
        return actions.issue(round=self.signed(mentor, name), by=self.office)

    def made(self, mentor=None, name=None):
        """A certificate that the worker has made; returned as it is in the database."""
        certificate = self.issued(mentor, name)
        tasks.make(certificate.pk)
        certificate.refresh_from_db()
        return certificate


def make_cast(**level):
    """One of everybody, at a new school with a new provider."""
    SharingNoticeFactory(published_at=timezone.now())
    provider = ProviderFactory(name="Kingsmere University", short_name="Kingsmere")
    school = SchoolFactory(name="Hillcrest School", town="Ealing", partner=provider)
    level = make_level(**level)
    return Cast(
        school=school,
        provider=provider,
        level=level,
        page=make_sheet_page(level),
        pcm=holder(Role.PCM, school=school, name="Asha Patel"),
        tutor=holder(Role.LINK_TUTOR, provider=provider, name="Tom Reid"),
        office=holder(Role.OFFICE, provider=provider, name="Sam Lee"),
        colleague=holder(Role.OFFICE, provider=provider, name="Olu Office"),
    )
