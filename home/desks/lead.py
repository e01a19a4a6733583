"""The provider lead's desk: cohorts, the way to the certificate, what mentors' work shows, what to decide.

Everything about many mentors is counted by the database (portfolio/cohorts.py, portfolio/confidence.py), so
that the number of queries is the same for five hundred and for fifty thousand. A lead knows their mentors by
name, so numbers of people are shown as they are. What tells about people's own work, which leads do not read,
is shown for groups of five people and more, each of one school year and one level: no group that is shown is
part of another, so nothing can be found out by taking one from the other.
"""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from cms.dates import school_year, school_year_start
from home.doors import PROVIDER, rooms_of
from people.models.periods import months_after, today
from people.permissions import hats, led_providers
from people.roles import Role
from portfolio import asking, cohorts, confidence, evidence, placements
from portfolio.permissions import enrolments_visible_to

YEARS = 6  # how many school years can be chosen
SCHOOLS, TO_DECIDE = 15, 5  # lines
LOOKED_THROUGH = 100  # open requests, of which some are still with others
ALL = "all"


def desk(user, asked):
    """What the desk shows, as its context; `asked` is what the address says: {"year", "schools"}.

    Fifteen queries at most, however many enrolments there are.
    """
    years = years_until(today())
    year = None if asked.get("year") == ALL else years.get(asked.get("year"), years[max(years)])
    levels = cohorts.levels()
    mine = enrolments_visible_to(user).filter(provider__in=led_providers(user)).current()
    chosen = mine.filter(started_on__gte=year.first, started_on__lt=year.after) if year else mine
    rows = cohorts.standing(chosen)
    limit = None if asked.get("schools") == ALL else SCHOOLS
    return {
        "providers": [hat.provider for hat in hats(user) if hat.role == Role.PROVIDER_LEAD],
        "years": list(years.values()),
        "year": year,
        "steps": cohorts.STEPS.values(),
        "cohorts": [cohort_of(level, rows, limit) for level in levels],
        "total": number_of(rows),
        "funnel": funnel_of(cohorts.funnel(chosen, levels)),
        "work": work_of(chosen, rows, levels) if year else None,
        "fewest": cohorts.FEWEST,
        "decide": to_decide(user),
        "shown": TO_DECIDE,
        "rooms": rooms_of(user, beside=PROVIDER),
    }


@dataclass(frozen=True)
class Year:
    """A school year: its first day, the first day after it, and how it is called."""

    first: date
    after: date

    @property
    def key(self):
        return str(self.first.year)

    @property
    def label(self):
        return school_year(self.first)


def years_until(day):
    """{key: Year} of the school years that can be chosen, the one that the day lies in first."""
    first = school_year_start(day)
    starts = [months_after(first, -12 * number) for number in range(YEARS)]
    return {str(start.year): Year(start, months_after(start, 12)) for start in starts}


# --- where everybody stands --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cohort:
    """One level: how many stand where. Counts are [(number, name of the step)] as in cohorts.STEPS."""

    title: str
    total: int
    all: list
    schools: list  # (name, counts), those with most mentors first
    left_out: int  # schools that are not listed


def cohort_of(level, rows, limit):
    """The Cohort of a level, with so many schools (None: all) listed."""
    rows = [row for row in rows if row["level"] == level.pk]
    schools = {}
    for row in rows:
        key = (row["school_name"] or "No school at the moment", row["school_id"])
        schools.setdefault(key, []).append(row)
    in_order = sorted(schools.items(), key=lambda item: (-number_of(item[1]), item[0][0]))
    shown = [(name, counts_of(some)) for (name, _), some in in_order[:limit]]
    return Cohort(level.title, number_of(rows), counts_of(rows), shown, len(in_order) - len(shown))


def number_of(rows):
    """How many mentors the rows count."""
    return sum(row["n"] for row in rows)


def counts_of(rows):
    """How many of the rows' mentors stand at each step: [(number, name of the step)]."""
    return [
        (number_of(row for row in rows if row["step"] == step), name) for step, name in cohorts.STEPS.items()
    ]


