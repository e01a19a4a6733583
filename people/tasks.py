"""What the worker does for mail: deliver one message, and sweep up those left behind (X1, X4)."""

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from people import delivery, mail
from people.models import OutgoingMail

logger = logging.getLogger(__name__)

# Minutes before the next try: once the server is back, everything is delivered within 10 minutes (X4).
WAITS = (1, 2, 4, 5)
# As mail servers do among themselves: what has not got through after two days counts as failed.
GIVE_UP_AFTER = timedelta(days=2)
# What fails for another reason than the server's is given up sooner, and seen in "Messages sent" (X14).
TRIES_FOR_OUR_OWN_FAULTS = 5
# While the server does not answer, this worker lets other messages wait instead of running into the time-out
# with each of them. Kept in the process: every worker finds out for itself.
PAUSE = timedelta(seconds=30)
paused_until = 0.0
# A task given by the sweep has this long before the sweep gives the message another one.
RESWEEP_AFTER = timedelta(minutes=5)
SWEEP_AT_ONCE = 500


def deliver(pk):
    """Send the message unless it is sent or another worker has it. Returns its status for the task list.

    Safe to repeat: the row is claimed by one UPDATE and marked right after the server's yes. A worker killed
    between the two may send that one message twice, with the same Message-ID.
    """
    if time.monotonic() < paused_until:
        OutgoingMail.objects.filter(pk=pk, status="queued").update(due_at=timezone.now() + PAUSE)
        return "waiting for the mail server"
    if not OutgoingMail.objects.claim(pk):
        return "nothing to do"
    message = OutgoingMail.objects.get(pk=pk)
    try:
        delivery.send(message)
    except Exception as error:
        return _not_sent(message, error)
    _settle(message, status="sent", sent_at=timezone.now(), error="")
    return "sent"


def _not_sent(message, error):
    """Note the error by its class alone (its text holds addresses), and try again later or give up."""
    name = type(error).__name__
    if _hopeless(message, error):
        _settle(message, status="failed", error=name)
        logger.error("mail %s failed for good: %s", message.pk, name)
        return "failed"
    if delivery.is_unreachable(error):
        global paused_until
        paused_until = time.monotonic() + PAUSE.total_seconds()
    wait = timedelta(minutes=WAITS[min(message.attempts, len(WAITS)) - 1])
    _mine(message).update(status="queued", error=name, due_at=timezone.now() + wait)
    logger.warning("mail %s not sent at attempt %s: %s", message.pk, message.attempts, name)
    return "queued"


def _hopeless(message, error):
    """Whether to stop trying: refused for good, too old, or a fault of ours that does not go away."""
    if delivery.is_permanent(error) or timezone.now() - message.created_at > GIVE_UP_AFTER:
        return True
    return not delivery.is_servers_fault(error) and message.attempts >= TRIES_FOR_OUR_OWN_FAULTS


def _settle(message, **outcome):
    """Note the end; a message that held a secret keeps only that it was sent."""
    emptied = {"text": "", "html": ""} if message.secret else {}
    _mine(message).update(**outcome, **emptied)


def _mine(message):
    """The row, as long as it is still under the claim this worker made."""
    return OutgoingMail.objects.filter(pk=message.pk, status="sending", claimed_at=message.claimed_at)


def sweep_mail():
    """Every minute: give a new task to each message that is due and has none at work. Returns how many."""
    now = timezone.now()
    due = OutgoingMail.objects.claimable(now).filter(due_at__lte=now).order_by("due_at", "pk")
    with transaction.atomic():
        pks = list(due.values_list("pk", flat=True)[:SWEEP_AT_ONCE])
        OutgoingMail.objects.filter(pk__in=pks).update(due_at=now + RESWEEP_AFTER)
        for pk in pks:
            mail.enqueue(pk)
    return len(pks)
