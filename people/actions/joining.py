"""Two accounts of one person: reported, told apart, joined, and parted again (E16).

Nothing moves: each account keeps its work, its certificates and its signatures. Joined accounts count as one
person where it is asked who is certified, and the one that is closed can no longer sign in.
"""

from django.db import transaction
from django.utils import timezone

from cms.permissions import require
from people import duplicates
from people.actions.accounts import deactivate
from people.models import Joining, PossibleDuplicate, User
from people.models.users import new_session_salt
from people.permissions import forget_hats


@transaction.atomic
def say_of_pair(*, first, second, word, by, note=""):
    """Note that two accounts may be one person's, or that they are two people; return the PossibleDuplicate.

    The latest word counts. Raises PermissionDenied (duplicates.can_say).
    """
    first, second = sorted((first, second), key=lambda person: person.pk)
    require(duplicates.can_say(by, first, second))
    said = {"word": word, "note": note, "said_by": by, "said_at": timezone.now()}
    row, _ = PossibleDuplicate.objects.update_or_create(first=first, second=second, defaults=said)
    return row


@transaction.atomic
def join_accounts(*, kept, joined, why, by):
    """Say that two accounts are one person's: `joined` is closed and counts as `kept` from now on.

    Asked again, it returns the same Joining. Raises PermissionDenied (duplicates.can_join).
    """
    kept, joined = _lock(kept, joined)
    if known := Joining.objects.standing().filter(kept=kept, joined=joined).first():
        require(duplicates.may_join(by))
        return known
    require(duplicates.can_join(by, kept, joined))
    row = Joining.objects.create(kept=kept, joined=joined, why=why, joined_by=by, was_active=joined.is_active)
    deactivate(person=joined, by=by)
    User.objects.filter(pk=joined.pk).update(same_as=kept)
    return row


@transaction.atomic
def part_accounts(*, joined, why, by):
    """Undo a joining: the account is what it was, and opens again if it was open; return the Joining.

    Parted already, it returns the last one. Raises PermissionDenied (duplicates.may_join).
    """
    require(duplicates.may_join(by))
    [joined] = _lock(joined)
    row = Joining.objects.standing().filter(joined=joined).first()
    if row is None:
        return Joining.objects.filter(joined=joined).order_by("-parted_at").first()
    row.parted_at, row.parted_by, row.parted_why = timezone.now(), by, why
    row.save(update_fields=["parted_at", "parted_by", "parted_why"])
    joined.same_as, joined.is_active = None, row.was_active
    joined.session_salt = new_session_salt()
    joined.save(update_fields=["same_as", "is_active", "session_salt"])
    forget_hats(joined)
    return row


def _lock(*people):
    """The accounts again, locked in one order so that no two administrators wait for each other."""
    rows = User.objects.select_for_update().order_by("pk").in_bulk([person.pk for person in people])
    return [rows[person.pk] for person in people]
