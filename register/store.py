"""Where the signed PDFs lie: in private storage, each written once under a key of its own."""

import contextlib
import hashlib
import os

from django.core.files.base import ContentFile
from django.core.files.storage import storages


def read(key):
    """The stored bytes, or None when there are none."""
    try:
        with storages["private"].open(key, "rb") as stored:
            return stored.read()
    except FileNotFoundError:
        return None


def sha256_of(content):
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def put_once(key, content):
    """Store the bytes under the key and return what lies there now: another worker's, if it was quicker.

    Written beside, brought to the disk, then given its name in one step: under the key there is never half a
    file, and what is there is never overwritten, whenever the worker is killed.
    """
    storage = storages["private"]
    draft = storage.path(storage.save(f"{key}.part", ContentFile(content)))
    try:
        _to_disk(draft)
        with contextlib.suppress(FileExistsError):
            os.link(draft, storage.path(key))
    finally:
        os.unlink(draft)
    _to_disk(os.path.dirname(draft))
    return read(key)


def remove(key):
    """Take away a file that no certificate refers to yet."""
    storages["private"].delete(key)


def _to_disk(path):
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
