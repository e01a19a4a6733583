"""Asking for the PDF of a sent record sheet, and the one that is up to date."""

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from cms.permissions import Allowed, Refused, require
from portfolio.printing import sheets_visible_to
from register.models import SheetFile
from reviews.models import Decision, Round


def can_print(user, round_):
    """May this person have the PDF? Whoever may print the page: portfolio.printing.sheets_visible_to."""
    if sheets_visible_to(user).filter(pk=round_.pk).exists():
        return Allowed()
    return Refused("This record sheet is not yours to print.")


def current(round_):
    """The round's SheetFile as far as its decisions go now, or None when nobody has asked for it yet."""
    decisions = Decision.objects.filter(round=round_).count()
    return SheetFile.objects.filter(round=round_, decisions=decisions).first()


@transaction.atomic
def ask(*, round, by):
    """Ask for the PDF and return its SheetFile; asked again, the same. What failed is tried once more.

    Raises PermissionDenied for whoever may not read the sheet.
    """
    require(can_print(by, round))
    Round.objects.select_for_update().get(pk=round.pk)
    decisions = Decision.objects.filter(round=round).count()
    row, is_new = SheetFile.objects.get_or_create(round=round, decisions=decisions, defaults={"asked_by": by})
    if is_new or row.problem:
        SheetFile.objects.filter(pk=row.pk).update(attempts=0, problem="", asked_at=timezone.now())
        row.refresh_from_db()
        enqueue(row.pk)
    return row


def enqueue(pk):
    """Ask a worker; the task is a row of the same transaction."""
    async_task("register.sheets.tasks.make", pk, task_name=f"sheet-{pk}", group="sheets")
