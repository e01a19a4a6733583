"""The rules that seal a table, on both databases (cms.triggers)."""

import environ
import pytest
from django.db import DatabaseError
from django.db.utils import ConnectionHandler

from cms.triggers import (
    Rule,
    columns_kept,
    never_changed,
    never_deleted,
    only_erased,
    sealed_tables,
    sealing,
    unsealed,
)

TABLES = {
    "diary": [never_changed("diary"), never_deleted("diary")],
    "parts": [only_erased("parts", erased=["salt", "words"], kept=["id", "label"]), never_deleted("parts")],
    "versions": [columns_kept("versions", "words", "label")],
    "guests": [Rule("open", "guests", "INSERT", "NEW.label = 'closed'", "guests: it's closed")],
}


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path):
    """A database of its own with four sealed tables of one row each; connected past Django's test guard."""
    url = f"sqlite:///{tmp_path}/db" if request.param == "sqlite" else request.getfixturevalue("postgres")
    connection = ConnectionHandler({"default": environ.Env.db_url_config(url)})["default"]
    with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TABLE {table} (id int, label text, salt text, words text)")
            cursor.execute(f"INSERT INTO {table} VALUES (1, 'one', 'grain', 'hello')")  # noqa: S608
        seal(connection)
        yield connection
        lift(connection)
        for table in TABLES:
            cursor.execute(f"DROP TABLE {table}")
        connection.close()


def seal(connection):
    with connection.schema_editor() as editor:
        sealing(*(rule for rules in TABLES.values() for rule in rules)).code(None, editor)


def lift(connection):
    with connection.schema_editor() as editor:
        sealing(*(rule for rules in TABLES.values() for rule in rules)).reverse_code(None, editor)


def run(connection, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def rows(connection, table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
        return cursor.fetchall()


REFUSED = [
    ("diary", "UPDATE diary SET words = 'x'"),
    ("diary", "UPDATE diary SET words = words"),
    ("diary", "DELETE FROM diary"),
    ("parts", "UPDATE parts SET words = 'x'"),
    ("parts", "UPDATE parts SET salt = NULL"),
    ("parts", "UPDATE parts SET salt = NULL, words = NULL, label = 'x'"),
    ("parts", "UPDATE parts SET salt = NULL, words = NULL, label = NULL"),
    ("parts", "DELETE FROM parts"),
    ("versions", "UPDATE versions SET words = 'x'"),
    ("versions", "UPDATE versions SET label = NULL"),
    ("guests", "INSERT INTO guests VALUES (2, 'closed', '', '')"),
]
ALLOWED = [
    ("diary", "INSERT INTO diary VALUES (2, 'two', 'g', 'w')"),
    ("parts", "UPDATE parts SET salt = NULL, words = NULL"),
    ("versions", "UPDATE versions SET salt = 'other'"),
    ("versions", "UPDATE versions SET words = 'hello'"),
    ("versions", "DELETE FROM versions"),
    ("guests", "INSERT INTO guests VALUES (2, 'open', '', '')"),
]


@pytest.mark.parametrize(("table", "sql"), REFUSED)
def test_a_rule_refuses(database, table, sql):
    with pytest.raises(DatabaseError):
        run(database, sql)
    assert rows(database, table) == [(1, "one", "grain", "hello")]


@pytest.mark.parametrize(("table", "sql"), ALLOWED)
def test_a_rule_lets_the_rest_pass(database, table, sql):
    run(database, sql)


def test_emptying_a_whole_table_is_refused_too(database):
    with pytest.raises(DatabaseError):
        run(database, "TRUNCATE diary" if database.vendor == "postgresql" else "DELETE FROM diary")
    assert len(rows(database, "diary")) == 1


def test_the_sealed_tables_can_be_listed(database):
    assert sealed_tables(database) == {
        "diary": ["sealed_diary_kept", "sealed_diary_unchanged"],
        "guests": ["sealed_guests_open"],
        "parts": ["sealed_parts_kept", "sealed_parts_only_erased"],
        "versions": ["sealed_versions_columns_kept"],
    }


def test_rules_are_lifted_for_a_block_and_hold_again(database):
    with unsealed(database):
        run(database, "DELETE FROM diary")
        run(database, "INSERT INTO diary VALUES (3, 'three', 's', 'w')")
    with pytest.raises(DatabaseError):
        run(database, "DELETE FROM diary")
    assert rows(database, "diary") == [(3, "three", "s", "w")]


def test_sealing_twice_and_lifting_twice_is_no_error(database):
    seal(database)
    lift(database)
    lift(database)
    assert sealed_tables(database) == {}
    run(database, "DELETE FROM diary")
    seal(database)
