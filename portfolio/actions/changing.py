"""What every change of a portfolio begins with: the lock, the right to change, and messages by field."""

from django.core.exceptions import PermissionDenied, ValidationError

from cms.permissions import require
from portfolio import permissions
from portfolio.models import Enrolment


def lock(enrolment, by, row=None):
    """Lock the enrolment, check that `by` may change it, and that the row changed is its own (T2)."""
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    require(permissions.can_edit(by, locked))
    if row is not None and row.enrolment_id != locked.pk:
        raise PermissionDenied("This belongs to another enrolment.")
    if row is not None:
        require(permissions.can_change_row(by, row))


def locked(enrolment):
    """The enrolment again, with its people, locked until the transaction ends."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "level", "provider")
    return rows.get(pk=enrolment.pk)


def refuse(**wrong):
    """Raise a ValidationError with the messages that are not empty, by field."""
    if found := {field: message for field, message in wrong.items() if message}:
        raise ValidationError(found)
