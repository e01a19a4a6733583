"""People's files: taken in, kept under random keys, given out again, removed.

A file has no address of its own: each room that may show one has its own door and its own question (who may),
and asks `respond` for bytes and headers.
"""

from forms.files.accepting import MOST_BYTES, MOST_FILES, MOST_TOGETHER, accept
from forms.files.removing import discard, erase, purge_orphans
from forms.files.serving import respond
from forms.files.storing import path_of

__all__ = [
    "MOST_BYTES",
    "MOST_FILES",
    "MOST_TOGETHER",
    "accept",
    "discard",
    "erase",
    "path_of",
    "purge_orphans",
    "respond",
]
