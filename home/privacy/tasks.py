"""What the worker does: makes the copies that were asked for, and takes away those that are old.

Every attempt writes a file of its own, so that a worker that was killed, or one that comes too late, spoils
nothing; only the last attempt's file counts, and the others are taken away.
"""

import logging
import tempfile
from datetime import timedelta

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from home.models import DataExport
from home.privacy import archive, mail
from home.privacy.asking import enqueue
from portfolio.models import EvidenceItem
from reviews.models import Decision, Outcome

logger = logging.getLogger(__name__)

ATTEMPTS = 5
STUCK_AFTER = timedelta(minutes=15)  # by then the queue has handed a killed worker's task out again
AT_ONCE = 200


def make(pk):
    """Make and store one copy, and owe its person the message; may be repeated. Returns a word for the list.

    Raises what went wrong, so that the worker tries again, until the row says why it was given up.
    """
    row = begin(pk)
    if row is None:
        return "nothing to do"
    try:
        size = store(row)
    except Exception as error:
        failed(row, error)
        raise
    return note(row, size)


@transaction.atomic
def begin(pk):
    """Count the attempt and return the row; None when it is made, given up or gone."""
    row = DataExport.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
    if row is None or not row.is_being_made:
        return None
    row.attempts += 1
    if row.attempts > ATTEMPTS:
        row.problem = f"The worker stopped {ATTEMPTS} times while making it."
    row.save(update_fields=["attempts", "problem"])
    return None if row.problem else row


def store(row):
    """Write the ZIP to a nameless file, then into private storage in pieces; return its size."""
    with tempfile.TemporaryFile() as out:
        archive.write(row.person, out)
        size = out.tell()
        out.seek(0)
        storages["private"].save(row.place(), File(out))
    return size


def note(row, size):
    """The row says that it is made, unless another attempt has begun since; earlier files are taken away."""
    now = timezone.now()
    with transaction.atomic():
        mine = DataExport.objects.filter(pk=row.pk, attempts=row.attempts, made_at=None, problem="")
        if not mine.update(made_at=now, gone_at=now + DataExport.KEPT_FOR, size=size):
            storages["private"].delete(row.place())
            return "nothing to do"
        row.refresh_from_db()
        mail.ready(row)
    for attempt in range(1, row.attempts):
        storages["private"].delete(row.place(attempt))
    take_away(DataExport.objects.filter(person=row.person_id, pk__lt=row.pk))
    return "made"


def failed(row, error):
    """Note the failure by its class, and say so on the page once trying again by ourselves does not help."""
    logger.error("copy %s not made at attempt %s: %s", row.pk, row.attempts, type(error).__name__)
    if row.attempts >= ATTEMPTS:
        problem = f"It could not be made in {ATTEMPTS} attempts ({type(error).__name__})."
        DataExport.objects.filter(pk=row.pk, made_at=None).update(problem=problem)


def take_away(rows):
    """Remove copies, the files first: a row without a file can be swept again, a file without one cannot."""
    rows = list(rows)
    for row in rows:
        for attempt in range(1, row.attempts + 1):
            storages["private"].delete(row.place(attempt))
    DataExport.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def sweep():
    """Every hour: take away what is older than seven days, ask again for what was left half made.

    What was erased or redacted since a copy was made does not stay behind in it either (T43, E19).
    """
    now = timezone.now()
    newer = DataExport.objects.filter(person=OuterRef("person"), pk__gt=OuterRef("pk"), made_at__isnull=False)
    given_up = ~Q(problem="") & Q(asked_at__lte=now - DataExport.KEPT_FOR)
    erased = Decision.objects.filter(
        mentor=OuterRef("person"), outcome=Outcome.ERASED, at__gte=OuterRef("made_at")
    )
    redacted = EvidenceItem.objects.filter(
        enrolment__person=OuterRef("person"), redacted_at__gte=OuterRef("made_at")
    )
    old = DataExport.objects.filter(
        Q(gone_at__lte=now) | given_up | Exists(newer) | Exists(erased) | Exists(redacted)
    )
    gone = take_away(old[:AT_ONCE])
    stuck = DataExport.objects.filter(made_at=None, problem="", asked_at__lte=now - STUCK_AFTER)
    with transaction.atomic():
        pks = list(stuck.values_list("pk", flat=True)[:AT_ONCE])
        DataExport.objects.filter(pk__in=pks).update(asked_at=now)
        for pk in pks:
            enqueue(pk)
    return f"{gone} taken away, {len(pks)} asked for again"
