"""How the work is shared: what waits for each reviewer, what they decided, and in how many days.

`asked_by_each` is the twin of routing.people_asked for many stages at once, without a query for each.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from people.models import Appointment
from people.roles import REVIEWERS, SCHOOL_ROLES, Role
from reviews.hands import PANEL_ROLES
from reviews.models import DECIDING, Decision, Deputy, Outcome, PanelMember, Stage
from reviews.reports.spreads import DaysBetween, Spread, grouped

COLUMNS = (
    "pk role school provider assignee is_fresh is_panel round round__submission round__submission__owner"
).split()


@dataclass(frozen=True)
class Row:
    """One reviewer. `spread` is None when they decided nothing in the period."""

    name: str
    roles: str
    waiting: int
    spread: Spread | None

    @property
    def decided(self):
        """How many decisions they made in the period."""
        return self.spread.count if self.spread else 0


@dataclass(frozen=True)
class Report:
    """Reviewers, those for whom most waits first; `stages` wait in all."""

    rows: list
    stages: int

    @property
    def most(self):
        """What the longest bar stands for."""
        return max((row.waiting for row in self.rows), default=0) or 1

    @property
    def finding(self):
        """The report in a sentence that names nobody."""
        busy = [row for row in self.rows if row.waiting]
        if not busy:
            return "Nothing waits for anybody." if self.rows else ""
        people = "1 person can" if len(busy) == 1 else f"{len(busy)} people can"
        waits = "1 review waits" if self.stages == 1 else f"{self.stages} reviews wait"
        return f"{waits}; {people} decide, and the fullest desk has {busy[0].waiting}."


def load(reach, period):
    """The Report: what waits now, and what was decided in the period. Six queries at most."""
    stages = Stage.objects.open().filter(reach.of("provider"))
    asked, people = asked_by_each(stages)
    waiting = Counter(person for found in asked.values() for person in found)
    decided = list(_decided(reach, period))
    for row in decided:
        name, roles = people.get(row["signatory"], (row["signatory__name"], frozenset()))
        people[row["signatory"]] = (name, roles | {row["role"]})
    spreads = grouped(decided, lambda row: row["signatory"])
    rows = [
        Row(people[pk][0], _in_words(people[pk][1]), waiting[pk], spreads.get(pk))
        for pk in waiting.keys() | spreads.keys()
    ]
    return Report(sorted(rows, key=lambda row: (-row.waiting, -row.decided, row.name)), len(asked))


def _decided(reach, period):
    """Dicts of signatory, name, role, days and n."""
    lines = Decision.objects.filter(
        reach.of("stage__provider"), period.within("at"), outcome__in=DECIDING, stage__isnull=False
    )
    lines = lines.order_by().annotate(days=DaysBetween("stage__opened_at", "at"))
    return lines.values("signatory", "signatory__name", "role", "days").annotate(n=Count("pk"))


def _in_words(roles):
    return ", ".join(Role(role).heading for role in REVIEWERS if role in roles)


# --- who is asked, for many stages -------------------------------------------------------------------------


def asked_by_each(stages):
    """({stage id: ids of the people it asks today}, {person id: (name, roles)}). Five queries at most."""
    rows = list(stages.order_by().values(*COLUMNS))
    people = {}
    at, side = _posts(stages, people)
    seats = _seats(stages, people) if any(row["is_panel"] for row in rows) else {}
    signed, refused = _barred(stages)
    asked = {}
    for row in rows:
        found = set(seats.get(row["pk"], ())) if row["is_panel"] else _at_its_place(row, at, side)
        found -= {row["round__submission__owner"], *signed[row["round"]]}
        if row["is_fresh"] or row["is_panel"]:
            found -= refused[row["round__submission"], row["role"]]
        asked[row["pk"]] = found
    return asked, people


def _at_its_place(row, at, side):
    if row["role"] in SCHOOL_ROLES:
        return set(at[row["role"], row["school"]])
    found = at[row["role"], row["provider"], None] | at[row["role"], row["provider"], row["school"]]
    return found | ({row["assignee"]} & side[row["role"], row["provider"]])


def _posts(stages, people):
    """({place: ids asked there, deputies too}, {(role, provider): ids of its holders at any school})."""
    at, side = defaultdict(set), defaultdict(set)
    here = Q(provider__in=stages.values("provider")) | Q(provider=None, school__in=stages.values("school"))
    posts = Appointment.objects.current().filter(here, role__in=REVIEWERS)
    own = posts.filter(person__is_active=True)
    for pk, name, role, school, provider in own.values_list(
        "person", "person__name", "role", "school", "provider"
    ):
        _know(people, pk, name, role)
        at[_place(role, school, provider)].add(pk)
        side[role, provider].add(pk)
    days = Deputy.objects.in_force().filter(appointment__in=posts)
    for pk, name, role, school, provider in days.values_list(
        "deputy", "deputy__name", "appointment__role", "appointment__school", "appointment__provider"
    ):
        _know(people, pk, name, role)
        at[_place(role, school, provider)].add(pk)
    return at, side


def _place(role, school, provider):
    return (role, school) if role in SCHOOL_ROLES else (role, provider, school)


def _know(people, pk, name, role):
    people[pk] = (name, people.get(pk, (name, frozenset()))[1] | {role})


def _seats(stages, people):
    able = Appointment.objects.current().filter(role__in=PANEL_ROLES).values("person")
    members = PanelMember.objects.filter(stage__in=stages, person__is_active=True, person__in=able)
    seats = defaultdict(set)
    for stage, role, pk, name in members.values_list("stage", "stage__role", "person", "person__name"):
        _know(people, pk, name, role)
        seats[stage].add(pk)
    return seats


def _barred(stages):
    """({round: ids of those who signed it}, {(submission, role): ids of those who sent it back there})."""
    signed, refused = defaultdict(set), defaultdict(set)
    lines = Decision.objects.filter(
        Q(outcome=Outcome.SIGNED, round__in=stages.values("round"))
        | Q(outcome=Outcome.SENT_BACK, round__submission__in=stages.values("round__submission"))
    )
    for outcome, round_, submission, role, pk in lines.order_by().values_list(
        "outcome", "round", "round__submission", "stage__role", "signatory"
    ):
        if outcome == Outcome.SIGNED:
            signed[round_].add(pk)
        else:
            refused[submission, role].add(pk)
    return signed, refused
