"""What is sent back: how often, at which stage, and which parts the mentor was asked to look at again."""

import re
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from people.roles import Role
from reviews.models import DECIDING, Decision, Outcome

NO_PART = "No part named"
OFFICE = "Office, before issuing"


@dataclass(frozen=True)
class Row:
    """How many sheets were decided here and how many of them sent back; None where the group is too small."""

    name: str
    decided: int | None
    back: int | None

    @property
    def share(self):
        """The sheets sent back as a percentage of those decided: "20%"."""
        return f"{round(100 * self.back / self.decided)}%" if self.decided else ""


@dataclass(frozen=True)
class Report:
    """`places` are stages, for the co-ordinators providers; `parts` (name, how often) of `backs` in all."""

    places: list
    parts: list
    backs: int
    whole: Row

    @property
    def finding(self):
        """The report in a sentence."""
        if not self.whole.decided:
            return ""
        if not self.whole.back:
            return "Nothing was sent back."
        sheets = "sheet was" if self.whole.back == 1 else "sheets were"
        said = (
            f"{self.whole.back} of {self.whole.decided} {sheets} sent back at least once ({self.whole.share})"
        )
        named = next((name for name, _ in self.parts if name != NO_PART), None)
        return f"{said}, most often because of: {named}." if named else f"{said}."


def returns(reach, period):
    """The Report of what was decided in the period. Three queries, two for the co-ordinators."""
    lines = Decision.objects.filter(_here(reach), period.within("at"), outcome__in=DECIDING).order_by()
    if reach.named:
        return Report(_by_stage(lines), *_parts(reach, lines), whole=Row("", **lines.aggregate(**SHEETS)))
    places = _by_provider(reach, lines)
    shown = [row for row in places if row.decided]
    whole = Row("", sum(row.decided for row in shown), sum(row.back for row in shown))
    return Report(places, *_parts(reach, lines), whole=whole)


SHEETS = {
    "decided": Count("round__submission", distinct=True),
    "back": Count("round__submission", distinct=True, filter=Q(outcome=Outcome.SENT_BACK)),
}


def _here(reach):
    """Decisions at a stage for these providers; the office's sending back before issuing has no stage."""
    without = Q(stage=None) & reach.of("round__submission__provider")
    return (Q(stage__isnull=False) & reach.of("stage__provider")) | without


def _by_stage(lines):
    rows = lines.values("stage__role").annotate(**SHEETS)
    found = [Row(stage_name(row["stage__role"]), row["decided"], row["back"]) for row in rows]
    return sorted(found, key=lambda row: (-row.back, row.name))


def stage_name(role):
    """A stage's role as a heading; the office's sending back before issuing has none."""
    return Role(role).heading if role else OFFICE


def _by_provider(reach, lines):
    rows = lines.values("round__submission__provider__short_name").annotate(**SHEETS)
    named = [
        (row["round__submission__provider__short_name"] or "", row["decided"], row["back"]) for row in rows
    ]
    found = [
        Row(name, *((None, None) if reach.hides(sheets) else (sheets, back))) for name, sheets, back in named
    ]
    return sorted(found, key=lambda row: (-(row.back or -1), row.name))


def _parts(reach, lines):
    """([(part, in how many sendings back it was named)], sendings back in all)."""
    backs = lines.filter(outcome=Outcome.SENT_BACK).values("sections").annotate(n=Count("pk"))
    counted, total = Counter(), 0
    for row in backs:
        total += row["n"]
        for part in {kind_of_part(label) for label in row["sections"]} or {NO_PART}:
            counted[part] += row["n"]
    shown = [(part, n) for part, n in counted.items() if not reach.hides(n)]
    return sorted(shown, key=lambda each: (each[0] == NO_PART, -each[1], each[0])), total


def kind_of_part(label):
    """What kind of part a label names: "Evidence 2" → "Evidence", "Step 1: The lesson" → "Answers"."""
    if re.match(r"Step \d", label):
        return "Answers"
    return re.sub(r"(\s+\S*\d\S*)+$", "", label) or label
