"""Asking for a copy of one's own data, and which copies one has."""

from django.db import transaction
from django_q.tasks import async_task

from cms.permissions import Allowed, Refused, require
from home.models import DataExport
from people.models import User


def exports_visible_to(user):
    """Copies of one's own data. Nobody else's exist here, for whoever it may be (T45)."""
    return DataExport.objects.filter(person=user) if user.is_authenticated else DataExport.objects.none()


def latest(user):
    """The copy that the person asked for last, or None."""
    return exports_visible_to(user).first()


def can_ask(user, person):
    """May this person ask for a copy here? For themselves only; the office has `manage.py export_person`."""
    if user.is_active and user.pk == person.pk:
        return Allowed()
    return Refused("You can only ask for your own data.")


@transaction.atomic
def ask(*, person, by, seen=""):
    """Ask for a copy and return its DataExport.

    `seen` is the number of the copy that the page showed, "" for none: a second press of the button shows an
    older one, and gets the copy that the first press asked for. Raises PermissionDenied.
    """
    require(can_ask(by, person))
    User.objects.select_for_update().only("pk").get(pk=person.pk)
    last = latest(person)
    if last and (last.is_being_made or str(last.pk) != seen):
        return last
    row = DataExport.objects.create(person=person)
    enqueue(row.pk)
    return row


def enqueue(pk):
    """Ask a worker; the task is a row of the same transaction."""
    async_task("home.privacy.tasks.make", pk, task_name=f"copy-{pk}", group="copies of data")
