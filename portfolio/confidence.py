"""How confident many mentors are: their first audit beside their latest, added up by the database (R12, E10).

Only mentors with two audits are compared, so that both sides are the same people. A standard is left out
where fewer than FEWEST of them rated one of its criteria on both sides: a mean of few would tell about one.
"""

import json
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, Sum

from forms.models import FormVersion
from portfolio.cohorts import DONE, FEWEST
from portfolio.models import Audit


class Rating(Func):
    """The number that an audit's answers give one criterion; nothing for "not applicable".

    `paths` says where the forms have it; answers to one form hold nothing where another form keeps its own.
    A point's place in the digits is its number. One expression, because a plot asks for dozens of them.
    """

    output_field = IntegerField()

    def __init__(self, answers, paths):
        super().__init__(answers)
        self.paths = paths

    def as_sql(self, compiler, connection, **context):
        column, _ = compiler.compile(self.source_expressions[0])
        found = ", ".join([f"{column} #>> %s"] * len(self.paths))
        return f"NULLIF(STRPOS('123456789', COALESCE({found}, '')), 0)", [list(path) for path in self.paths]

    def as_sqlite(self, compiler, connection, **context):
        column, _ = compiler.compile(self.source_expressions[0])
        found = ", ".join([f"JSON_EXTRACT({column}, %s)"] * len(self.paths))
        keys = ["$." + ".".join(json.dumps(key) for key in path) for path in self.paths]
        return f"NULLIF(INSTR('123456789', COALESCE({found}, 'none')), 0)", keys


@dataclass(frozen=True)
class Means:
    """One standard: the mean of all ratings in the first audits and in the latest, with one decimal."""

    title: str
    before: float
    after: float

    @property
    def rose(self):
        return round(self.after - self.before, 1)


def grids():
    """{criterion code: [where a submission's answers have it]} of the audits in use now; one query."""
    found = {}
    versions = FormVersion.objects.filter(page__auditpage__isnull=False, superseded_at=None)
    for definition in versions.values_list("definition", flat=True):
        for step in definition:
            for question in step["fields"]:
                if question["kind"] == "rating_grid":
                    for row in question["rows"]:
                        found.setdefault(row["code"], []).append((step["id"], question["id"], row["key"]))
    return found


def compared(enrolments, standards):
    """(how many mentors have two audits, [Means]); two queries.

    They are the mentors who sent their latest audit with one of these enrolments, so that nobody is counted
    in two school years. `standards` is {criterion code: title of its standard} in order.
    """
    sent = Audit.objects.filter(submission__status__in=DONE)
    same = sent.filter(enrolment__person=OuterRef("enrolment__person"))
    earlier, later = Exists(same.filter(pk__lt=OuterRef("pk"))), Exists(same.filter(pk__gt=OuterRef("pk")))
    again = sent.filter(earlier, ~later, enrolment__in=enrolments.order_by().values("pk"))
    audits = sent.filter(enrolment__person__in=again.values("enrolment__person"))
    audits = audits.annotate(has_earlier=earlier, is_first=later)
    codes = grids()
    asked = {f"c{number}": code for number, code in enumerate(codes)}
    sums = {}
    for name, code in asked.items():
        points = Rating(F("submission__answers"), codes[code])
        sums |= {f"{name}_sum": Sum(points), f"{name}_n": Count(points)}
    ends = audits.filter(Q(has_earlier=False) | Q(is_first=False)).order_by().values("is_first")
    found = {
        "before" if row["is_first"] else "after": row for row in ends.annotate(pairs=Count("pk"), **sums)
    }
    if len(found) < 2:
        return 0, []
    return found["after"]["pairs"], _means(found, asked, standards)


def _means(found, asked, standards):
    totals = {title: {"before": [0, 0], "after": [0, 0]} for title in standards.values()}
    small = set()
    for name, code in asked.items():
        title = standards.get(code)
        if title is None:
            continue
        for side, total in totals[title].items():
            n = found[side][f"{name}_n"]
            if n < FEWEST:
                small.add(title)
            total[0] += found[side][f"{name}_sum"] or 0
            total[1] += n
    return [
        Means(title, *(round(points / n, 1) for points, n in (sides["before"], sides["after"])))
        for title, sides in totals.items()
        if title not in small and sides["before"][1] and sides["after"][1]
    ]
