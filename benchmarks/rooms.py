"""Pages that list people's work, at ten rows and at two hundred: queries must not grow, and time hardly."""

from dataclasses import dataclass

from django.db import transaction

from benchmarks import asking
from benchmarks.bare.sessions import cookies
from benchmarks.client import get
from benchmarks.mentors import Place
from benchmarks.pages import SITE
from benchmarks.processes import Server
from benchmarks.report import Row, middle
from benchmarks.rounds import Contender, in_turns

FEW, SIXTY, MANY = 10, 60, 200
ROUNDS, COUNT = 3, 12
CPU = 25  # milliseconds allowed for about sixty rows


@dataclass
class Room:
    """A page with so many rows, as one person sees it. `queries` and `cpu` are its limits, if it has any."""

    name: str
    rows: int
    path: str
    person: object
    queries: int | None = None
    cpu: int | None = None

    @property
    def title(self):
        return f"{self.name}, {self.rows} rows"


def measure(client):
    """The rows of this benchmark."""
    few, many = Place(), Place()
    with transaction.atomic():  # so that the disk is waited for once
        waiting = [(few, few.sent()) for _ in range(FEW)] + [(many, many.sent()) for _ in range(MANY)]
        own_rooms = own(Place())
    found = figures(client, [*own_rooms, *queues(few, many)])
    with transaction.atomic():
        for place, round_ in waiting:
            place.sign(round_)
    return found + figures(client, offices(few, many))


def own(place):
    """A mentor's desk and evidence, and the sheet's review page: rows are pieces of evidence."""
    rooms = []
    for rows in (FEW, SIXTY, MANY):
        round_ = place.sent(pieces=rows)
        mentor, reference = round_.submission.owner, round_.submission.reference
        enrolment = round_.submission.record_sheet.enrolment.slug
        cpu = CPU if rows == SIXTY else None
        rooms += [
            Room("mentor’s desk", rows, "/my/", mentor, 12, cpu),
            Room("mentor’s evidence", rows, f"/my/{enrolment}/evidence/", mentor, 15, cpu),
            Room("review page", rows, f"/reviews/{reference}/", place.pcm, 25, cpu),
        ]
    return rooms


def queues(few, many):
    """What waits for a PCM; fifty rows are shown at once."""
    return [
        Room("queue", FEW, "/reviews/", few.pcm, 15),
        Room("queue", MANY, "/reviews/", many.pcm, 15, CPU),
    ]


def offices(few, many):
    """What an office can issue; fifty rows are shown at once."""
    return [
        Room("office desk", FEW, "/office/", few.office, 12),
        Room("office desk", MANY, "/office/", many.office, 12, CPU),
    ]


def figures(client, rooms):
    """Two rows for each room: queries, and milliseconds of processor time."""
    seen = [cookies(room.person) for room in rooms]
    asked = [asking.queries(room.path, mine) for room, mine in zip(rooms, seen, strict=True)]
    with Server("site", *SITE, "/") as site:
        contenders = [
            Contender(site, [get(room.path, mine)], COUNT) for room, mine in zip(rooms, seen, strict=True)
        ]
        in_turns(client, contenders, ROUNDS)
    found = []
    for room, queries, contender in zip(rooms, asked, contenders, strict=True):
        found.append(Row(room.title, queries, "queries", most=room.queries))
        found.append(Row(room.title, middle(contender.cpu), "absolute", unit="ms CPU", most=room.cpu))
    return found + growth(rooms, contenders)


def growth(rooms, contenders):
    """How much more the page with the most rows takes than the one with the fewest."""
    found = {}
    for room, contender in zip(rooms, contenders, strict=True):
        found.setdefault(room.name, []).append((room.rows, contender))
    rows = []
    for name, sizes in found.items():
        (less, small), (more, large) = sizes[0], sizes[-1]
        value = middle(large.cpu) / middle(small.cpu)
        rows.append(Row(f"{name}, {more} rows", value, against=f"the same, {less} rows"))
    return rows
