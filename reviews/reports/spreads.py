"""How numbers of days are spread: half took up to so many, 9 in 10 up to so many.

The database counts how often each number of days occurs, which every database can; the rest is adding up.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Func, IntegerField
from django.db.models.functions import TruncDate

from people.models.periods import LONDON


class DaysBetween(Func):
    """Whole calendar days in London from one moment to another, as a number in every database."""

    output_field = IntegerField()

    def __init__(self, earlier, later):
        super().__init__(TruncDate(later, tzinfo=LONDON), TruncDate(earlier, tzinfo=LONDON))

    def as_sql(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **context)

    def as_sqlite(self, compiler, connection, **context):
        template = "CAST(ROUND(julianday(%(expressions)s)) AS INTEGER)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **context)


@dataclass(frozen=True)
class Spread:
    """Of `count` cases half took up to `half` days, 9 in 10 up to `nine`."""

    count: int
    half: int
    nine: int


def spread(days):
    """The Spread of {number of days: how often}, or None when there is nothing."""
    count = sum(days.values())
    return Spread(count, _up_to(days, count, 50), _up_to(days, count, 90)) if count else None


def _up_to(days, count, percent):
    """The least number of days within which so many per cent of the cases lie."""
    seen = 0
    for number in sorted(days):
        seen += days[number]
        if 100 * seen >= percent * count:
            return number
    raise ValueError("These days were not counted.")


def grouped(rows, key):
    """{key of the row: Spread} of rows that are dicts with `days` and `n`."""
    found = {}
    for row in rows:
        found.setdefault(key(row), Counter())[row["days"]] += row["n"]
    return {name: spread(days) for name, days in found.items()}


def within(number):
    """A number of days in words: "on the same day", "within 1 day", "within 9 days"."""
    return "on the same day" if number == 0 else f"within {number} day{'' if number == 1 else 's'}"
