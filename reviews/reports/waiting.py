"""What is under way now and waits longest; for the co-ordinators how much waits at each provider."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q, Window
from django.utils import timezone

from people.roles import Role
from reviews.models import Stage
from reviews.routing import role_name

SHOWN = 10


@dataclass(frozen=True)
class Row:
    """How much waits at a provider; None where it is too little to be shown."""

    name: str
    waiting: int | None
    late: int | None
    since: object


@dataclass(frozen=True)
class Report:
    """`stages` are the oldest (all for a download), `providers` counts for the co-ordinators."""

    stages: list
    providers: list
    waiting: int
    late: int

    @property
    def longest(self):
        """What the longest bar stands for: the days that the oldest has waited."""
        return max((stage.days_waiting for stage in self.stages), default=0) or 1

    @property
    def finding(self):
        """The report in a sentence."""
        if not self.waiting:
            return ""
        late = f"{self.late} {'is' if self.late == 1 else 'are'}" if self.late else "none is"
        said = f"Of {self.waiting} under way {late} past the day set."
        if self.stages:
            days = self.stages[0].days_waiting
            said += f" The oldest has waited {days} day{'' if days == 1 else 's'}."
        return said


def waiting(reach, limit=SHOWN):
    """The Report of open stages, at most `limit` of them (None: all). One query."""
    stages = Stage.objects.open().filter(reach.of("provider"))
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    return _oldest(stages, late, limit) if reach.named else _by_provider(reach, stages, late)


def _oldest(stages, late, limit):
    named = ("round__submission__owner", "round__submission__page", "school", "provider", "claimed_by")
    whole = stages.annotate(whole=Window(Count("pk")), whole_late=Window(late))  # counted before the limit
    rows = list(whole.select_related(*named, "assignee").order_by("opened_at", "pk")[:limit])
    for stage in rows:
        stage.with_whom = _with_whom(stage)
    counts = (rows[0].whole, rows[0].whole_late) if rows else (0, 0)
    return Report(rows, [], *counts)


def _with_whom(stage):
    """Whose turn it is, in few words: "PCM, Hillcrest School"."""
    if stage.is_panel:
        return role_name(stage)
    return f"{Role(stage.role).heading}, {stage.place.name}"


def _by_provider(reach, stages, late):
    counted = stages.order_by().values("provider__short_name")
    rows = list(counted.annotate(waiting=Count("pk"), late=late, since=Min("opened_at")))
    shown = [row for row in rows if not reach.hides(row["waiting"])]
    found = [
        Row(row["provider__short_name"] or "", row["waiting"], row["late"], row["since"])
        if row in shown
        else Row(row["provider__short_name"] or "", None, None, None)
        for row in rows
    ]
    ordered = sorted(found, key=lambda row: (-(row.waiting or -1), row.name))
    return Report([], ordered, sum(row["waiting"] for row in shown), sum(row["late"] for row in shown))
