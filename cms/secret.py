"""The secret that signs sessions and links."""

import contextlib
import os
import tempfile

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key


def secret_key(given, folder, *, may_make):
    """The secret from the environment, or one made once and kept in `folder` for us alone, where that may be.

    Raises ImproperlyConfigured when there is none and none may be made.
    """
    if given:
        return given
    if not may_make:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text (or DEMO=1 to try the site out).")
    folder.mkdir(exist_ok=True)
    path = folder / "secret-key"
    if not path.exists():
        # Linked into place whole, because `make demo` starts two processes at once.
        with tempfile.NamedTemporaryFile("w", dir=folder) as new:
            new.write(get_random_secret_key())
            new.flush()
            with contextlib.suppress(FileExistsError):
                os.link(new.name, path)
    return path.read_text()
