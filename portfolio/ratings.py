"""What a sealed audit says: how confident, criterion by criterion, and in the mentor's own words.

Two audits of one mentor are compared criterion by criterion, known by its code (R12, E10).
"""

from collections import Counter
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Exists, OuterRef

from cms.dates import date_uk
from forms.models import SealedPart, Sending, Status

# The id of the question in which a mentor tells what has changed. An id stays when the wording changes, and
# when the page is copied in the admin; home/content/forms.yaml has it as `account` of the Mastery audit.
ACCOUNT = str(uuid5(NAMESPACE_URL, "weltec-forms:mastery/audit:account"))
NOT_ASKED, NOT_ANSWERED = "Not asked", "Not answered"
ERASED = "Erased"


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
            words.append((part.label, ERASED))
            continue
        step = definitions.get(part.content["id"], {"title": "", "fields": []})
        grids = _grids(step)
        groups += [_group(step, grid, part.content["answers"].get(grid["id"]) or {}) for grid in grids]
        if not grids:
            words += [tuple(row) for row in part.content["shown"]]
    return groups, words


def _grids(step):
    return [question for question in step["fields"] if question["kind"] == "rating_grid"]


def _group(step, grid, answers, empty=NOT_ANSWERED):
    points = {point["id"]: point["label"] for point in grid["scale"]}
    rows = [
        {
            "code": row["code"],
            "text": row["text"],
            "point": answers.get(row["key"], "") if answers.get(row["key"], "").isdigit() else "",
            "words": points.get(answers.get(row["key"], ""), empty),
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


# --- two audits --------------------------------------------------------------------------------------------


@dataclass
class Change:
    """One standard in two audits: both means as Group has them, and `rows` of criteria.

    A row is {"code", "text", "before", "after", "before_words", "after_words"}; before and after are a point
    as text, "" where there is none.
    """

    title: str
    before_mean: str
    after_mean: str
    rows: list


@dataclass
class Comparison:
    """How the ratings of two audits differ.

    Counts are of criteria with a number in both; the others are `not_compared`. `erased` names the parts that
    can no longer be read, `account` is what the mentor tells about the change, "" for nothing.
    """

    up: int
    same: int
    down: int
    groups: list = field(default_factory=list)
    not_compared: int = 0
    account: str = ""
    erased: list = field(default_factory=list)

    @property
    def compared(self):
        return self.up + self.same + self.down

    @property
    def finding(self):
        """What has changed, in sentences that tell a fall as plainly as a rise (E10)."""
        if not self.compared:
            return "No criterion has a number in both audits, so nothing can be compared."
        criteria = "criterion" if self.compared == 1 else "criteria"
        higher = f"Higher in {self.up} of {self.compared} {criteria}"
        left = f" {self.not_compared} not compared." if self.not_compared else ""
        return f"{higher}, unchanged in {self.same}, lower in {self.down}.{left}"

    @property
    def where(self):
        """Where confidence has grown most, by the means of the standards; "" where none has grown."""
        grown = [
            (Decimal(group.after_mean) - Decimal(group.before_mean), group)
            for group in self.groups
            if group.before_mean and group.after_mean
        ]
        most, group = max(grown, key=lambda pair: pair[0], default=(0, None))
        if most <= 0:
            return ""
        return f"Most of all in {group.title}: from {group.before_mean} to {group.after_mean} on average."

    def content(self):
        """The comparison as plain JSON, with the finding."""
        return asdict(self) | {"finding": self.finding}


def baseline(sending):
    """The mentor's first audit before this one, as a Sending with all it needs, or None (R12): one query.

    It may belong to an earlier level. Where an audit was sent more than once, its last sending counts.
    """
    again = Sending.objects.filter(submission=OuterRef("submission"), number__gt=OuterRef("number"))
    audits = Sending.objects.filter(
        ~Exists(again),
        submission__audit__isnull=False,
        submission__owner=sending.submission.owner_id,
        submission__status__in=(Status.SENT, Status.ACCEPTED),
        sent_at__lt=sending.sent_at,
    )
    return (
        audits.exclude(submission=sending.submission_id)
        .select_related("version", "submission__audit")
        .order_by("sent_at")
        .first()
    )


def since_first(sending):
    """What has changed since the mentor's first audit, as plain JSON for the page and the seal (R12).

    A Comparison's content with the kinds and days of both audits; None when this is the first.
    """
    first = baseline(sending)
    if first is None:
        return None
    comparison = compare(first, sending)
    found = comparison.content() | {"where": comparison.where}
    for name, each in (("before", first), ("after", sending)):
        found[f"{name}_kind"] = each.submission.audit.get_kind_display()
        found[f"{name}_on"] = date_uk(each.sent_at)
    return found


def compare(before, after):
    """A Comparison of two Sendings of audits: one query."""
    sendings = {before.pk: [], after.pk: []}
    for part in audit_parts(sendings).select_related("sending__version"):
        sendings[part.sending_id].append(part)
    return compared(sendings[before.pk], sendings[after.pk])


def audit_parts(sendings):
    """The sealed answers of audits, by the ids of their Sendings."""
    return SealedPart.objects.filter(sending__in=sendings, kind=SealedPart.Kind.STEP).order_by("position")


def compared(before, after):
    """A Comparison from the `audit_parts` of two Sendings, which have their sending with its version.

    Criteria are known by their code, also across versions of a framework (E20). Those that only the earlier
    audit asked about come last.
    """
    first, second = _rated(before), _rated(after)
    old = {row["code"]: row for group in first for row in group.rows}
    new = {row["code"] for group in second for row in group.rows}
    groups = [_change(group, old, first) for group in second]
    dropped = [_row(row, None) for code, row in old.items() if code not in new]
    if dropped:
        groups.append(Change("Asked in the earlier audit alone", "", "", dropped))
    found = Counter(_direction(row) for group in groups for row in group.rows)
    return Comparison(
        up=found["up"],
        same=found["same"],
        down=found["down"],
        groups=groups,
        not_compared=found[""],
        account=_account(after),
        erased=[
            f"{name}: {part.label}"
            for name, parts in (("Earlier audit", before), ("This audit", after))
            for part in parts
            if part.is_erased
        ],
    )


def _rated(parts):
    """The Groups of all that the audit asked about; what was erased stands there without its points."""
    answers = {part.content["id"]: part.content["answers"] for part in parts if not part.is_erased}
    # What is left of an erased part is its label: the step's title, cut to the length of a label.
    gone = tuple(part.label.partition(": ")[2] for part in parts if part.is_erased)
    return [
        _group(
            step,
            grid,
            answers.get(step["id"], {}).get(grid["id"]) or {},
            ERASED if step["id"] not in answers and _is_one_of(step["title"], gone) else NOT_ANSWERED,
        )
        for step in parts[0].sending.version.definition
        for grid in _grids(step)
    ]


def _is_one_of(title, beginnings):
    return any(title.startswith(beginning) for beginning in beginnings)


def _change(group, old, first):
    """One standard: the earlier mean is that of the earlier standard which holds the same criteria."""
    codes = {row["code"] for row in group.rows}
    earlier = next((each for each in first if codes & {row["code"] for row in each.rows}), Group(group.title))
    rows = [_row(old.get(row["code"]), row) for row in group.rows]
    return Change(group.title, earlier.mean, group.mean, rows)


def _row(before, after):
    """One criterion; None for an audit that did not ask about it."""
    shown, nothing = after or before, {"point": "", "words": NOT_ASKED}
    before, after = before or nothing, after or nothing
    return {
        "code": shown["code"],
        "text": shown["text"],
        "before": before["point"],
        "after": after["point"],
        "before_words": before["words"],
        "after_words": after["words"],
    }


def _direction(row):
    """ "up", "same" or "down"; "" when one of the two is no number."""
    if not (row["before"] and row["after"]):
        return ""
    before, after = int(row["before"]), int(row["after"])
    return "up" if after > before else "down" if after < before else "same"


def _account(parts):
    """What the mentor tells about the change."""
    given = [part.content["answers"].get(ACCOUNT) for part in parts if not part.is_erased]
    return next((text.strip() for text in given if isinstance(text, str)), "")
