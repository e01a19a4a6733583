"""Roles given and ended."""

from django.db import transaction

from cms.permissions import require
from people import permissions
from people.models import Appointment
from people.models.periods import today


@transaction.atomic
def appoint(*, person, role, by, school=None, provider=None, acting=False, start=None, end=None, note=""):
    """Give the person a role at its place, from `start` (today) to `end` (open), and return the Appointment.

    `acting`: for a school or provider that has nobody of its own, until the day `end` (E3). Raises
    ValidationError when place or acting do not fit the role, or the person already holds it there (E25).
    """
    require(permissions.can_appoint(by, person, role, school=school, provider=provider))
    appointment = Appointment(
        person=person,
        role=role,
        school=school,
        provider=provider,
        acting=acting,
        start=start or today(),
        end=end,
        note=note,
    )
    appointment.full_clean()
    appointment.save()
    permissions.forget_hats(person)
    return appointment


@transaction.atomic
def end_appointment(*, appointment, by, on=None):
    """Make `on` (today) the appointment's last day; what was signed in it keeps its name and role (E4).

    Raises ValidationError when it begins after that day.
    """
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    require(permissions.can_end_appointment(by, appointment))
    appointment.end = on or today()
    appointment.full_clean()
    appointment.save(update_fields=["end"])
    permissions.forget_hats(appointment.person)
    return appointment
