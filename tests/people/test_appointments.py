"""Roles are held by dated rows; the database refuses impossible ones whatever the code says."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.functional import SimpleLazyObject

from people import actions
from people.models import Appointment
from people.models.periods import today
from people.permissions import forget_hats, holders, holds, provider_of, school_of
from people.roles import Role
from tests.factories.people import AppointmentFactory, PartnershipFactory, SchoolFactory, UserFactory, holder

START = date(2025, 9, 1)


@pytest.mark.parametrize(
    ("role", "at_school", "at_provider", "possible"),
    [
        (role, at_school, at_provider, (at_school, at_provider) in places)
        for role, places in {
            Role.MENTOR: {(True, False)},
            Role.PCM: {(True, False)},
            Role.LINK_TUTOR: {(True, True), (False, True)},
            Role.OFFICE: {(False, True)},
            Role.PROVIDER_LEAD: {(False, True)},
            Role.COORDINATOR: {(False, False)},
        }.items()
        for at_school in (True, False)
        for at_provider in (True, False)
    ],
)
def test_database_holds_each_role_to_its_place(school, provider, role, at_school, at_provider, possible):
    row = Appointment(
        person=UserFactory(),
        role=role,
        school=school if at_school else None,
        provider=provider if at_provider else None,
        start=START,
    )
    if possible:
        row.save()
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    assert Appointment.objects.count() == int(possible)


def test_database_refuses_an_unknown_role_and_an_end_before_the_start(school):
    row = AppointmentFactory(school=school, start=START)
    for change in ({"role": "headteacher"}, {"end": START - timedelta(days=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.filter(pk=row.pk).update(**change)
    row.refresh_from_db()
    assert (row.role, row.end) == (Role.MENTOR, None)


@pytest.mark.parametrize("role", Role)
def test_nobody_holds_the_same_open_role_twice_at_a_place(db, role):
    first = AppointmentFactory(role=role)
    again = {"person": first.person, "role": role, "school": first.school, "provider": first.provider}
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentFactory(**again)
    Appointment.objects.update(end=date(2024, 8, 31))
    AppointmentFactory(**again, start=date(2024, 9, 1))
    assert Appointment.objects.count() == 2


def test_first_and_last_day_count(school):
    row = AppointmentFactory(school=school, start=START, end=date(2026, 8, 31))
    on = {day: bool(Appointment.objects.current(day)) for day in (START, row.end)}
    off = {day: bool(Appointment.objects.current(day)) for day in (date(2025, 8, 31), date(2026, 9, 1))}
    assert (set(on.values()), set(off.values())) == ({True}, {False})
    assert [row.is_current(day) for day in (*off, *on)] == [False, False, True, True]


def test_a_day_is_a_day_in_london():
    with time_machine.travel("2025-07-01T23:30:00+00:00", tick=False):
        assert today() == date(2025, 7, 2)


def test_holders_of_a_school_role_are_those_of_that_school(school, other_school):
    pcm = holder(Role.PCM, school=school)
    holder(Role.PCM, school=other_school)
    holder(Role.PCM, school=school, closed=True)
    AppointmentFactory(role=Role.PCM, school=school, over=True)
    assert set(holders(Role.PCM, school=school)) == {pcm}
    assert holders(Role.PCM).count() == 2


def test_holders_of_a_past_day_are_those_of_that_day(school):
    past = AppointmentFactory(role=Role.PCM, school=school, over=True)
    assert set(holders(Role.PCM, school=school, on=past.end)) == {past.person}
    assert set(holders(Role.PCM, school=school)) == set()


def test_link_tutor_without_a_school_counts_at_every_partner_school(provider, school, other_school):
    for_all = holder(Role.LINK_TUTOR, provider=provider)
    for_one = holder(Role.LINK_TUTOR, provider=provider, school=school)
    second = SchoolFactory(partner=provider)
    assert set(holders(Role.LINK_TUTOR, school=school)) == {for_all, for_one}
    assert set(holders(Role.LINK_TUTOR, school=second)) == {for_all}
    assert set(holders(Role.LINK_TUTOR, school=other_school)) == set()
    assert set(holders(Role.LINK_TUTOR, school=school, provider=provider)) == {for_all, for_one}
    assert set(holders(Role.LINK_TUTOR, provider=provider)) == {for_all, for_one}


def test_link_tutor_of_one_of_two_providers_of_a_school_is_found_by_provider(
    provider, other_provider, school
):
    PartnershipFactory(provider=other_provider, school=school)
    tutors = [holder(Role.LINK_TUTOR, provider=each) for each in (provider, other_provider)]
    assert set(holders(Role.LINK_TUTOR, school=school)) == set(tutors)
    assert set(holders(Role.LINK_TUTOR, school=school, provider=other_provider)) == {tutors[1]}


def test_school_roles_are_found_by_provider(provider, school, other_school):
    mentor = holder(Role.MENTOR, school=school)
    holder(Role.MENTOR, school=other_school)
    assert set(holders(Role.MENTOR, provider=provider)) == {mentor}


@pytest.mark.parametrize("role", Role)
def test_holds_and_holders_agree(role, provider, school, other_provider, other_school):
    places = {
        Role.MENTOR: {"school": school},
        Role.PCM: {"school": school},
        Role.COORDINATOR: {},
    }.get(role, {"provider": provider})
    person = holder(role, **places)
    for place in (
        {},
        {"school": school},
        {"school": other_school},
        {"provider": provider},
        {"provider": other_provider},
        {"school": school, "provider": provider},
        {"school": school, "provider": other_provider},
    ):
        assert holds(person, role, **place) == holders(role, **place).filter(pk=person.pk).exists(), place
    assert [other for other in Role if holds(person, other)] == [role]


def test_hats_take_one_query(school, django_assert_num_queries):
    person = holder(Role.MENTOR, school=school)
    with django_assert_num_queries(1):
        assert holds(person, Role.MENTOR, school=school)
        assert school_of(person) == school
        assert provider_of(person, Role.OFFICE) is None


def test_hats_of_a_request_are_read_once(school, django_assert_num_queries):
    """A request's user is a lazy wrapper around the person."""
    person = holder(Role.MENTOR, school=school)
    request_user = SimpleLazyObject(lambda: person)
    with django_assert_num_queries(1):
        assert [holds(request_user, Role.MENTOR) for _ in range(3)] == [True] * 3
    forget_hats(request_user)
    with django_assert_num_queries(1):
        assert holds(request_user, Role.MENTOR)


