"""The whole house on PostgreSQL: migrations, seals, and the demonstration made by the real actions."""

import subprocess
import sys

import psycopg
import pytest
from django.conf import settings

from tests import databases
from tests import demo as demonstration

CHANGES = {
    "an answer": "UPDATE forms_sealedpart SET content = '{}' WHERE kind = 'step'",
    "a sending": "DELETE FROM forms_sending",
    "a decision": "UPDATE reviews_decision SET outcome = 'signed' WHERE outcome = 'sent_back'",
    "a certificate's words": "UPDATE register_certificate SET number = 'MC-2026-999999'",
    "an event": "DELETE FROM register_certificateevent",
}


@pytest.fixture(scope="module")
def house(migrated, tmp_path_factory):
    """(DATABASE_URL, environment) of a PostgreSQL database that holds the demonstration."""
    address = migrated("house")
    environment = demonstration.environment(tmp_path_factory.mktemp("var"), DATABASE_URL=address)
    databases.manage("load_demo", "--verbosity", "0", **environment)
    return address, environment


def checked(environment):
    """(exit code, lines) of check_register."""
    found = subprocess.run(
        [sys.executable, "manage.py", "check_register"],
        cwd=settings.BASE_DIR,
        env=databases.inherited(**environment),
        capture_output=True,
        text=True,
    )
    return found.returncode, found.stdout.splitlines()


def test_everything_the_demonstration_made_verifies(house):
    code, lines = checked(house[1])
    assert (code, lines[-1].startswith("Intact. Sendings: ")) == (0, True), lines


def test_every_room_opens_and_the_morning_tells_people(house):
    found = databases.told_by("tests.visiting", **house[1])
    assert found["wrong"] == {}
    assert (found["looked"] > 300, found["told"] > 10) == (True, True), found


@pytest.mark.parametrize("what", CHANGES)
def test_a_hand_at_the_database_cannot_change_what_is_sealed(house, what):
    with psycopg.connect(house[0]) as database, pytest.raises(psycopg.errors.CheckViolation):
        database.execute(CHANGES[what])


NEXT = "SELECT 1 FROM reviews_round n WHERE n.submission_id = r.submission_id AND n.number > r.number"
SIGNED = (
    f"SELECT r.id FROM reviews_round r WHERE r.signed_at IS NOT NULL AND NOT EXISTS ({NEXT}) "  # noqa: S608
    "ORDER BY r.closed_at NULLS FIRST, r.id LIMIT 3"
)


def test_what_a_stronger_hand_changes_is_found(house):
    url, environment = house
    with psycopg.connect(url) as database:
        database.execute("SET session_replication_role = replica")  # what an owner of the server can do
        [back] = database.execute(
            "SELECT id FROM reviews_decision WHERE outcome = 'sent_back' LIMIT 1"
        ).fetchone()
        [deleted], [reordered], [emptied] = database.execute(SIGNED).fetchall()
        database.execute("UPDATE reviews_decision SET comment = 'Well done.' WHERE id = %s", [back])
        database.execute("DELETE FROM reviews_decision WHERE round_id = %s AND seq = 1", [deleted])
        for old, new in ((1, 9), (2, 1), (9, 2)):
            change = "UPDATE reviews_decision SET seq = %s WHERE round_id = %s AND seq = %s"
            database.execute(change, [new, reordered, old])
        database.execute(
            "UPDATE reviews_decision SET salt = NULL, typed_name = NULL, statement = NULL, comment = NULL "
            "WHERE round_id = %s AND seq = 1",
            [emptied],
        )
    code, lines = checked(environment)
    assert code == 1
    found = [line.split(":")[0] for line in lines if not line.startswith("Intact")]
    assert sorted(found) == ["deleted", "deleted", "edited", "reordered", "reordered", "unsigned"]
