"""Accounts opened, moved to another address, and closed."""

from allauth.account.models import EmailAddress
from django.db import transaction

from cms.permissions import require
from people import letters, permissions
from people.identifiers import clean_email
from people.models import User
from people.models.users import new_session_salt


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