FUNNEL = {
    "enrolled": "enrolled",
    "audited": "audit sent",
    "modules": "all modules completed",
    "evidence": "evidence for each key criterion",
    "sent": "record sheet sent",
    "signed": "signed by everybody",
    "certified": "certificate issued",
}


def funnel_of(found):
    """How many came how far: [{count, what, share of all who enrolled}]."""
    of = found["enrolled"]
    return [
        {"count": found[key], "what": what, "share": percent(found[key], of)} for key, what in FUNNEL.items()
    ]


def percent(count, of):
    return f"{round(100 * count / of)}%" if of else ""


# --- what their work shows ---------------------------------------------------------------------------------


@dataclass
class Coverage:
    """One level: of how many mentors (None: too few to show) how many have evidence for which criterion."""

    title: str
    mentors: int | None
    rows: list = field(default_factory=list)  # (criterion, number, share)
    finding: str = ""


def work_of(enrolments, rows, levels):
    """Coverage of the criteria at each level, and confidence then and now, without small groups."""
    criteria = cohorts.criteria_of()
    shown = cohorts.coverage(enrolments)
    standards = {criterion.code: criterion.standard.title for criterion in criteria}
    pairs, means = confidence.compared(enrolments, standards)
    is_shown = pairs >= cohorts.FEWEST
    return {
        "coverage": [coverage_of(level, rows, criteria, shown) for level in levels],
        "pairs": pairs if is_shown else None,
        "means": means if is_shown else [],
        "finding": change_in_words(means) if is_shown else "",
    }


def coverage_of(level, rows, criteria, shown):
    """The Coverage of a level's key criteria."""
    mentors = number_of(row for row in rows if row["level"] == level.pk)
    if mentors < cohorts.FEWEST:
        return Coverage(level.title, None)
    asked = [each for each in criteria if not level.key_codes or each.code in level.key_codes]
    counts = [(each, shown.get((level.pk, each.code), 0)) for each in asked]
    found = Coverage(level.title, mentors, [(each, n, percent(n, mentors)) for each, n in counts])
    if counts:
        least, n = min(counts, key=lambda pair: pair[1])
        fewest = f"Fewest have evidence for {least.code}: {n} of {mentors}."
        found.finding = fewest if n < mentors else "All of them have evidence for each key criterion."
    return found


def change_in_words(means):
    """What has changed between the audits, in a sentence; a fall is no mistake (E10)."""
    if not means:
        return ""
    most = max(means, key=lambda each: each.rose)
    if most.rose <= 0:
        return "In no standard is the mean higher than in the first audit."
    return f"The mean rose most in {most.title}: from {most.before} to {most.after} of 4."


# --- what to decide ----------------------------------------------------------------------------------------


def to_decide(user):
    """What waits for the lead, oldest first: [(title, lines, address of the whole list)]; three queries.

    A line is {name, what, day, url}. Each list has one line more than is shown, where there are more.
    """
    asked = asking.with_turn(asking.put_to(user).open()).order_by("asked_at", "pk")[:LOOKED_THROUGH]
    placed = placements.placements_to_decide(user)[: TO_DECIDE + 1]
    concerns = evidence.concerns_visible_to(user).filter(settled_at=None)
    concerns = concerns.exclude(evidence__enrolment__person=user).order_by("reported_at", "pk")
    requests = [
        line(row.person, row.get_kind_display(), row.asked_at, "request", row.slug)
        for row in asked
        if asking.turn(row) == Role.PROVIDER_LEAD
    ]
    shared = [
        line(row.enrolment.person, f"At {row.school}", row.start, "placement_decision", row.slug)
        for row in placed
    ]
    reported = [
        line(
            row.evidence.enrolment.person,
            row.evidence.enrolment.level.title,
            row.reported_at,
            "concern",
            row.slug,
        )
        for row in concerns[: TO_DECIDE + 1]
    ]
    return [
        ("What mentors ask", requests, reverse("portfolio:requests")),
        ("Placements that count or not", shared, reverse("portfolio:placement_decisions")),
        ("Concerns about evidence", reported, reverse("portfolio:concerns")),
    ]


def line(person, what, day, name, slug):
    """One thing to decide."""
    return {"name": person.name, "what": what, "day": day, "url": reverse(f"portfolio:{name}", args=[slug])}
