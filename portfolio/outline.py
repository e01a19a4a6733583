"""Where many enrolments stand, for lists: the same states as in portfolio/progress.py, from one query.

What a mentor has still to do is not looked at, so "new", "ready" and "in progress" are all in progress here.
"""

from django.db.models import Exists, OuterRef, Prefetch, Subquery

from forms.models import Status, Submission
from people.roles import Role
from portfolio.models import Award, Observation
from portfolio.progress import CERTIFIED, IN_PROGRESS, RETURNED, REVOKED, SIGNED_OFF, State
from portfolio.record import signed_sheets
from reviews.models import Stage

# The state's look, as a key of components/tag.html.
TAGS = {
    "certified": "issued",
    "returned": "changes_needed",
    "signed_off": "signed_off",
    "revoked": "withdrawn",
    "in_progress": "in_progress",
}


def with_outline(enrolments):
    """Enrolments with person, level and school-independent facts for `outline` and `pcm_observations`."""
    sheet = Submission.objects.filter(record_sheet__enrolment=OuterRef("pk")).exclude(status=Status.WITHDRAWN)
    stage = Stage.objects.open().filter(round__submission__record_sheet__enrolment=OuterRef("pk"))
    award = Award.objects.valid().filter(person=OuterRef("person"), level=OuterRef("level"))
    noted = Observation.objects.filter(kind=Observation.Kind.PCM).order_by("held_on", "pk")
    return (
        enrolments.select_related("person", "level")
        .annotate(
            is_awarded=Exists(award),
            sheet_status=Subquery(sheet.order_by("-pk").values("status")[:1]),
            asked_role=Subquery(stage.filter(round__closed_at=None).values("role")[:1]),
            is_signed=Exists(signed_sheets(OuterRef("person"), OuterRef("level"))),
        )
        .prefetch_related(Prefetch("observations", noted, to_attr="pcm_observations"))
    )


def outline(enrolment):
    """The State of an enrolment from `with_outline`."""
    if enrolment.is_awarded:
        return CERTIFIED
    if enrolment.sheet_status == Status.SENT and enrolment.asked_role:
        role = enrolment.asked_role
        return State(f"with_{role}", f"With the {Role(role).short}")
    if enrolment.sheet_status == Status.RETURNED:
        return RETURNED
    if enrolment.sheet_status == Status.ACCEPTED:
        return SIGNED_OFF if enrolment.is_signed else REVOKED
    return IN_PROGRESS


def tag_of(state):
    """The look of a state's tag."""
    return TAGS.get(state.key, "with_reviewer")