def test_school_of_prefers_where_one_mentors(school, other_school):
    person = holder(Role.PCM, school=other_school)
    assert school_of(UserFactory()) is None
    assert school_of(person) == other_school
    actions.appoint(person=person, role=Role.MENTOR, school=school, by=UserFactory(admin=True))
    assert school_of(person) == school


def test_provider_of_is_by_role(provider, other_provider):
    person = holder(Role.OFFICE, provider=provider)
    AppointmentFactory(person=person, role=Role.LINK_TUTOR, provider=other_provider)
    assert provider_of(person, Role.OFFICE) == provider
    assert provider_of(person, Role.LINK_TUTOR) == other_provider
    assert provider_of(person, Role.PROVIDER_LEAD) is None


def test_role_given_today_holds_at_once_and_ended_today_until_tonight(school, admin):
    person = UserFactory()
    assert not holds(person, Role.PCM)
    row = actions.appoint(person=person, role=Role.PCM, school=school, by=admin)
    assert holds(person, Role.PCM, school=school)
    actions.end_appointment(appointment=row, by=admin)
    assert set(holders(Role.PCM, school=school)) == {person}
    assert set(holders(Role.PCM, school=school, on=today() + timedelta(days=1))) == set()


def test_impossible_appointments_are_refused_with_a_sentence(school, provider, admin):
    person = holder(Role.MENTOR, school=school)
    for wanted, sentence in (
        ({"role": Role.MENTOR, "school": school}, "already holds this role there"),
        ({"role": Role.OFFICE, "school": school}, "office staff and leads to a provider"),
        (
            {"role": Role.PCM, "school": school, "start": START, "end": date(2025, 8, 31)},
            "last day cannot be",
        ),
    ):
        with pytest.raises(ValidationError, match=sentence):
            actions.appoint(person=person, by=admin, **wanted)
    assert person.appointments.count() == 1


