"""What the worker does every morning: digests, reminders, and asking the offices to help (reviews.digest).

All of it may be run again, at any time: what was told is not told twice, what was missed is told now.
"""

import logging

from django.db import transaction
from django_q.tasks import async_task

from people.models import Provider, User
from reviews import digest
from reviews.queue import past

logger = logging.getLogger(__name__)

PEOPLE_AT_ONCE = 100  # well within the time that a worker has for one task


@transaction.atomic
def daily():
    """Hand the morning's work out in tasks: so many people each, and each provider's office; how many."""
    people = _reviewers()
    tasks = [
        ("reviews.tasks.tell_people", people[start : start + PEOPLE_AT_ONCE])
        for start in range(0, len(people), PEOPLE_AT_ONCE)
    ]
    tasks += [("reviews.tasks.tell_office", provider) for provider in _providers()]
    for name, about in tasks:
        async_task(name, about, group="reviews")
    return len(tasks)


def now():
    """The same at once, without a worker, for `manage.py remind`: {what: how many messages are owed}."""
    told = tell_people(_reviewers())
    return told | {"requests for help": sum(tell_office(provider) for provider in _providers())}


def _reviewers():
    return list(digest.reviewers().order_by("pk").values_list("pk", flat=True))


def _providers():
    return list(digest.providers().order_by("pk").values_list("pk", flat=True))


def tell_people(pks):
    """Digest and reminder for these people, each in a transaction of their own; {what: how many}.

    One who cannot be told holds nobody else up. Raises NotAllTold at the end: the task is tried again.
    """
    told = {"digests": 0, "reminders": 0}
    failed = 0
    late = past("remind_after_days")
    for pk in pks:
        try:
            with transaction.atomic():
                person = User.objects.select_for_update().get(pk=pk)
                told["digests"] += digest.weekly(person) is not None
                told["reminders"] += digest.remind(person, late) is not None
        except Exception as error:
            failed += 1
            logger.error("person %s not told what waits: %s", pk, type(error).__name__)
    if failed:
        raise NotAllTold(f"{failed} of {len(pks)} could not be told what waits for them.")
    return told


def tell_office(pk):
    """Ask a provider's office to help with what is new among the stuck. Returns how many messages: 1 or 0."""
    with transaction.atomic():
        provider = Provider.objects.select_for_update().get(pk=pk)
        return int(digest.escalate(provider) is not None)


class NotAllTold(Exception):
    """Some people could not be told; the others were."""
