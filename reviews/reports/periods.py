"""School years: from 1 September to 31 August."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q

from cms.dates import school_year, school_year_start
from people.models.periods import LONDON, today

PERIODS = {"this": "This school year", "last": "Last school year", "all": "All the time"}


@dataclass(frozen=True)
class Period:
    """From the first day to before the second; either may be None."""

    key: str
    start: date | None = None
    end: date | None = None

    @property
    def label(self):
        """The period within a sentence: "in the school year 2026 to 2027"."""
        return f"in the school year {school_year(self.start)}" if self.start else "so far"

    def within(self, column):
        """A condition: the moment in this column lies in the period."""
        found = Q()
        if self.start:
            found &= Q(**{f"{column}__gte": _midnight(self.start)})
        if self.end:
            found &= Q(**{f"{column}__lt": _midnight(self.end)})
        return found


def period(key):
    """The Period of this key; this school year for a key that is none."""
    begun = school_year_start(today())
    if key == "all":
        return Period("all")
    if key == "last":
        return Period("last", begun.replace(year=begun.year - 1), begun)
    return Period("this", begun, begun.replace(year=begun.year + 1))


def _midnight(day):
    return datetime.combine(day, time(), LONDON)
