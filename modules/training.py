"""Training each year: what each provider held, who booked and came, and who has held nothing yet (R37).

A school year runs from 1 September to 31 August, days of London.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Count, Q
from django.utils import timezone

from cms.dates import school_year, school_year_start
from modules.models import EventPage
from modules.permissions import providers_reported_to
from people.models import Partnership, School
from people.models.periods import LONDON, today

YEARS = 6  # how many school years can be chosen


@dataclass(frozen=True)
class Year:
    """A school year by the year in which it began."""

    start: int

    @property
    def first(self):
        return date(self.start, 9, 1)

    @property
    def last(self):
        return date(self.start + 1, 8, 31)

    @property
    def label(self):
        """In words: "2026 to 2027"."""
        return school_year(self.first)

    @property
    def is_present(self):
        return self.first <= today() <= self.last


def years():
    """The school years that can be chosen, the present one first."""
    present = school_year_start(today()).year
    return [Year(present - number) for number in range(YEARS)]


@dataclass
class Line:
    """One provider in one school year."""

    provider: object
    year: Year
    held: int = 0
    coming: int = 0
    booked: int = 0
    came: int = 0
    schools: int = 0  # open partner schools
    flyers: int = 0  # of them with the flyer put up
    events: list = field(default_factory=list)

    @property
    def is_without(self):
        """Whether the provider is flagged: it belonged to the collaboration and has no event in the year.

        One that is still to come counts while the year runs (acceptance check 18).
        """
        return not self.held and not self.coming


def report(user, year):
    """The Lines of a school year for the providers that the person sees, by name; three queries."""
    providers = _members(providers_reported_to(user), year)
    lines = {provider.pk: Line(provider, year) for provider in providers.order_by("name")}
    now = timezone.now()
    for event in _events(lines, year):
        line = lines[event.provider_id]
        line.held += event.ends_at < now
        line.coming += event.ends_at >= now
        line.booked += event.booked
        line.came += event.came
        line.events.append(event)
    for row in _flyers(lines, year):
        line = lines[row["provider"]]
        line.schools, line.flyers = row["schools"], row["flyers"]
    return list(lines.values())


def whole_report(user):
    """The Lines of all years that can be chosen, the latest year first."""
    return [line for year in years() for line in report(user, year)]


HEADER = [
    "School year", "Provider", "Events held", "Events to come", "Booked", "Came", "Without an event",
    "Schools", "Schools with the flyer up",
]  # fmt: skip


def table(lines):
    """The Lines as (header, rows) for cms.spreadsheets.csv_response (T29)."""
    rows = [
        [
            line.year.label, line.provider.name, line.held, line.coming, line.booked, line.came,
            "yes" if line.is_without else "no", line.schools, line.flyers,
        ]
        for line in lines
    ]  # fmt: skip
    return HEADER, rows


def finding(lines):
    """What the Lines of one year say, in a sentence."""
    without = Counter(line.is_without for line in lines)[True]
    if not lines:
        return "No provider belonged to the collaboration in this year."
    if len(lines) == 1:
        verb = "has no event" if without else "has an event"
        return f"{lines[0].provider.short_name} {verb} in this school year."
    if not without:
        return "Every provider has an event in this school year."
    return f"{without} of {len(lines)} providers {'has' if without == 1 else 'have'} no event in this year."


def _members(providers, year):
    """Those of the providers that belonged to the collaboration on any day of the year (R2)."""
    joined, left = Q(member_from__lte=year.last), Q(member_to=None) | Q(member_to__gte=year.first)
    return providers.filter(joined & left)


def _events(providers, year):
    """The events of the year that went ahead or will, oldest first, with their counts."""
    first, after = (datetime.combine(day, time(), LONDON) for day in (year.first, Year(year.start + 1).first))
    rows = EventPage.objects.going_ahead().of(providers).with_counts()
    return rows.filter(starts_at__gte=first, starts_at__lt=after).order_by("starts_at", "pk")


def _flyers(providers, year):
    """For each provider its open schools, today or on the year's last day, and those with the flyer up."""
    day = min(today(), year.last)
    rows = Partnership.objects.current(day).filter(provider__in=providers)
    rows = rows.filter(school__in=School.objects.open(day))
    up = Q(school__flyer_notices__year=year.start)
    return (
        rows.order_by().values("provider").annotate(
            schools=Count("school", distinct=True), flyers=Count("school", distinct=True, filter=up)
        )
    )  # fmt: skip
