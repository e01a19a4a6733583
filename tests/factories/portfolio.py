"""A mentor on Entry with everybody who helps, and short ways through the year by the real actions.

Use it on a site with content: the `content` fixture of tests/portfolio/conftest.py.
"""

from dataclasses import dataclass
from datetime import timedelta

import forms.actions
import reviews.actions
from forms import files
from forms.kinds import KINDS
from modules.models import Criterion, Level, ModulePage, Phase, YearStage
from people.models import Provider, School, User
from people.models.periods import today
from people.roles import Role
from portfolio import actions
from portfolio.models import AuditPage, Enrolment, RecordSheetPage
from reviews.routing import open_stage
from tests.factories.forms import upload
from tests.factories.people import ProviderFactory, SchoolFactory, holder


@dataclass
class Cast:
    """A school with its people, the provider with its people, and the level."""

    school: School
    provider: Provider
    level: Level
    mentor: User
    pcm: User
    tutor: User
    office: User
    lead: User

    def enrol(self, mentor=None, shares=True):
        """The mentor enrolled on the level."""
        mentor = mentor or self.mentor
        return actions.enrol(
            person=mentor, by=mentor, level=self.level, provider=self.provider, shares=shares
        )

    def another_mentor(self, **person):
        """One more mentor at the same school."""
        return holder(Role.MENTOR, school=self.school, **person)

    def ready(self, **more):
        """An enrolment with everything in place for the record sheet."""
        enrolment = self.enrol(**more)
        everything(enrolment, self)
        return enrolment


def make_cast(level="entry"):
    """One of everybody, at a new school with a new provider."""
    provider = ProviderFactory(name="Kingsmere University", short_name="Kingsmere")
    school = SchoolFactory(name="Hillcrest School", partner=provider)
    return Cast(
        school=school,
        provider=provider,
        level=Level.objects.get(slug=level),
        mentor=holder(Role.MENTOR, school=school, name="Jo Okafor"),
        pcm=holder(Role.PCM, school=school, name="Asha Patel"),
        tutor=holder(Role.LINK_TUTOR, provider=provider, name="Tom Reid"),
        office=holder(Role.OFFICE, provider=provider, name="Olu Office"),
        lead=holder(Role.PROVIDER_LEAD, provider=provider, name="Lena Lead"),
    )


def ago(days):
    """The date so many days before today."""
    return today() - timedelta(days=days)


def boxes(name, day):
    """A date as its three boxes post it."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def filled(submission, rating="3", **texts):
    """Answer every question of a draft; `texts` are answers by a word of the question's label."""
    for step in submission.version.definition:
        given = {}
        for question in step["fields"]:
            special = next((text for word, text in texts.items() if word in question["label"].lower()), None)
            given[question["id"]] = (
                special if special is not None else answer_to(question, submission.owner, rating)
            )
        forms.actions.save_step(submission=submission, by=submission.owner, step_id=step["id"], answers=given)
    return submission


def answer_to(question, owner, rating="3"):
    """An answer that fits the question's kind."""
    answers = {
        "rating_grid": lambda: {row["key"]: rating for row in question.get("rows", [])} | {"note": ""},
        "declaration": lambda: True,
        "signature": lambda: {"name": owner.name, "date": today().isoformat()},
        "email": lambda: owner.email,
        "long_text": lambda: "Patience.",
        "short_text": lambda: owner.name if question.get("prefill") == "name" else "Mathematics",
    }
    assert question["kind"] in KINDS
    return answers[question["kind"]]()


def send(submission):
    """Send a filled draft; return the Sending."""
    owner = submission.owner
    return forms.actions.send(submission=submission, by=owner, statement="It is true.", typed_name=owner.name)


def begin_audit(enrolment):
    """A draft of the audit."""
    return forms.actions.start(page=AuditPage.objects.get(level=enrolment.level), by=enrolment.person)


def do_audit(enrolment, rating="3", **texts):
    """The audit, sent; every criterion rated the same."""
    return send(filled(begin_audit(enrolment), rating, **texts))


def talk(enrolment, **facts):
    """The conversation with the PCM."""
    given = {
        "by": enrolment.person,
        "held_on": ago(100),
        "with_name": "Asha Patel",
        "gist": "We meet on Mondays.",
        "agreed": True,
    }
    return actions.save_conversation(enrolment=enrolment, **given | facts)


def do_module(enrolment, code, **facts):
    """A module completed."""
    module = ModulePage.objects.get(level=enrolment.level, code=code)
    given = {"completed_on": ago(60), "reflection": f"I learned much in {code}."}
    return actions.complete_module(enrolment=enrolment, module=module, by=enrolment.person, **given | facts)


def place(enrolment, cast, **facts):
    """A completed placement."""
    given = {"student": "SK", "start": ago(120), "end": ago(20), "completed": True, "phase": "Foundation"}
    given |= {"school": cast.school, "provider": cast.provider}
    return actions.save_placement(enrolment=enrolment, by=enrolment.person, **given | facts)


