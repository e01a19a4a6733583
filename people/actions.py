"""What happens to people: roles given and ended, notices answered, accounts opened and closed.

Every verb takes `by`, the person acting, and raises PermissionDenied when they may not.
"""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction

from cms.permissions import require
from people import letters, permissions
from people.identifiers import clean_email
from people.models import Appointment, SharingDecision, User
from people.models.periods import today
from people.models.users import new_session_salt


@transaction.atomic
def appoint(*, person, role, by, school=None, provider=None, start=None, end=None, note=""):
    """Give the person a role at its place, from `start` (today) to `end` (open), and return the Appointment.

    Raises ValidationError when the place does not fit the role or the person already holds it there (E25).
    """
    require(permissions.can_appoint(by, person, role, school=school, provider=provider))
    appointment = Appointment(
        person=person, role=role, school=school, provider=provider, start=start or today(), end=end, note=note
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


@transaction.atomic
def answer_sharing_notice(*, person, notice, shares, by, channel=SharingDecision.Channel.WEB):
    """Add the person's answer to the sharing notice and return it (R33, E18).

    Declining never stops certification. Raises ValidationError when the channel does not fit who enters it.
    """
    require(permissions.can_answer_for(by, person))
    if by == person and channel != SharingDecision.Channel.WEB:
        raise ValidationError("Your own answer is given on this site.")
    if by != person and channel == SharingDecision.Channel.WEB:
        raise ValidationError("Say how the person told you: on paper, by telephone or by email.")
    decision = SharingDecision(person=person, notice=notice, shares=shares, channel=channel, recorded_by=by)
    decision.full_clean()
    decision.save()
    return decision


@transaction.atomic
def add_person(*, email, name, by, trn=None):
    """Open an account without a password and write to the person where to choose one. Returns the User.

    Raises ValidationError when the address or TRN is malformed or somebody has it already (E16).
    """
    require(permissions.can_add_person(by))
    person = User.objects.create_user(email, name, trn=trn)
    letters.welcome(person)
    return person


@transaction.atomic
def change_email(*, person, email, by):
    """Give the person another address to sign in with. The old one stops working at once, sessions end."""
    if by != person and not by.is_superuser:
        require(permissions.Refused("Only an administrator can change somebody's address."))
    person.email = email
    person.session_salt = new_session_salt()
    person.full_clean()
    person.save(update_fields=["email", "session_salt"])
    forget_old_addresses(person)


def forget_old_addresses(person):
    """Drop what allauth remembers besides the account's own address: people could still sign in with it."""
    EmailAddress.objects.filter(user=person).exclude(email=clean_email(person.email)).delete()


@transaction.atomic
def deactivate(*, person, by):
    """Close an account: every session ends with its next request, what the person signed stays (E4, T39)."""
    person = User.objects.select_for_update().get(pk=person.pk)
    require(permissions.can_deactivate(by, person))
    person.is_active = False
    person.session_salt = new_session_salt()
    person.save(update_fields=["is_active", "session_salt"])
    permissions.forget_hats(person)
    return person
