"""What the worker does: makes the PDFs that were asked for, and takes away those that are out of date."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from register import pdf, store
from register.models import SheetFile
from register.sheets import drawing
from register.sheets.asking import enqueue
from reviews.models import Decision, Round

logger = logging.getLogger(__name__)

ATTEMPTS = 5
STUCK_AFTER = timedelta(minutes=10)  # by then the queue has handed a killed worker's task out again
KEPT_FOR = timedelta(days=30)
AT_ONCE = 200


def make(pk):
    """Draw and store one PDF; may be repeated. Returns a word for the worker's list.

    Raises what went wrong, so that the worker tries again, until the row says why it was given up.
    """
    row = begin(pk)
    if row is None:
        return "nothing to do"
    try:
        content = drawing.draw(
            Round.objects.for_review().prefetch_related("sending__parts").get(pk=row.round_id)
        )
        stored = store.put_once(row.storage_key, content)
    except Exception as error:
        failed(row, error)
        raise
    return note(row, stored)


@transaction.atomic
def begin(pk):
    """Count the attempt and return the row; None when it is made, given up or out of date."""
    row = (
        SheetFile.objects.select_for_update(of=("self",))
        .select_related("round__sending")
        .filter(pk=pk)
        .first()
    )
    if row is None or not row.is_being_made:
        return None
    if Decision.objects.filter(round=row.round_id).count() != row.decisions:
        row.delete()  # whoever looks now is offered a new one
        return None
    row.attempts += 1
    if row.attempts > ATTEMPTS:
        row.problem = f"The worker stopped {ATTEMPTS} times while making it."
    row.save(update_fields=["attempts", "problem"])
    return None if row.problem else row


def note(row, content):
    """The row says what is stored; what was made before is out of date now."""
    SheetFile.objects.filter(pk=row.pk, made_at=None).update(
        made_at=timezone.now(), size=len(content), sha256=store.sha256_of(content)
    )
    take_away(SheetFile.objects.filter(round=row.round_id, decisions__lt=row.decisions))
    return "made"


def failed(row, error):
    """Note the failure by its class; say why where trying again by ourselves would not help."""
    logger.error("record sheet %s not made at attempt %s: %s", row.pk, row.attempts, type(error).__name__)
    if isinstance(error, pdf.CannotPrint):
        problem = " ".join(error.problems)
    elif row.attempts >= ATTEMPTS:
        problem = f"It could not be made in {ATTEMPTS} attempts ({type(error).__name__})."
    else:
        return
    SheetFile.objects.filter(pk=row.pk).update(problem=problem[:300])


def take_away(rows):
    """Remove files with their rows; the rows first, so that no row speaks of a file that is gone."""
    keys = [row.storage_key for row in rows.select_related("round__sending")]
    rows.delete()
    for key in keys:
        store.remove(key)
    return len(keys)


def sweep():
    """Every ten minutes: take away what is out of date or old, ask again for what was left half made.

    So words that were erased from a sheet (T43) do not stay behind in a file for long.
    """
    now = timezone.now()
    told = SheetFile.objects.annotate(now=Count("round__decisions"))
    old = told.filter(~Q(now=F("decisions")) | Q(asked_at__lt=now - KEPT_FOR)).values_list("pk", flat=True)
    gone = take_away(SheetFile.objects.filter(pk__in=list(old[:AT_ONCE])))
    stuck = SheetFile.objects.filter(made_at=None, problem="", asked_at__lt=now - STUCK_AFTER)
    with transaction.atomic():
        pks = list(stuck.values_list("pk", flat=True)[:AT_ONCE])
        SheetFile.objects.filter(pk__in=pks).update(asked_at=now)
        for pk in pks:
            enqueue(pk)
    return f"{gone} taken away, {len(pks)} asked for again"
