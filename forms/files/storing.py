"""Where a file's bytes lie: in private storage, under its random key, fanned out over folders."""

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from forms.errors import RefusedFile

FOLDER = "attachments"
FULL = "We could not store the file just now. What you have written is safe. Try again in a few minutes."

logger = logging.getLogger(__name__)


def path_of(key):
    """The place in private storage of the attachment with this key."""
    return f"{FOLDER}/{key[:2]}/{key[2:4]}/{key}"


def put(key, content):
    """Write the bytes. Raises RefusedFile when the disk is full or storage does not answer; leaves nothing
    behind.
    """
    storage = storages["private"]
    try:
        storage.save(path_of(key), ContentFile(content))
    except OSError as error:
        logger.error("an upload could not be stored: %s", type(error).__name__)
        remove(key)
        raise RefusedFile(FULL) from None


def remove(key):
    """Delete the bytes, if they are there. A storage that does not answer is left to the next purge."""
    try:
        storages["private"].delete(path_of(key))
    except OSError as error:
        logger.error("a stored file could not be removed: %s", type(error).__name__)


def read(key):
    """An open file of the bytes. Raises FileNotFoundError."""
    return storages["private"].open(path_of(key), "rb")
