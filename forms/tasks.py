"""What the worker does for files: scan them, try again what could not be scanned, purge what nobody kept."""

import datetime
import logging
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

from forms.files import purge_orphans, storing
from forms.models import Attachment

logger = logging.getLogger(__name__)

TIMEOUT = 60  # seconds to wait for the scanner, less than a task may take
AT_ONCE = 200  # files in one sweep
ORPHANS_LIVE = datetime.timedelta(days=7)


def scanner():
    """A connection to the daemon at CLAMD_URL: tcp://host:port or unix:///path."""
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme == "unix":
        return ClamdUnixSocket(path=address.path, timeout=TIMEOUT)
    return ClamdNetworkSocket(host=address.hostname, port=address.port or 3310, timeout=TIMEOUT)


def scan(pk):
    """Have one waiting file checked. Safe to repeat. Returns its state for the task list.

    While the scanner does not answer, the file stays "scanning" and cannot be had; the sweep tries again
    (T23).
    """
    attachment = Attachment.objects.filter(pk=pk, state=Attachment.State.SCANNING).first()
    if attachment is None:
        return "nothing to do"
    try:
        with storing.read(attachment.key) as content:
            verdict, _virus = scanner().instream(content)["stream"]
    except FileNotFoundError:
        return _settle(attachment, Attachment.State.REJECTED)
    except Exception as error:  # the client passes on whatever its socket or the daemon says
        logger.warning("attachment %s was not scanned: %s", pk, type(error).__name__)
        return "the scanner does not answer"
    if verdict == "OK":
        return _settle(attachment, Attachment.State.CLEAN)
    if verdict == "FOUND":
        logger.warning("attachment %s holds a virus", pk)
        storing.remove(attachment.key)
        return _settle(attachment, Attachment.State.REJECTED)
    return "the scanner could not read it"


def _settle(attachment, state):
    waiting = Attachment.objects.filter(pk=attachment.pk, state=Attachment.State.SCANNING)
    waiting.update(state=state)
    return state.value


def sweep_scans():
    """Every two minutes: try again each file that still waits. Returns how many were settled."""
    if not settings.CLAMD_URL:
        return 0
    waiting = Attachment.objects.filter(state=Attachment.State.SCANNING).order_by("created_at")
    settled = 0
    for pk in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        outcome = scan(pk)
        if outcome == "the scanner does not answer":
            break
        settled += outcome in Attachment.State.values
    return settled


def purge_files():
    """Every night: delete files older than a week that nothing refers to."""
    return purge_orphans(ORPHANS_LIVE)
