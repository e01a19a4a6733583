"""What was measured, as a table and as JSON: ratios first, because they mean the same on any machine."""

import json
from dataclasses import dataclass, field

KINDS = {"ratio": "ratios", "queries": "queries", "absolute": "on_this_machine"}
UNITS = {"ratio": " ×", "queries": " queries"}


@dataclass
class Row:
    """One figure. `most` or `least` is the target, if there is one; `more` are figures behind it."""

    what: str
    value: float
    kind: str = "ratio"  # one of KINDS
    against: str = ""
    most: float | None = None
    least: float | None = None
    unit: str = ""  # of an absolute figure
    more: dict = field(default_factory=dict)

    @property
    def met(self):
        """Whether the target is met; None without one."""
        if self.most is None and self.least is None:
            return None
        return (self.most is None or self.value <= self.most) and (
            self.least is None or self.value >= self.least
        )


def compared(what, ours, theirs, against, **target):
    """A Row of two contenders' processor time."""
    from benchmarks.rounds import ratio

    more = {
        "wall": ratio(ours.wall, theirs.wall),
        "cpu_ms": middle(ours.cpu),
        "against_cpu_ms": middle(theirs.cpu),
        "spread": spread(ours.cpu, theirs.cpu),
    }
    return Row(what, ratio(ours.cpu, theirs.cpu), against=against, more=more, **target)


def middle(figures):
    """The median."""
    return sorted(figures)[len(figures) // 2]


def spread(ours, theirs):
    """The lowest and the highest ratio of a round."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return [min(ratios), max(ratios)]


def shown(number):
    """A figure as people read it: two decimals below 10, one below 100, none above."""
    if isinstance(number, int):
        return str(number)
    return f"{number:.{2 if number < 10 else 1 if number < 100 else 0}f}"


def target(row):
    """The target in words."""
    if row.most is not None:
        return f"≤ {row.most:g}"
    return f"≥ {row.least:g}" if row.least is not None else ""


COLUMNS = ("what", "against", "measured", "target", "met", "wall", "CPU ms", "baseline")


def cells(row):
    """The row's texts in the order of COLUMNS."""
    unit = UNITS.get(row.kind) or f" {row.unit}"
    met = {True: "yes", False: "NO", None: ""}[row.met]
    wall, cpu, base = (row.more.get(key) for key in ("wall", "cpu_ms", "against_cpu_ms"))
    return [
        row.what,
        row.against,
        shown(row.value) + unit,
        target(row),
        met,
        f"{shown(wall)} ×" if wall is not None else "",
        shown(cpu) if cpu is not None else "",
        shown(base) if base is not None else "",
    ]


def table(rows):
    """All rows as text in columns, ratios first."""
    lines = [list(COLUMNS)] + [cells(row) for row in in_order(rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def in_order(rows):
    """Ratios, then numbers of queries, then what holds for this machine alone; else as measured."""
    kinds = list(KINDS)
    return sorted(rows, key=lambda row: kinds.index(row.kind))


def as_json(rows):
    """The same as JSON text."""
    found = {name: [] for name in KINDS.values()}
    for row in rows:
        plain = {
            "what": row.what,
            "against": row.against,
            "value": row.value,
            "unit": row.unit,
            "target": target(row),
            "met": row.met,
            **row.more,
        }
        kept = {key: rounded(value) for key, value in plain.items() if value not in ("", None)}
        found[KINDS[row.kind]].append(kept)
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def rounded(value):
    """Floats, also in lists, to three significant places after the point at most."""
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return round(value, 3) if isinstance(value, float) else value
