"""What a sealed audit says: how confident, criterion by criterion, and in the mentor's own words."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from forms.models import SealedPart


@dataclass
class Group:
    """One standard's ratings.

    `mean` is of those that are a number, as text with one decimal; "" when none is.
    """

    title: str
    rows: list = field(default_factory=list)  # {"code", "text", "point", "words"}; point "" when not rated
    note: str = ""

    @property
    def points(self):
        return [int(row["point"]) for row in self.rows if row["point"].isdigit()]

    @property
    def mean(self):
        if not self.points:
            return ""
        mean = Decimal(sum(self.points)) / len(self.points)
        return str(mean.quantize(Decimal("0.1"), ROUND_HALF_UP))


def read(sending):
    """([Group], [(question, answer)]) of what was sent as an audit: two queries.

    A part that was erased says so in place of its answers.
    """
    groups, words = [], []
    definitions = {step["id"]: step for step in sending.version.definition}
    for part in sending.parts.filter(kind=SealedPart.Kind.STEP).order_by("position"):
        if part.is_erased:
            words.append((part.label, "Erased"))
            continue
        step = definitions.get(part.content["id"], {"fields": []})
        grids = [question for question in step["fields"] if question["kind"] == "rating_grid"]
        groups += [_group(step, grid, part.content["answers"].get(grid["id"]) or {}) for grid in grids]
        if not grids:
            words += [tuple(row) for row in part.content["shown"]]
    return groups, words


def _group(step, grid, answers):
    points = {point["id"]: point["label"] for point in grid["scale"]}
    rows = [
        {
            "code": row["code"],
            "text": row["text"],
            "point": answers.get(row["key"], "") if answers.get(row["key"], "").isdigit() else "",
            "words": points.get(answers.get(row["key"], ""), "Not answered"),
        }
        for row in grid["rows"]
    ]
    return Group(step["title"], rows, answers.get("note", ""))


def finding(groups):
    """What the ratings say, in a sentence: where the mentor is surest and where least sure."""
    rated = sorted((group for group in groups if group.points), key=lambda group: Decimal(group.mean))
    if not rated:
        return "Nothing is rated with a number."
    low, high = rated[0], rated[-1]
    if low.mean == high.mean:
        return f"The mean is {high.mean} of 4 throughout."
    return f"Highest in {high.title} (mean {high.mean} of 4), lowest in {low.title} (mean {low.mean})."
