"""Who sees which rounds, and what waits for whom (architecture, "who sees a submission")."""

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.utils import timezone

from forms.models import SendingFile
from people.permissions import staffed_providers
from reviews.models import Decision, Outcome, Round, Stage
from reviews.routing import asks


def stages_waiting_for(user):
    """Open stages that this person can sign, oldest first: asked today, not the mentor, not signed before.

    The twin of guards.can_decide. One query for the person's appointments, one for the stages.
    """
    signed = Decision.objects.filter(round=OuterRef("round"), signatory=user, outcome=Outcome.SIGNED)
    return (
        Stage.objects.open()
        .filter(asks(user))
        .exclude(round__submission__owner=user)
        .exclude(Exists(signed))
        .select_related(
            "round__sending", "round__submission__owner", "round__submission__page", "school", "provider"
        )
        .order_by("opened_at", "pk")
    )


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
        Decision.objects.filter(signatory=user, outcome__in=[Outcome.SIGNED, Outcome.SENT_BACK])
        .select_related("round__submission__owner", "round__submission__page")
        .order_by("-at", "-pk")
    )


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
