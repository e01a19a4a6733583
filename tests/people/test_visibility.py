"""Who sees whom: what is hidden is there to be hidden."""

import pytest
from django.contrib.auth.models import AnonymousUser

from people import permissions
from people.roles import Role
from tests.factories.people import AppointmentFactory, OutgoingMailFactory, UserFactory, holder

SEEN = {
    "people": permissions.people_visible_to,
    "schools": permissions.schools_visible_to,
    "providers": permissions.providers_visible_to,
    "partnerships": permissions.partnerships_visible_to,
    "appointments": permissions.appointments_visible_to,
    "mail": permissions.mail_visible_to,
}


@pytest.fixture
def world(provider, other_provider, school, other_school):
    """Two providers, each with a school, a mentor and a tutor, and a message to each mentor."""
    ours = [holder(Role.MENTOR, school=school), holder(Role.LINK_TUTOR, provider=provider)]
    theirs = [holder(Role.MENTOR, school=other_school), holder(Role.LINK_TUTOR, provider=other_provider)]
    letters = [OutgoingMailFactory(person=people[0]) for people in (ours, theirs)]
    return {"ours": ours, "theirs": theirs, "letters": letters}


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PROVIDER_LEAD])
def test_provider_staff_see_their_own_side_only(role, world, provider, school):
    staff = holder(role, provider=provider)
    assert {name: set(rows(staff)) for name, rows in SEEN.items()} == {
        "people": {*world["ours"], staff},
        "schools": {school},
        "providers": {provider},
        "partnerships": set(provider.partnerships.all()),
        "appointments": {person.appointments.get() for person in (*world["ours"], staff)},
        "mail": {world["letters"][0]},
    }


@pytest.mark.parametrize("role", [Role.MENTOR, Role.PCM, Role.LINK_TUTOR])
def test_others_see_no_lists_at_all(role, world, provider, school):
    places = {"provider": provider} if role == Role.LINK_TUTOR else {"school": school}
    person = holder(role, **places)
    assert {name: set(rows(person)) for name, rows in SEEN.items()} == {name: set() for name in SEEN}


@pytest.mark.parametrize("nobody", ["stranger", "anonymous", "closed admin"])
def test_people_without_a_role_see_nothing(nobody, world):
    person = {
        "stranger": UserFactory,
        "anonymous": AnonymousUser,
        "closed admin": lambda: UserFactory(admin=True, is_active=False),
    }[nobody]()
    assert {name: set(rows(person)) for name, rows in SEEN.items()} == {name: set() for name in SEEN}


def test_coordinator_sees_places_and_roles_but_neither_accounts_nor_mail(world, provider, other_provider):
    person = holder(Role.COORDINATOR)
    counts = {name: rows(person).count() for name, rows in SEEN.items()}
    assert counts == {
        "people": 0,
        "schools": 2,
        "providers": 2,
        "partnerships": 2,
        "appointments": 5,
        "mail": 0,
    }


def test_administrator_sees_everything(world, admin):
    counts = {name: rows(admin).count() for name, rows in SEEN.items()}
    assert counts == {
        "people": 5,
        "schools": 2,
        "providers": 2,
        "partnerships": 2,
        "appointments": 4,
        "mail": 2,
    }


def test_who_left_is_out_of_sight(world, provider, school):
    staff = holder(Role.OFFICE, provider=provider)
    gone = AppointmentFactory(school=school, over=True).person
    assert gone not in permissions.people_visible_to(staff)
    assert not permissions.people_visible_to(gone).exists()


def test_ended_partnership_ends_sight(world, provider, school):
    staff = holder(Role.OFFICE, provider=provider)
    school.partnerships.update(end="2024-08-31")
    assert set(permissions.people_visible_to(staff)) == {world["ours"][1], staff}
    assert set(permissions.schools_visible_to(staff)) == set()


def test_messages_with_secrets_are_in_nobodys_list(world, provider, admin):
    staff = holder(Role.OFFICE, provider=provider)
    secret = OutgoingMailFactory(person=world["ours"][0], secret=True)
    assert secret not in permissions.mail_visible_to(staff)
    assert secret not in permissions.mail_visible_to(admin)
