"""Who works with a provider, in one list: what it noted, and what mentors recorded as placements."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, Value

from people.models.periods import today
from register.models import Engagement
from register.room import engagements_visible_to, own_engagements, own_placements, placements_in_the_room

NOTED, RECORDED = "noted", "recorded"
BY_THE_MENTOR = "The mentor"


@dataclass(frozen=True)
class Line:
    """One engagement or one placement, in words."""

    name: str
    email: str
    school: object
    provider: object
    what: str
    start: date
    end: date | None
    note: str = ""
    noted_by: str = ""  # "" where the mentor recorded it
    noted_at: object = None
    slug: str = ""  # of an Engagement: a placement is the mentor's own to change

    @property
    def goes_on(self):
        """Whether the mentor works with the provider today."""
        return self.start <= today() and (self.end is None or self.end >= today())


class Lines:
    """The list of a person's providers, the latest first; counted and cut by the paginator like a queryset.

    `year` (the first day of a school year) keeps what touched it, `words` what names a mentor or a school.
    """

    def __init__(self, user, *, year=None, words=""):
        noted, recorded = engagements_visible_to(user), placements_in_the_room(user)
        for word in words.split():
            noted = noted.filter(Q(person__name__icontains=word) | Q(school__name__icontains=word))
            named = Q(enrolment__person__name__icontains=word) | Q(school__name__icontains=word)
            recorded = recorded.filter(named)
        if year:
            next_year = year.replace(year=year.year + 1)
            noted = noted.filter(Q(end=None) | Q(end__gte=year), start__lt=next_year)
            recorded = recorded.filter(start__lt=next_year, end__gte=year)
        self.noted, self.recorded = noted, recorded
        self.keys = _keys(noted, NOTED).union(_keys(recorded, RECORDED), all=True)

    def count(self):
        return self.noted.count() + self.recorded.count()

    def __len__(self):
        return self.count()

    def __getitem__(self, part):
        """The Lines of a slice, with two more queries whatever their number."""
        keys = list(self.keys.order_by("-first", "kind", "-id")[part])
        noted = self.noted.select_related("person", "school", "provider", "noted_by")
        recorded = self.recorded.select_related("enrolment__person", "school", "provider")
        found = {(NOTED, row.pk): of_engagement(row) for row in noted.filter(pk__in=_of(keys, NOTED))}
        found |= {
            (RECORDED, row.pk): of_placement(row) for row in recorded.filter(pk__in=_of(keys, RECORDED))
        }
        return [found[key["kind"], key["id"]] for key in keys]


def _keys(rows, kind):
    """Which rows there are, by their first day: what both kinds have in common."""
    return rows.order_by().values("id", kind=Value(kind), first=F("start"))


def _of(keys, kind):
    return [key["id"] for key in keys if key["kind"] == kind]


def own_lines(user):
    """The Lines about the person's own work with providers, the latest first."""
    noted = [of_engagement(row) for row in whole_engagements(own_engagements(user))]
    recorded = [of_placement(row) for row in whole_placements(own_placements(user))]
    return sorted(noted + recorded, key=lambda line: line.start, reverse=True)


def whole_engagements(rows):
    """Engagements with all that a Line tells."""
    return rows.select_related("person", "school", "provider", "noted_by")


def whole_placements(rows):
    """Placements with all that a Line tells."""
    return rows.select_related("enrolment__person", "school", "provider")


def of_engagement(row):
    """The Line of one of `whole_engagements`."""
    return Line(
        row.person.name,
        row.person.email,
        row.school,
        row.provider,
        row.get_what_display(),
        row.start,
        row.end,
        row.note,
        row.noted_by.name,
        row.noted_at,
        row.slug,
    )


def of_placement(row):
    """The Line of one of `whole_placements`; nothing of the student teacher."""
    person = row.enrolment.person
    what = Engagement.What.MENTOR.label
    return Line(person.name, person.email, row.school, row.provider, what, row.start, row.end)


def table_of(lines):
    """(header, rows) of these Lines, for a spreadsheet program."""
    header = (
        "Mentor",
        "Email",
        "Provider",
        "School",
        "URN",
        "What",
        "First day",
        "Last day",
        "Note",
        "Noted by",
    )
    return header, [
        (
            line.name,
            line.email,
            line.provider.short_name,
            line.school.name,
            line.school.urn,
            line.what,
            line.start,
            line.end,
            line.note,
            line.noted_by or BY_THE_MENTOR,
        )
        for line in lines
    ]
