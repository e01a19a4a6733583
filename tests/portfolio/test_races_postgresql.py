"""The same presses in the same moment on a real PostgreSQL: there the rows' locks do it (T12)."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests import databases
from tests.portfolio.test_races import CHECKS

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture(scope="module")
def found(migrated):
    """{race: what came of it}: all of them in one process that uses a PostgreSQL database of its own."""
    environment = {"DATABASE_URL": migrated("portfolio-races"), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.portfolio.racing"],
        cwd=settings.BASE_DIR,
        env=databases.inherited(**environment),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", CHECKS)
def test_of_many_presses_at_once_one_counts(found, name):
    CHECKS[name](found[name])