def observe(enrolment, **facts):
    """A joint observation."""
    given = {"held_on": ago(30), "tutor_name": "Tom Reid", "note": "Questions had more wait time."}
    return actions.save_observation(enrolment=enrolment, by=enrolment.person, **given | facts)


def criteria(enrolment, *codes):
    """Criteria of the enrolment's framework by code; all key ones without codes."""
    rows = Criterion.objects.filter(framework=enrolment.framework)
    return list(rows.filter(code__in=codes) if codes else rows.filter(key_in=enrolment.level))


def add_evidence(enrolment, *codes, **facts):
    """A piece of evidence for these criteria; for every key criterion without codes."""
    given = {
        "title": "Feedback on a Year 8 lesson",
        "kind": "observation",
        "activity_date": ago(40),
        "description": "What I said and what came of it.",
        "anonymous": True,
        "criteria": criteria(enrolment, *codes),
    }
    return actions.save_evidence(enrolment=enrolment, by=enrolment.person, **given | facts)


def a_file(person, name="feedback.pdf"):
    """A file of this person's, kept."""
    return files.accept(upload(name), owner=person)


def everything(enrolment, cast):
    """All that Entry asks for before the record sheet."""
    do_audit(enrolment)
    talk(enrolment)
    do_module(enrolment, "M1")
    do_module(enrolment, "M2")
    place(enrolment, cast)
    observe(enrolment)
    evidence = add_evidence(enrolment, files=[a_file(enrolment.person)])
    notes = {link.criterion_id: f"Shows {link.criterion.code}." for link in evidence.links.all()}
    actions.save_notes(evidence=evidence, notes=notes, by=enrolment.person)


def certified(cast):
    """The cast's mentor, certified at the cast's level; returns the enrolment."""
    enrolment = cast.ready()
    round_ = sign_all(send_sheet(enrolment), cast)
    actions.record_award(enrolment=enrolment, round=round_, by=cast.office, on=today())
    return enrolment


def on_mastery(cast):
    """The cast's mentor certified at Entry and enrolled on Mastery, the cast's level from then on."""
    certified(cast)
    cast.level = Level.objects.get(slug="mastery")
    return cast.enrol()


def phase(cast, stage):
    """The phase of the cast's provider that counts as the stage of this title."""
    return Phase.objects.get_or_create(
        provider=cast.provider, title=f"Our {stage}", stage=YearStage.objects.get(title=stage)
    )[0]


def year(enrolment, cast):
    """A full year's cycle in three placements, the last one over since yesterday."""
    for number, stage in enumerate(("Foundation", "Development", "Consolidation")):
        first = 300 - 100 * number
        place(enrolment, cast, start=ago(first), end=ago(first - 99), provider_phase=phase(cast, stage))


def watch(enrolment, cast, **facts):
    """The PCM notes having observed the mentor."""
    given = {"by": cast.pcm, "held_on": ago(30), "feedback_seen": True, "targets_seen": True, "note": ""}
    return actions.record_pcm_observation(enrolment=enrolment, **given | facts)


def everything_of_mastery(enrolment, cast):
    """All that Mastery asks for before the record sheet; the PCM has noted nothing yet."""
    do_audit(enrolment, rating="4")
    talk(enrolment)
    for code in ("M3", "M4", "M5", "M6"):
        do_module(enrolment, code)
    year(enrolment, cast)
    add_evidence(enrolment)


def waive(cast, **facts):
    """The provider's lead waives the Entry certificate for the cast's mentor."""
    given = {
        "person": cast.mentor,
        "level": Level.objects.get(slug="mastery"),
        "requirement": "prerequisite",
        "grounds": "Eight years with two providers, eleven student teachers.",
        "reason": "Known to us as a careful mentor for years.",
        "by": cast.lead,
        "provider": cast.provider,
    }
    return actions.waive(**given | facts)


def begin_sheet(enrolment):
    """A draft of the record sheet."""
    return forms.actions.start(page=RecordSheetPage.objects.get(level=enrolment.level), by=enrolment.person)


def send_sheet(enrolment):
    """The record sheet, filled and sent; returns its Round."""
    return send(filled(begin_sheet(enrolment))).round


def sign(round_, by):
    """Sign the open stage as the real page would."""
    fresh = type(round_).objects.get(pk=round_.pk)
    return reviews.actions.sign(stage=open_stage(fresh), by=by, typed_name=by.name, seal=fresh.sending.seal)


def send_back(round_, by, reason="Please date the second observation, then send it again."):
    """Send the round back from its open stage."""
    fresh = type(round_).objects.get(pk=round_.pk)
    return reviews.actions.send_back(
        round=fresh, stage=open_stage(fresh), by=by, reason=reason, seal=fresh.sending.seal
    )


def sign_all(round_, cast):
    """Signed by PCM and link tutor; returns the round fresh."""
    sign(round_, cast.pcm)
    sign(round_, cast.tutor)
    return type(round_).objects.get(pk=round_.pk)


def fresh(enrolment):
    """The enrolment read again."""
    return Enrolment.objects.get(pk=enrolment.pk)
