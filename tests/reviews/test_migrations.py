"""Reviews that were there before stages could be passed on come through the migrations as they were."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection

from tests import databases
from tests.factories.reviews import make_cast, send_back

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
COPIED = ("people_", "forms_", "reviews_", "wagtailcore_page")
SAME_TYPE = (
    "UPDATE main.wagtailcore_page SET content_type_id = (SELECT here.id FROM main.django_content_type here "
    "JOIN later.django_content_type there USING (app_label, model) WHERE there.id = content_type_id)"
)
IN_ORDER = ("forms_submission", "forms_sending", "reviews_round", "reviews_stage", "reviews_decision")


def tables(database):
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    kept = sorted(name for (name,) in names if name.startswith(COPIED))
    return [name for name in kept if name not in IN_ORDER] + [name for name in IN_ORDER if name in kept]


def columns(database, schema, table):
    return {row[1] for row in database.execute(f"PRAGMA {schema}.table_info({table})")}


def triggers(path):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        ).fetchall()


def copied(source, target):
    """Fill the older tables of `target` with what they have in common with `source`."""
    with closing(sqlite3.connect(target)) as old:
        old.execute("ATTACH ? AS later", [str(source)])
        for table in tables(old):
            shared = ", ".join(sorted(columns(old, "main", table) & columns(old, "later", table)))
            if shared:
                old.execute(f"DELETE FROM main.{table}")  # noqa: S608
                old.execute(f"INSERT INTO main.{table} ({shared}) SELECT {shared} FROM later.{table}")  # noqa: S608
        old.execute(SAME_TYPE)
        old.commit()


def rows(path, *names):
    """What the tables hold in the columns that they always had."""
    with closing(sqlite3.connect(path)) as database:
        return {
            table: database.execute(f"SELECT {', '.join(kept)} FROM {table} ORDER BY id").fetchall()  # noqa: S608
            for table, kept in names
        }


def checked(path):
    """What check_register prints of a database."""
    done = subprocess.run(
        [sys.executable, "manage.py", "check_register"],
        cwd=settings.BASE_DIR,
        env=databases.inherited(DATABASE_URL=f"sqlite:///{path}"),
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.splitlines()


def migrated(path, *target):
    databases.manage("migrate", *target, "--verbosity", "0", DATABASE_URL=f"sqlite:///{path}")


def test_rounds_from_before_keep_their_rows_and_every_seal_is_there(tmp_path):
    cast = make_cast()
    cast.signed_by_all()
    send_back(cast.send(mentor=cast.another_mentor()), cast.pcm)
    cast.signed_by_pcm(cast.another_mentor())
    path = tmp_path / "old.sqlite3"
    migrated(path, "reviews", "0002_sealed")
    copied(connection.settings_dict["NAME"], path)
    with closing(sqlite3.connect(path)) as old:
        then = [(table, sorted(columns(old, "main", table))) for table in IN_ORDER]
    before = rows(path, *then)
    assert [len(before[table]) for table in IN_ORDER] == [3, 3, 3, 6, 4]
    migrated(path)

    assert rows(path, *then) == before
    assert triggers(path) == triggers(databases.template())
    assert checked(path) == ["Intact. Sendings: 3, rounds: 3, certificates: 0."]
