"""Who sees which rounds, and what waits for whom (architecture, "who sees a submission")."""

from datetime import timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.utils import timezone

from forms.models import SendingFile
from people.models import Appointment, School
from people.permissions import staffed_providers
from reviews.models import (
    DECIDING,
    Comment,
    Decision,
    Deputy,
    DraftDecision,
    Outcome,
    ReviewedFormPage,
    Round,
    Stage,
)
from reviews.routing import asks, asks_deputy, asks_in_own_right, standing_in

SHOWN = "round__sending", "round__submission__owner", "round__submission__page", "school", "provider"


def stages_waiting_for(user):
    """Open stages that this person can sign, oldest first: asked today, not the mentor, not signed before.

    The twin of guards.can_decide. One query for the person's appointments, one for the days on which they
    stand in for somebody, one for the stages.
    """
    lines = Decision.objects.filter(signatory=user)
    refused = lines.filter(
        round__submission=OuterRef("round__submission"),
        stage__role=OuterRef("role"),
        outcome=Outcome.SENT_BACK,
    )
    return (
        Stage.objects.open()
        .filter(asks(user, closed_at=None))
        .exclude(round__submission__owner=user)
        .exclude(round__in=lines.filter(outcome=Outcome.SIGNED).values("round"))
        .exclude(round__in=Decision.objects.filter(recorded_by=user, paper_on__isnull=False).values("round"))
        .exclude((Q(is_fresh=True) | Q(is_panel=True)) & Exists(refused))
        .select_related(*SHOWN)
        .order_by("opened_at", "pk")
    )


ALL, MINE, DEPUTY, COLLEAGUES = "", "mine", "deputy", "colleagues"


def in_hands_of(user, whose, stages):
    """Of the stages that wait for this person: those passed on to them or claimed by them (MINE), those that
    they are asked for as a deputy alone (DEPUTY), those that a colleague looks at (COLLEAGUES)."""
    if whose == MINE:
        return stages.filter(Q(assignee=user) | Q(claimed_by=user))
    if whose == DEPUTY:
        return stages.filter(asks_deputy(user)).exclude(asks_in_own_right(user))
    if whose == COLLEAGUES:
        mine = [user.pk, *(day.person_id for day in standing_in(user))]
        given = Q(assignee_here=True) & ~Q(assignee__in=mine)
        claimed = Q(claimed_by__isnull=False) & ~Q(claimed_by=user)
        return with_assignee_here(stages).filter(given | claimed)
    return stages


def with_assignee_here(stages):
    """The stages with `assignee_here`: whether whom they were passed on to still holds the role (E4)."""
    at_school = Q(school__isnull=False, school=OuterRef("school"))
    for_provider = Q(provider__isnull=False, provider=OuterRef("provider"))
    still = Appointment.objects.current().filter(
        at_school | for_provider, person=OuterRef("assignee"), role=OuterRef("role"), person__is_active=True
    )
    return stages.annotate(assignee_here=Exists(still))


def for_the_list(stages, user):
    """These few stages with what a line of the queue says about them (queue_words.Row), oldest first."""
    questions = Comment.objects.filter(round=OuterRef("round"), author=user, is_question=True, answer=None)
    drafts = DraftDecision.objects.filter(stage=OuterRef("pk"), person=user)
    stages = Stage.objects.filter(pk__in=[stage.pk for stage in stages]).order_by("opened_at", "pk")
    stages = with_assignee_here(stages).annotate(waits_for_answer=Exists(questions), has_draft=Exists(drafts))
    return stages.select_related(*SHOWN, "assignee", "claimed_by").prefetch_related("panel")


def stands_in_for(user):
    """Days on which this person stands in for others, current and to come."""
    rows = Deputy.objects.not_over().filter(deputy=user)
    return rows.select_related("person", "appointment__school", "appointment__provider")


def kinds_waiting_for(user):
    """What this person can narrow the queue by: [(page id, title)] of reviewed forms, [(school id, name)]."""
    # School by school, which an index answers at once, instead of reading every stage that waits.
    there = Stage.objects.open().filter(asks(user, closed_at=None), school=OuterRef("pk"))
    schools = School.objects.filter(Exists(there.order_by()))
    return list(ReviewedFormPage.objects.values_list("pk", "title")), list(schools.values_list("pk", "name"))


def rounds_visible_to(user):
    """Rounds this person may read: asked by one of its stages, having decided in it, or running its provider.

    A co-ordinator or administrator sees none by that alone: they see counts.
    """
    stages = Stage.objects.filter(round=OuterRef("pk"))
    own = stages.filter(asks(user) | Q(provider__in=staffed_providers(user)))
    decided = Decision.objects.filter(round=OuterRef("pk"), signatory=user)
    return Round.objects.filter(Q(Exists(own)) | Q(Exists(decided)))


def decided_by(user):
    """This person's own decisions, newest first, for "You decided lately"."""
    return (
        Decision.objects.filter(signatory=user, outcome__in=DECIDING)
        .select_related("round__submission__owner", "round__submission__page")
        .order_by("-at", "-pk")
    )


def past(days_column, stages=None):
    """A condition on open stages (all, or these): they wait for more days than this column says; 0 is never.

    Few different numbers of days occur, so each becomes a moment to compare with: one query finds them.
    """
    stages = Stage.objects.open() if stages is None else stages
    found = Q(pk__in=())
    for days in stages.order_by().exclude(**{days_column: 0}).values_list(days_column, flat=True).distinct():
        found |= Q(**{days_column: days}, opened_at__lt=timezone.now() - timedelta(days=days))
    return found


def waiting_counts():
    """How many rounds wait at each stage of each workflow, without names: a list of dicts.

    Keys: workflow, position, role, waiting, late, since (when the oldest was opened).
    """
    late = Q(due_on__lt=timezone.localdate())
    return list(
        Stage.objects.open()
        .values("position", "role", workflow=F("round__workflow_name"))
        .annotate(waiting=Count("pk"), late=Count("pk", filter=late), since=Min("opened_at"))
        .order_by("workflow", "position")
    )


def files_visible_to(user, reference):
    """Files sent in rounds of this submission that the person may read: the review door's predicate."""
    read = rounds_visible_to(user).filter(sending=OuterRef("sending"))
    return SendingFile.objects.filter(Exists(read), sending__reference=reference).select_related("attachment")
