"""The same presses in the same moment on a real PostgreSQL: there the rows' locks do it (T12)."""

import pytest

from tests import databases
from tests.portfolio.test_races import CHECKS


@pytest.fixture(scope="module")
def found(migrated):
    """{race: what came of it}: all of them in one process that uses a PostgreSQL database of its own."""
    return databases.told_by("tests.portfolio.racing", DATABASE_URL=migrated("portfolio-races"))


@pytest.mark.parametrize("name", CHECKS)
def test_of_many_presses_at_once_one_counts(found, name):
    CHECKS[name](found[name])
