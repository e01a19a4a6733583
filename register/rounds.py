"""Rounds with everything that issuing asks of them, in a constant number of queries."""

from django.db.models import Exists, OuterRef, Prefetch, Q

from forms.models import SealedPart
from portfolio.models import Award
from reviews.models import Decision, Stage

# Of what was sent, a certificate needs the answers (the name) and the frozen page about the person.
NEEDED = Q(kind=SealedPart.Kind.STEP) | Q(kind=SealedPart.Kind.ENCLOSED, label="Details")


def for_the_desk(rounds):
    """The rounds of this queryset with sheet, level, signatures and the frozen record.

    `held` says whether the mentor has an award of the level from another round, on any joined account.
    """
    level = OuterRef("submission__record_sheet__enrolment__level")
    held = Award.objects.valid().held_along("submission__owner").filter(level=level)
    decisions = Decision.objects.select_related(
        "signatory", "recorded_by", "stage__school", "stage__provider"
    ).order_by("seq")
    return (
        rounds.select_related("sending__version", "submission__owner", "submission__provider")
        .select_related("submission__record_sheet__enrolment__level")
        .select_related("submission__record_sheet__enrolment__framework")
        .prefetch_related(Prefetch("decisions", decisions))
        .prefetch_related(Prefetch("sending__parts", SealedPart.objects.filter(NEEDED)))
        .annotate(held=Exists(held.exclude(round=OuterRef("pk"))))
    )


def for_issuing(rounds):
    """The same with the stages, which the guards ask for."""
    stages = Stage.objects.select_related("school", "provider", "assignee")
    return for_the_desk(rounds).prefetch_related(Prefetch("stages", stages))


def ready(rounds):
    """Of these rounds, those that everybody has signed and nobody has ended, oldest first."""
    return rounds.filter(signed_at__isnull=False, closed_at=None).order_by("signed_at", "pk")
