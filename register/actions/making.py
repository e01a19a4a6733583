"""Having a certificate made by the worker, and made again."""

from django.db import transaction
from django_q.models import Failure
from django_q.tasks import async_task

from cms.permissions import require
from forms.errors import NotNow
from people.models import User
from people.permissions import forget_hats
from register.models import Certificate
from register.models.certificates import first_sweep
from register.permissions import can_see_office


@transaction.atomic
def make_again(*, certificate, by):
    """Give a certificate whose making failed to the worker once more; return it (X14).

    Raises PermissionDenied when it is another office's, NotNow when nothing failed.
    """
    forget_hats(by)
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    require(can_see_office(by, certificate))
    if not certificate.problem:
        raise NotNow("This certificate is being made, or is made already.")
    certificate.attempts, certificate.problem, certificate.due_at = 0, "", first_sweep()
    certificate.save(update_fields=["attempts", "problem", "due_at"])
    Failure.objects.filter(name=task_name(certificate.pk)).delete()
    enqueue(certificate.pk)
    return certificate


def enqueue(pk):
    """Ask a worker to make a certificate; the task is a row of the same transaction."""
    async_task("register.tasks.make", pk, task_name=task_name(pk), group="certificates")


def task_name(pk):
    """The name under which the worker's list shows the making of a certificate."""
    return f"certificate-{pk}"


def lock_person(person):
    """Lock all accounts of a person until the transaction ends: nobody is certified twice at once (E16)."""
    accounts = User.objects.accounts_of(person).select_for_update().order_by("pk")
    list(accounts.values_list("pk", flat=True))
