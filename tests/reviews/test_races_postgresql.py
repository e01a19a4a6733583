"""The same presses in the same moment on a real PostgreSQL: there the rows' locks do it (T12, S24)."""

import json
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings

from tests import databases
from tests.reviews.test_races import CHECKS

CONTROLS = ("unlocked:twenty_sign_once", "loose:twenty_sign_once", "loose:twenty_pass_on")


@pytest.fixture(scope="module")
def found(postgres):
    """{race: what came of it}: all of them in one process that uses a PostgreSQL database of its own."""
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute("CREATE DATABASE races")
    environment = {"DATABASE_URL": f"{postgres.rpartition('/')[0]}/races"}
    for command in ("migrate", "createcachetable"):
        databases.manage(command, "--verbosity", "0", **environment)
    done = subprocess.run(
        [sys.executable, "-m", "tests.reviews.racing", *CHECKS, *CONTROLS],
        cwd=settings.BASE_DIR,
        env=databases.inherited(**environment, DJANGO_SETTINGS_MODULE="tests.settings"),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", CHECKS)
def test_of_many_presses_at_once_one_counts(found, name):
    CHECKS[name](found[name])


def test_without_the_lock_the_race_shows(found):
    answers = found["unlocked:twenty_sign_once"]["answers"]
    assert answers["signed"] == 1
    assert answers["IntegrityError"] > 0  # the database's last word, and an error page for the person


def test_without_guard_and_lock_nobody_is_refused_in_words(found):
    signing, passing = (found[f"loose:twenty_{what}"]["answers"] for what in ("sign_once", "pass_on"))
    assert signing == {"IntegrityError": 19, "signed": 1}
    assert set(passing) <= {"IntegrityError", "reassigned"}
    assert sum(passing.values()) == 20
