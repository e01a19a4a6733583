"""The same presses in the same moment on a real PostgreSQL: there the rows' locks do it (T12, S24)."""

import pytest

from tests import databases
from tests.reviews.test_races import CHECKS

CONTROLS = ("unlocked:twenty_sign_once", "loose:twenty_sign_once", "loose:twenty_pass_on")


@pytest.fixture(scope="module")
def found(migrated):
    """{race: what came of it}: all of them in one process that uses a PostgreSQL database of its own."""
    return databases.told_by("tests.reviews.racing", *CHECKS, *CONTROLS, DATABASE_URL=migrated("races"))


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
