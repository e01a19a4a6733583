"""Where many enrolments stand, for lists: the same states as in portfolio/progress.py, from one query.

What a mentor has still to do is not looked at, so "new", "ready" and "in progress" are all in progress here.
"""

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from cms.dates import days_since
from forms.models import Status, Submission
from people.models.periods import today
from people.roles import Role
from portfolio.models import Award, Conversation, EvidenceItem, ModuleCompletion, Observation, Request
from portfolio.progress import CERTIFIED, IN_PROGRESS, PAUSED, RETURNED, REVOKED, SIGNED_OFF, State
from portfolio.record import signed_sheets
from reviews.models import Stage

QUIET_DAYS = 30  # after so many days without a trace somebody may ask how it goes

# The state's look, as a key of components/tag.html.
TAGS = {
    "certified": "issued",
    "returned": "changes_needed",
    "signed_off": "signed_off",
    "revoked": "withdrawn",
    "in_progress": "in_progress",
    "paused": "cannot_start",
}


def with_outline(enrolments):
    """Enrolments with person, level and school-independent facts for `outline` and `pcm_observations`."""
    sheet = Submission.objects.filter(record_sheet__enrolment=OuterRef("pk")).exclude(status=Status.WITHDRAWN)
    stage = Stage.objects.open().filter(round__submission__record_sheet__enrolment=OuterRef("pk"))
    award = Award.objects.valid().filter(person=OuterRef("person"), level=OuterRef("level"))
    noted = Observation.objects.filter(kind=Observation.Kind.PCM).order_by("held_on", "pk")
    return (
        with_pause(enrolments)
        .select_related("person", "level")
        .annotate(
            is_awarded=Exists(award),
            sheet_status=Subquery(sheet.order_by("-pk").values("status")[:1]),
            asked_role=Subquery(stage.filter(round__closed_at=None).values("role")[:1]),
            is_signed=Exists(signed_sheets(OuterRef("person"), OuterRef("level"))),
        )
        .prefetch_related(Prefetch("observations", noted, to_attr="pcm_observations"))
    )


def with_pause(enrolments):
    """Enrolments with `is_paused`: whether a pause that was granted is on today (E12)."""
    day = today()
    pauses = Request.objects.granted().filter(kind=Request.Kind.PAUSE, enrolment=OuterRef("pk"))
    return enrolments.annotate(is_paused=Exists(pauses.filter(Q(end=None) | Q(end__gte=day), start__lte=day)))


def outline(enrolment):
    """The State of an enrolment from `with_outline`."""
    if enrolment.is_awarded:
        return CERTIFIED
    if enrolment.sheet_status == Status.SENT and enrolment.asked_role:
        role = enrolment.asked_role
        return State(f"with_{role}", f"With the {Role(role).short}")
    if enrolment.sheet_status == Status.ACCEPTED:
        return SIGNED_OFF if enrolment.is_signed else REVOKED
    if enrolment.is_paused:
        return PAUSED
    return RETURNED if enrolment.sheet_status == Status.RETURNED else IN_PROGRESS


def tag_of(state):
    """The look of a state's tag."""
    return TAGS.get(state.key, "with_reviewer")


# --- what has happened lately ------------------------------------------------------------------------------


def with_last_work(enrolments):
    """Enrolments with the days on which something last happened, for `last_work`."""

    def latest(rows, day):
        return Subquery(rows.filter(enrolment=OuterRef("pk")).order_by(f"-{day}").values(day)[:1])

    mine = Q(audit__enrolment=OuterRef("pk")) | Q(record_sheet__enrolment=OuterRef("pk"))
    forms = Submission.objects.filter(mine).order_by("-changed_at").values("changed_at")
    return enrolments.annotate(
        last_evidence=latest(EvidenceItem.objects.kept(), "changed_at"),
        last_form=Subquery(forms[:1]),
        last_module=latest(ModuleCompletion.objects, "completed_on"),
        last_talk=latest(Conversation.objects, "held_on"),
        last_observation=latest(Observation.objects, "held_on"),
    )


def last_work(enrolment):
    """The day on which the mentor, or somebody with them, last did something that is on record."""
    moments = (enrolment.last_evidence, enrolment.last_form)
    days = [timezone.localdate(moment) for moment in moments if moment]
    days += filter(None, (enrolment.last_module, enrolment.last_talk, enrolment.last_observation))
    return max([enrolment.started_on, *days])


def is_quiet(enrolment):
    """Whether nothing has happened for QUIET_DAYS although it is the mentor's turn, and no pause is on."""
    waits_for_mentor = outline(enrolment) in (IN_PROGRESS, RETURNED)
    return waits_for_mentor and days_since(last_work(enrolment)) >= QUIET_DAYS


def observation_due(enrolment):
    """Whether the PCM has still to note having observed the mentor (R24)."""
    asked = enrolment.level.needs_pcm_observation and not enrolment.is_awarded
    return asked and not any(row.counts for row in enrolment.pcm_observations)