def grant(giver, role, **place):
    try:
        actions.appoint(person=UserFactory(), role=role, by=giver, **place)
    except PermissionDenied:
        return False
    return True


def test_who_gives_which_role(provider, school, other_provider, other_school):
    givers = {
        "office": holder(Role.OFFICE, provider=provider),
        "lead": holder(Role.PROVIDER_LEAD, provider=provider),
        "coordinator": holder(Role.COORDINATOR),
        "mentor": holder(Role.MENTOR, school=school),
        "pcm": holder(Role.PCM, school=school),
        "tutor": holder(Role.LINK_TUTOR, provider=provider),
        "admin": UserFactory(admin=True),
    }
    wanted = {
        "pcm here": (Role.PCM, {"school": school}),
        "pcm elsewhere": (Role.PCM, {"school": other_school}),
        "tutor here": (Role.LINK_TUTOR, {"provider": provider}),
        "office here": (Role.OFFICE, {"provider": provider}),
        "office elsewhere": (Role.OFFICE, {"provider": other_provider}),
        "lead here": (Role.PROVIDER_LEAD, {"provider": provider}),
        "coordinator": (Role.COORDINATOR, {}),
    }
    given = {
        name: {what for what, (role, place) in wanted.items() if grant(giver, role, **place)}
        for name, giver in givers.items()
    }
    assert given == {
        "office": {"pcm here", "tutor here"},
        "lead": {"pcm here", "tutor here", "office here"},
        "coordinator": set(wanted) - {"coordinator"},
        "mentor": set(),
        "pcm": set(),
        "tutor": set(),
        "admin": set(wanted),
    }


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PROVIDER_LEAD, Role.COORDINATOR])
def test_nobody_gives_themselves_a_role(role, provider, school):
    places = {} if role == Role.COORDINATOR else {"provider": provider}
    giver = holder(role, **places)
    with pytest.raises(PermissionDenied, match="Somebody else must give you a role"):
        actions.appoint(person=giver, role=Role.PCM, school=school, by=giver)
    assert giver.appointments.count() == 1


def test_office_ends_only_what_it_could_give(provider, school, other_school):
    office = holder(Role.OFFICE, provider=provider)
    ours = AppointmentFactory(role=Role.PCM, school=school)
    for foreign in (
        AppointmentFactory(role=Role.PCM, school=other_school),
        AppointmentFactory(role=Role.PROVIDER_LEAD, provider=provider),
        office.appointments.get(),
    ):
        with pytest.raises(PermissionDenied):
            actions.end_appointment(appointment=foreign, by=office)
        foreign.refresh_from_db()
        assert foreign.end is None
    assert actions.end_appointment(appointment=ours, by=office).end == today()


def test_title_names_role_and_place(provider, school):
    provider.short_name, school.name = "Northbank", "Ashdown School"
    titles = [
        Appointment(role=role, **place).title
        for role, place in (
            (Role.PCM, {"school": school}),
            (Role.LINK_TUTOR, {"provider": provider, "school": school}),
            (Role.OFFICE, {"provider": provider}),
            (Role.COORDINATOR, {}),
        )
    ]
    assert titles == [
        "Professional co-ordinating mentor (PCM), Ashdown School",
        "Link tutor, Northbank (Ashdown School)",
        "Partnership office, Northbank",
        "WELTEC co-ordinator",
    ]
