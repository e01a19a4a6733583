"""Schools with their people, and mentors brought to a stage of Entry by the site's own actions."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

import forms.actions
import reviews.actions
from home.demo import answers
from modules.models import Criterion, Level, ModulePage
from people.models import Provider, School, User
from people.roles import Role
from portfolio import actions
from portfolio.models import AuditPage, EvidenceItem, RecordSheetPage
from reviews.routing import open_stage
from tests.factories.people import ProviderFactory, SchoolFactory, holder

TEXTS = ["I plan each weekly meeting and keep notes of what we agreed, so that targets build on one another."]


@dataclass
class Place:
    """A provider with one school and everybody who signs there; `mentors` as they come."""

    provider: Provider = field(default_factory=ProviderFactory)
    mentors: int = 0

    def __post_init__(self):
        self.school: School = SchoolFactory(partner=self.provider)
        self.pcm = holder(Role.PCM, school=self.school)
        self.tutor = holder(Role.LINK_TUTOR, provider=self.provider)
        self.office = holder(Role.OFFICE, provider=self.provider)
        self.level = Level.objects.select_related("framework").get(slug="entry")

    def enrolled(self):
        """The Enrolment of a new mentor here."""
        self.mentors += 1
        mentor: User = holder(Role.MENTOR, school=self.school)
        return actions.enrol(person=mentor, level=self.level, provider=self.provider, shares=True, by=mentor)

    def sent(self, pieces=2):
        """The Round that a new mentor's record sheet opened, with so many pieces of evidence in it."""
        enrolment = self.enrolled()
        answers.send(audit(enrolment))
        record(enrolment, self.pcm, self.tutor, self.school, pieces)
        sheet = forms.actions.start(page=RecordSheetPage.objects.get(level=self.level), by=enrolment.person)
        answers.fill(sheet, texts=TEXTS)
        return answers.send(sheet).round

    def sign(self, round_):
        """Both signatures of a round."""
        for reviewer in (self.pcm, self.tutor):
            reviews.actions.sign(
                stage=open_stage(round_),
                by=reviewer,
                typed_name=reviewer.name,
                seal=round_.sending.seal,
            )
            round_ = type(round_).objects.get(pk=round_.pk)
        return round_


def audit(enrolment):
    """The mentor's audit with every step filled in, not sent: a Submission."""
    page = AuditPage.objects.get(level=enrolment.level)
    submission = forms.actions.start(page=page, by=enrolment.person)
    answers.fill(submission, texts=TEXTS)
    return submission


def record(enrolment, pcm, tutor, school, pieces):
    """All that the record sheet asks for, evidence included."""
    about, today = {"enrolment": enrolment, "by": enrolment.person}, timezone.localdate()
    day = today - datetime.timedelta(days=30)
    actions.save_conversation(**about, held_on=day, with_name=pcm.name, gist=TEXTS[0], agreed=True)
    actions.save_observation(**about, held_on=day, tutor_name=tutor.name, note=TEXTS[0])
    actions.save_placement(
        **about,
        provider=enrolment.provider,
        school=school,
        student="RK",
        start=today - datetime.timedelta(days=160),
        end=day,
        completed=True,
    )
    for module in ModulePage.objects.filter(level=enrolment.level):
        actions.complete_module(**about, module=module, completed_on=day, reflection=TEXTS[0])
    evidence(about, day, pieces)


def evidence(about, day, pieces):
    """So many pieces, among them every criterion of the framework at least once."""
    criteria = list(Criterion.objects.filter(framework=about["enrolment"].framework).in_order())
    share = -(-len(criteria) // pieces)
    for number in range(pieces):
        start = number * share % len(criteria)
        kind = EvidenceItem.Kind.values[number % len(EvidenceItem.Kind.values)]
        actions.save_evidence(
            **about,
            title=f"Piece of evidence {number + 1}",
            kind=kind,
            other_name="A. Colleague, subject lead" if kind == EvidenceItem.Kind.CONVERSATION else "",
            activity_date=day,
            criteria=criteria[start : start + share],
            anonymous=True,
            description=TEXTS[0],
        )
