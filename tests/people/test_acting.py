"""Who acts as PCM or link tutor until there is one of the school's or provider's own (E3)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from people import actions
from people.models import Appointment, Invitation, OutgoingMail
from people.models.periods import months_after, today
from people.permissions import holds, school_of
from people.roles import ACTING_ROLES, Role
from tests.factories.people import AppointmentFactory, InvitationFactory, UserFactory, holder

SOON = date(2099, 8, 31)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("end", [None, SOON])
@pytest.mark.parametrize("make", [AppointmentFactory, InvitationFactory])
def test_database_lets_only_pcms_and_tutors_act_and_only_for_a_while(db, provider, school, make, role, end):
    places = {"school": school} if role in (Role.MENTOR, Role.PCM) else {"school": None, "provider": provider}
    if role == Role.COORDINATOR:
        places = {"school": None, "provider": None}
    possible = role in ACTING_ROLES and end is not None
    if possible:
        make(role=role, acting=True, end=end, **places)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            make(role=role, acting=True, end=end, **places)
    assert Appointment.objects.count() + Invitation.objects.count() == int(possible)


def test_title_says_acting(provider, school):
    provider.short_name, school.name = "Northbank", "Hillcrest School"
    titles = [
        Appointment(role=role, acting=True, end=SOON, **place).title
        for role, place in (
            (Role.PCM, {"school": school}),
            (Role.LINK_TUTOR, {"provider": provider}),
            (Role.LINK_TUTOR, {"provider": provider, "school": school}),
        )
    ]
    assert titles == [
        "acting PCM, Hillcrest School",
        "acting link tutor, Northbank",
        "acting link tutor, Northbank (Hillcrest School)",
    ]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PROVIDER_LEAD])
def test_office_and_lead_name_an_acting_pcm_at_partner_schools_alone(provider, school, other_school, role):
    by, person = holder(role, provider=provider), UserFactory()
    row = actions.appoint(person=person, role=Role.PCM, school=school, acting=True, end=SOON, by=by)
    assert (row.acting, row.end, holds(person, Role.PCM, school=school)) == (True, SOON, True)
    with pytest.raises(PermissionDenied, match="You cannot give this role there"):
        actions.appoint(person=person, role=Role.PCM, school=other_school, acting=True, end=SOON, by=by)
    assert person.appointments.count() == 1


@pytest.mark.parametrize("wrong", [{"end": None}, {"role": Role.MENTOR}])
def test_acting_that_does_not_fit_is_refused_with_a_sentence(admin, school, wrong):
    wanted = {"role": Role.PCM, "end": SOON} | wrong
    with pytest.raises(ValidationError, match="Only a PCM or a link tutor can be acting"):
        actions.appoint(person=UserFactory(), school=school, acting=True, by=admin, **wanted)
    assert not Appointment.objects.exists()


def test_acting_ends_by_itself_after_the_last_day(school):
    person = holder(Role.PCM, school=school, acting=True)
    last = person.appointments.get().end
    assert last == today() + timedelta(days=90)
    with time_machine.travel(f"{last}T12:00:00Z", tick=False):
        assert holds(person, Role.PCM, school=school)
        del person._hats
    with time_machine.travel(f"{last + timedelta(days=1)}T12:00:00Z", tick=False):
        assert not holds(person, Role.PCM, school=school)


def test_who_acts_at_a_school_goes_on_working_at_their_own(school, other_school):
    person = holder(Role.PCM, school=school)
    AppointmentFactory(person=person, role=Role.PCM, school=other_school, for_now=True, start="2025-09-01")
    assert school_of(person) == school
    assert school_of(holder(Role.PCM, school=other_school, acting=True)) is None


def test_message_to_an_acting_pcm_says_for_whom_and_until_when(provider, school):
    office, person = holder(Role.OFFICE, provider=provider, name="Sam Lee"), UserFactory()
    terms = {"role": Role.PCM, "school": school, "acting": True, "start": date(2099, 3, 1), "end": SOON}
    actions.invite(email=person.email, name="", by=office, **terms)
    letter = OutgoingMail.objects.get(person=person)
    assert (letter.kind, letter.subject) == ("appointed", f"You now act as PCM, {school.name}")
    assert (
        f"Sam Lee (Partnership office, {provider.short_name}) has given you a role on the WELTEC mentor "
        f"certification site: acting PCM, {school.name}.\n\n"
        "It begins on 1 March 2099, and its last day is 31 August 2099." in letter.text
    )


@pytest.mark.parametrize(
    ("day", "later"),
    [
        ((2026, 11, 30), (2027, 2, 28)),
        ((2027, 11, 30), (2028, 2, 29)),
        ((2026, 9, 1), (2026, 12, 1)),
        ((2026, 10, 15), (2027, 1, 15)),
    ],
)
def test_three_months_later_is_the_same_day_or_the_months_last(day, later):
    assert months_after(date(*day), 3) == date(*later)
