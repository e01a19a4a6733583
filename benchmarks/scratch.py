"""The folder and the environment of one run. Nothing of this machine's own site is read or written."""

import contextlib
import logging
import os
import shutil
import tempfile
from pathlib import Path

import django


@contextlib.contextmanager
def made():
    """Set Django up on an empty folder, which is removed afterwards; yields its Path."""
    folder = Path(tempfile.mkdtemp(prefix="weltec-bench-"))
    os.environ |= {
        "BENCH_SCRATCH": str(folder),
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DEBUG": "0",
        "DEMO": "1",
        "SECRET_KEY": "the-benchmarks-sign-with-this-and-nobody-else-does-9f2m5x1c",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "PRIVATE_ROOT": str(folder / "private"),
        "EMAIL_URL": "memorymail://",
        "CLAMD_URL": "",
        "CACHE_URL": "dbcache://shared_cache",
    }
    try:
        django.setup()
        logging.disable(logging.INFO)  # here; the servers log as they always do, into files of this folder
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
