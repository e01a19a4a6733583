"""What the worker does every morning: one message a week for each person, reminders, help from the offices.

All of it may be run again, at any time: what was told is not told twice, what was missed is told now.
"""

import logging

from django.db import transaction
from django_q.tasks import async_task

from home import reminding
from people.models import User
from reviews import digest
from reviews.queue import past
from reviews.tasks import tell_office

logger = logging.getLogger(__name__)

PEOPLE_AT_ONCE = 100  # well within the time that a worker has for one task


class NotAllTold(Exception):
    """Some people could not be told; the others were."""


@transaction.atomic
def daily():
    """Hand the morning's work out in tasks: so many people each, and each provider's office; how many."""
    tasks = [("home.tasks.tell_people", batch) for batch in _batches()]
    tasks += [("reviews.tasks.tell_office", provider) for provider in _providers()]
    for name, about in tasks:
        async_task(name, about, group="morning")
    return len(tasks)


def now():
    """The same at once, without a worker, for `manage.py remind`: {what: how many messages are owed}."""
    told = {"digests": 0, "reminders": 0, "requests for help": 0, "other weekly messages": 0}
    for batch in _batches():
        for what, count in tell_people(batch).items():
            told[what] += count
    told["requests for help"] += sum(tell_office(provider) for provider in _providers())
    return told


def tell_people(pks):
    """This week's message and the day's reminder for these people, each in a transaction of their own.

    Returns {what: how many}. One who cannot be told holds nobody else up; at the end NotAllTold is raised,
    and the task is tried again.
    """
    told = {"digests": 0, "reminders": 0, "other weekly messages": 0}
    lines, late, failed = reminding.lines_to_tell(pks), past("remind_after_days"), 0
    reviewers = set(digest.reviewers().filter(pk__in=pks).values_list("pk", flat=True))
    for pk in pks:
        own = lines.get(pk, [])
        if not own and pk not in reviewers:
            continue
        try:
            with transaction.atomic():
                person = User.objects.select_for_update().get(pk=pk)
                if message := reminding.tell(person, own):
                    told["digests" if message.kind == "review-digest" else "other weekly messages"] += 1
                if pk in reviewers:
                    told["reminders"] += digest.remind(person, late) is not None
        except Exception as error:
            failed += 1
            logger.error("person %s not told what waits: %s", pk, type(error).__name__)
    if failed:
        raise NotAllTold(f"{failed} of {len(pks)} could not be told what waits for them.")
    return told


def _batches():
    people = reminding.people()
    return [people[start : start + PEOPLE_AT_ONCE] for start in range(0, len(people), PEOPLE_AT_ONCE)]


def _providers():
    return list(digest.providers().order_by("pk").values_list("pk", flat=True))
