"""The last places of an event, asked for at the same moment and each twice, on PostgreSQL (R37)."""

from tests import databases
from tests.modules.racing import PEOPLE, PLACES


def test_the_last_places_are_given_once_each(migrated):
    found = databases.told_by("tests.modules.racing", DATABASE_URL=migrated("training"))
    assert (found["taken"], found["mails"]) == (PLACES, PLACES)
    assert found["refused"] == 2 * (PEOPLE - PLACES)
    assert found["answers"] == {"booked": 2 * PLACES, "ValidationError": 2 * (PEOPLE - PLACES)}
