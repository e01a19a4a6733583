"""How long each stage takes, by school and by provider."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from people.roles import REVIEWERS, Role
from reviews.models import DECIDING, Decision, Stage
from reviews.reports.spreads import DaysBetween, Spread, grouped, within


@dataclass(frozen=True)
class Row:
    """One place and role; `spread` is None where the group is too small to be shown."""

    place: str
    role: str
    spread: Spread | None

    @property
    def who(self):
        """The role as a heading: "PCM", "Link tutor"."""
        return Role(self.role).heading


@dataclass(frozen=True)
class Report:
    """Rows by role, by school and by provider; each list slowest first."""

    roles: list
    schools: list
    providers: list

    @property
    def longest(self):
        """What the longest bar stands for."""
        rows = [row.spread.half for row in (*self.roles, *self.schools, *self.providers) if row.spread]
        return max(rows, default=0) or 1

    @property
    def finding(self):
        """The report in a sentence."""
        shown = [row for row in self.roles or self.providers if row.spread]
        if not shown:
            return ""
        if not self.roles:
            slowest = f"{Role(shown[0].role).short} of {shown[0].place}"
            return (
                f"Slowest is the {slowest}: in half of all cases they decide {within(shown[0].spread.half)}."
            )
        parts = [f"the {Role(row.role).short} {within(row.spread.half)}" for row in shown]
        first = f"the {Role(shown[0].role).short} decides {within(shown[0].spread.half)}"
        return f"In half of all cases {', '.join([first, *parts[1:]])}."


def days_per_stage(reach, period):
    """The Report of stages that were decided in the period. One query."""
    rows = list(_counted(reach, period))
    by_provider = _rows(reach, rows, lambda row: (row["provider__short_name"] or "", row["role"]))
    if not reach.named:
        return Report([], [], by_provider)
    several = len({row["provider__short_name"] for row in rows}) > 1
    return Report(
        roles=sorted(_rows(reach, rows, lambda row: ("", row["role"])), key=_in_turn),
        schools=_rows(reach, rows, lambda row: (row["school__name"] or "", row["role"], row["school"])),
        providers=by_provider if several else [],
    )


def _counted(reach, period):
    """Dicts of role, provider, school (where named), days and n."""
    places = ["provider__short_name", *(["school", "school__name"] if reach.named else [])]
    decided = Decision.objects.filter(stage=OuterRef("pk"), outcome__in=DECIDING)
    stages = Stage.objects.filter(
        reach.of("provider"), period.within("closed_at"), Exists(decided), closed_at__isnull=False
    )
    counted = stages.order_by().annotate(days=DaysBetween("opened_at", "closed_at"))
    return counted.values("role", "days", *places).annotate(n=Count("pk"))


def _rows(reach, rows, key):
    """A Row for each key (place, role, …), slowest first; groups too small to be shown at the end."""
    found = [
        Row(place, role, None if reach.hides(each.count) else each)
        for (place, role, *_), each in grouped(rows, key).items()
    ]
    return sorted(found, key=_slowest_first)


def _slowest_first(row):
    days = (row.spread.half, row.spread.nine, row.spread.count) if row.spread else (-1, -1, -1)
    return (*(-number for number in days), row.place, row.role)


def _in_turn(row):
    return REVIEWERS.index(Role(row.role))
