"""What the worker does every morning for the partnership offices; home/tasks.py hands it out."""

from django.db import transaction

from people.models import Provider
from reviews import digest


def tell_office(pk):
    """Ask a provider's office to help with what is new among the stuck. Returns how many messages: 1 or 0.

    It may be run again, at any time: what was told is not told twice, what was missed is told now.
    """
    with transaction.atomic():
        provider = Provider.objects.select_for_update().get(pk=pk)
        return int(digest.escalate(provider) is not None)
