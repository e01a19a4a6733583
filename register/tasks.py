"""What the worker does: makes certificates, and looks for those that were left half made (X1, X14).

Every step may be repeated: the file lies under a key that stays the same, each event happens once, the
message is owed once. So a worker may be killed anywhere, and the next one does only the rest.
"""

import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_q.models import Failure

from register import chain, mail, pdf, signing, store
from register.actions import enqueue, task_name
from register.models import SWEEP_AFTER, Certificate, Kind, Status

logger = logging.getLogger(__name__)

ATTEMPTS = 5
SWEEP_AT_ONCE = 200


class NotSound(Exception):
    """What was signed does not verify, so it is not stored."""


class GivenUp(Exception):
    """The worker died at this certificate as often as we let it; the office has been told."""


def make(pk):
    """Draw, sign, verify, store and send a certificate. Returns its status for the worker's list.

    Raises what went wrong, so that the worker tries again; after five attempts, or at once when the
    certificate cannot be printed at all, the office is told by the certificate's `problem`.
    """
    certificate = _begin(pk)
    if certificate.attempts > ATTEMPTS:
        raise GivenUp
    try:
        _reached("after_number", pk)
        if certificate.status == Status.ISSUING:
            _store(certificate)
        _owe_mail(pk)
    except Exception as error:
        _failed(certificate, error)
        raise
    Failure.objects.filter(name=task_name(pk)).delete()
    return str(Certificate.objects.get(pk=pk).status)


@transaction.atomic
def _begin(pk):
    """Count the attempt. What was begun five times without ever ending takes its worker down with it."""
    certificate = _lock(pk)
    if certificate.due_at is not None:
        certificate.attempts += 1
        if certificate.attempts > ATTEMPTS:
            certificate.problem = f"The worker stopped {ATTEMPTS} times while making it."
            certificate.due_at = None
        certificate.save(update_fields=["attempts", "problem", "due_at"])
    return certificate


def _store(certificate):
    """Have the signed file in storage, once, and note it."""
    content = _kept(certificate)
    if content is None:
        made = _signed(certificate)
        _reached("after_render", certificate.pk)
        content = store.put_once(certificate.file_key, made)
    _reached("after_store", certificate.pk)
    _note(certificate.pk, content)
    _reached("after_commit", certificate.pk)


def _kept(certificate):
    """What an earlier attempt stored, if it is sound; what is not is taken away."""
    content = store.read(certificate.file_key)
    if content is not None and not signing.verify(content).ok:
        store.remove(certificate.file_key)
        return None
    return content


def _signed(certificate):
    """The signed PDF. Raises pdf.CannotPrint, NotSound, or whatever signing raises."""
    content = signing.sign(pdf.render(certificate.printed))
    if not (answer := signing.verify(content)).ok:
        raise NotSound(answer.reason)
    return content


@transaction.atomic
def _note(pk, content):
    """The row says what is stored, and the certificate is valid; by the first worker that comes here."""
    certificate = _lock(pk)
    if certificate.status != Status.ISSUING:
        return
    certificate.storage_key, certificate.size = certificate.file_key, len(content)
    certificate.sha256, certificate.stored_at = store.sha256_of(content), timezone.now()
    certificate.status = Status.VALID
    certificate.save(update_fields=["storage_key", "size", "sha256", "stored_at", "status"])
    chain.append(certificate, Kind.STORED, **chain.stored_facts(certificate))


@transaction.atomic
def _owe_mail(pk):
    """Owe the mentor the message, once, and have nothing left to do."""
    certificate = _lock(pk)
    mailed = certificate.events.filter(kind=Kind.MAILED).exists()
    if certificate.status == Status.VALID and not certificate.is_erased and not mailed:
        message = mail.issued(certificate)
        _reached("before_mail", pk)
        chain.append(certificate, Kind.MAILED, message=message.message_id)
    certificate.due_at, certificate.problem = None, ""
    certificate.save(update_fields=["due_at", "problem"])


def _failed(certificate, error):
    """Note the failure by its class, and tell the office when trying again by ourselves would not help."""
    logger.error(
        "certificate %s not made at attempt %s: %s",
        certificate.pk,
        certificate.attempts,
        type(error).__name__,
    )
    if isinstance(error, pdf.CannotPrint):
        problem = " ".join(error.problems)
    elif certificate.attempts >= ATTEMPTS:
        problem = f"It could not be made in {ATTEMPTS} attempts ({type(error).__name__})."
    else:
        return
    Certificate.objects.filter(pk=certificate.pk).update(problem=problem[:300], due_at=None)


def _lock(pk):
    return Certificate.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)


def _reached(point, pk):
    """Where a test may kill the worker; does nothing unless the settings name a function for it (X1)."""
    if hook := getattr(settings, "AT_EACH_STEP_OF_MAKING", None):
        hook(point, pk)


def sweep():
    """Every two minutes: give a new task to each certificate that should be made by now. Returns how many."""
    now = timezone.now()
    with transaction.atomic():
        due = Certificate.objects.due(now).order_by("due_at")
        pks = list(due.values_list("pk", flat=True)[:SWEEP_AT_ONCE])
        Certificate.objects.filter(pk__in=pks).update(due_at=now + SWEEP_AFTER)
        for pk in pks:
            enqueue(pk)
    return len(pks)
