"""Schools in partnership with the providers that are there, and those who sign for them."""

from dataclasses import dataclass
from datetime import date

from people.models import Appointment, Partnership, Provider, School, User
from people.roles import Role

SINCE = date(2020, 9, 1)
NO_PASSWORD = "!scale"  # noqa: S105  what Django keeps for somebody who cannot sign in with one
TUTORS = 20  # of each provider
HOUSE = "scale.example"


@dataclass(frozen=True)
class Place:
    """A school with its PCM, and the provider that its mentors belong to."""

    school: School
    provider: Provider
    pcm: User


def places(schools, providers):
    """So many schools, spread over the first `providers` of those there are; a list of Place.

    Each school gets a PCM, each provider twenty link tutors, an office and a lead of its own.
    """
    houses = list(Provider.objects.order_by("pk")[:providers])
    rows = School.objects.bulk_create(
        School(name=f"Invented School {number:04}", town="Scale", phase=School.Phase.SECONDARY)
        for number in range(1, schools + 1)
    )
    given = [houses[number % len(houses)] for number in range(schools)]
    Partnership.objects.bulk_create(
        Partnership(provider=house, school=school, start=SINCE)
        for house, school in zip(given, rows, strict=True)
    )
    pcms = people_of("pcm", schools)
    appoint(pcms, Role.PCM, [{"school": school} for school in rows])
    for number, house in enumerate(houses, 1):
        staff(house, number)
    return [Place(*row) for row in zip(rows, given, pcms, strict=True)]


def staff(house, number):
    """Link tutors, office and lead of one provider."""
    for role, count in ((Role.LINK_TUTOR, TUTORS), (Role.OFFICE, 1), (Role.PROVIDER_LEAD, 1)):
        appoint(people_of(f"{role}-{number}", count), role, [{"provider": house}] * count)


def people_of(kind, count, first=1):
    """So many new people called by what they are and a number, counted from `first`."""
    return User.objects.bulk_create(
        User(
            email=f"{kind}-{number:06}@{HOUSE}",
            name=f"Invented {kind.replace('_', ' ').title()} {number}",
            password=NO_PASSWORD,
            session_salt=f"{number:016}",
        )
        for number in range(first, first + count)
    )


def appoint(people, role, posts):
    """Give each of these people the role at their place."""
    Appointment.objects.bulk_create(
        Appointment(person=person, role=role, start=SINCE, **post)
        for person, post in zip(people, posts, strict=True)
    )
