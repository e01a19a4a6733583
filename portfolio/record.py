"""Reads a mentor's record (portfolio/facts.py) in a constant number of queries."""

from django.db.models import Exists, OuterRef, Subquery

from cms.dates import date_uk
from forms.models import Status
from people.models import SharingDecision
from people.models.periods import today
from people.permissions import school_of
from portfolio.facts import Module, Record, SentBack
from portfolio.models import Award, Enrolment
from portfolio.parts import FILL
from reviews.models import Decision, Outcome, Round

__all__ = [
    "Module",
    "Record",
    "SentBack",
    "load",
    "load_many",
    "signed_sheets",
    "subject",
    "why_sent_back",
    "with_answers",
]


def with_answers(enrolments):
    """Enrolments with their rows, the person's latest answer about sharing, and the dates of the valid award
    and of the one at the level before; whether that one is signed and not issued yet.
    """
    awards = Award.objects.valid().held_along("person")
    award = awards.filter(level=OuterRef("level"))
    before = awards.filter(level=OuterRef("level__prerequisite"))
    answer = SharingDecision.objects.filter(person=OuterRef("person")).order_by("-at", "-pk")
    rows = ("person", "level__prerequisite", "framework", "provider")
    return enrolments.select_related(*rows).annotate(
        awarded_on=Subquery(award.values("awarded_on")[:1]),
        prerequisite_on=Subquery(before.values("awarded_on")[:1]),
        prerequisite_signed=Exists(signed_sheets(OuterRef("person"), OuterRef("level__prerequisite"))),
        sharing_at=Subquery(answer.values("at")[:1]),
        sharing=Subquery(answer.values("shares")[:1]),
    )


def signed_sheets(person, level):
    """Rounds of the person's record sheets of a level that everybody signed and nobody closed yet (E9)."""
    return Round.objects.filter(
        submission__record_sheet__enrolment__person=person,
        submission__record_sheet__enrolment__level=level,
        signed_at__isnull=False,
        closed_at=None,
        award=None,
    )


def load(enrolment):
    """Read an enrolment's record: about ten queries, however much there is in it."""
    return load_many([enrolment])[0]


def load_many(enrolments):
    """Read the records of many enrolments, in their order: as many queries for a thousand as for two.

    For a desk or a round of reminders; take at most a thousand at once, all that they hold is in memory.
    """
    enrolments = list(enrolments)
    if not all(hasattr(each, "sharing_at") for each in enrolments):
        read = with_answers(Enrolment.objects).in_bulk([each.pk for each in enrolments])
        enrolments = [read[each.pk] for each in enrolments]
    records = [bare(enrolment) for enrolment in enrolments]
    for fill in FILL:
        fill(records)
    return records


def bare(enrolment):
    """A Record with what `with_answers` has brought along."""
    return Record(
        enrolment=enrolment,
        level=enrolment.level,
        today=today(),
        answered_sharing_on=enrolment.sharing_at,
        shares=enrolment.sharing,
        awarded_on=enrolment.awarded_on,
        prerequisite_on=enrolment.prerequisite_on,
        prerequisite_signed=enrolment.prerequisite_signed,
    )


def why_sent_back(submission):
    """Who sent a returned sheet back and why, in a sentence or two; "" while it is not returned."""
    if submission.status != Status.RETURNED:
        return ""
    backs = Decision.objects.filter(round__submission=submission, outcome=Outcome.SENT_BACK)
    last = backs.select_related("signatory").order_by("round__number").last()
    if last is None:
        return ""
    return f"{last.signatory.name} sent this back on {date_uk(last.at)}: {last.comment or 'reason erased.'}"


def subject(enrolment):
    """Facts about an enrolment for prefilling and addressing its forms.

    `school` (where the mentor works now, None without an appointment), `provider`, `level` and `framework`
    are rows.
    """
    person = enrolment.person
    return {
        "name": person.name,
        "email": person.email,
        "trn": person.trn or "",
        "school": school_of(person),
        "provider": enrolment.provider,
        "level": enrolment.level,
        "framework": enrolment.framework,
    }
