"""The last places of an event, asked for at the same moment and each twice, on PostgreSQL (R37)."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests import databases
from tests.modules.racing import PEOPLE, PLACES

pytestmark = pytest.mark.xdist_group("postgresql")


def test_the_last_places_are_given_once_each(migrated):
    environment = {"DATABASE_URL": migrated("training"), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.modules.racing"],
        cwd=settings.BASE_DIR,
        env=databases.inherited(**environment),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["taken"], found["mails"]) == (PLACES, PLACES)
    assert found["refused"] == 2 * (PEOPLE - PLACES)
    assert found["answers"] == {"booked": 2 * PLACES, "ValidationError": 2 * (PEOPLE - PLACES)}
