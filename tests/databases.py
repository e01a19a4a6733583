"""Databases that tests copy: migrated, and with the site's content; each made once per state of its sources.

Putting back a copy replaces Django's flush after tests that really commit: flush would take Wagtail's root
pages, locale and site with it, and the triggers that seal our tables forbid it.
"""

import fcntl
import hashlib
import importlib.metadata
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from cms.triggers import unsealed

BUILD = settings.BASE_DIR / "build"
APPS = ("cms", "people", "modules", "forms", "reviews", "portfolio", "register", "home")


def template():
    """Path of an SQLite file with every migration applied; built if the migrations or packages changed."""
    return built("tests", state(), "migrate", "createcachetable")


def content():
    """Path of the same with what `load_content` brings; built if the words, the loading or models changed."""
    migrated = template()
    return built("content", sources("content", "loading", "models"), "load_content", begin=migrated)


def built(name, digest, *commands, begin=None):
    """Path of an SQLite file that these commands made, out of `begin` where given; older ones are removed."""
    path = BUILD / f"{name}-{digest}.sqlite3"
    with only_one(name):
        if not path.exists():
            for old in BUILD.glob(f"{name}-*"):
                old.unlink()
            draft = path.with_suffix(".draft")
            if begin:
                shutil.copyfile(begin, draft)
            for command in commands:
                manage(command, "--verbosity", "0", DATABASE_URL=f"sqlite:///{draft}")
            with closing(sqlite3.connect(draft)) as made:
                made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            draft.rename(path)
    return path


def sources(*names):
    """A short hash of the state and of what our apps consist of: all of it, or what is called such a name."""
    digest = hashlib.sha256(state().encode())
    for app in APPS:
        paths = (path for kind in ("py", "yaml") for path in (settings.BASE_DIR / app).rglob(f"*.{kind}"))
        for path in sorted(paths):
            if not names or {path.stem, *path.parent.parts} & set(names):
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def state():
    """A short hash of all our migrations and of every installed package's version."""
    digest = hashlib.sha256(
        repr(sorted((d.name, d.version) for d in importlib.metadata.distributions())).encode()
    )
    for path in sorted(settings.BASE_DIR.glob("*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def only_one(what="tests"):
    """Let one test process at a time through."""
    BUILD.mkdir(exist_ok=True)
    with open(BUILD / f"{what}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def manage(*arguments, **environment):
    """Run a manage.py command in a process of its own, with the site's own settings."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=inherited(**environment), check=True)


def told_by(module, *arguments, **environment):
    """What `python -m module` prints as JSON, run on the database that `environment` names."""
    command = [sys.executable, "-m", module, *arguments]
    given = inherited(**{"DJANGO_SETTINGS_MODULE": "tests.settings", **environment})
    found = subprocess.run(
        command, cwd=settings.BASE_DIR, env=given, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(found.stdout)


def inherited(**environment):
    """The environment of a process with the site's own settings, unless `environment` names others."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings", **environment}


def is_sqlite():
    """True when the tests run on SQLite, the default."""
    return connection.vendor == "sqlite"


def prepare():
    """Lay the migrated template where the test database will be looked for."""
    shutil.copyfile(template(), settings.DATABASES["default"]["TEST"]["NAME"])


def fill(path):
    """Replace everything in the test database by what an SQLite file holds."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as kept:
        kept.backup(connection.connection)


def put_back(case):
    """Teardown of a test that committed: the database is as the migrations left it."""
    if is_sqlite():
        fill(template())
        return
    case.serialized_rollback = True  # tells Django's teardown not to make content types anew
    with unsealed(connection):
        flush(case)
    connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


flush = TransactionTestCase._fixture_teardown
TransactionTestCase._fixture_teardown = put_back
