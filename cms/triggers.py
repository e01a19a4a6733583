"""Triggers that keep sealed rows from being changed, by whatever way: the ORM, the admin, or a hand at the
database.

A rule refuses one kind of change on one table; `sealing(*rules)` makes the migration's operation from them,
for SQLite and for PostgreSQL. Every trigger's name starts with "sealed_", so that `unsealed` can find them
all.

SQLite forgets a table's triggers when a migration rebuilds the table: after altering a sealed table, repeat
its `sealing(...)` in the same migration. A test lists the sealed tables and fails when one is missing.
Triggers of other tables that look at the rebuilt one stand in the way: put the operations between the two of
`while_unsealed()`.
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.db import migrations

PREFIX = "sealed_"


@dataclass(frozen=True)
class Rule:
    """Refuse `event` (INSERT, UPDATE or DELETE) on `table` when `condition` (SQL over OLD and NEW) holds.

    `condition` may be a text for both databases, or a function from the vendor to a text. `message` is what
    the person at the database reads.
    """

    name: str
    table: str
    event: str
    condition: object
    message: str

    @property
    def trigger(self):
        return f"{PREFIX}{self.table}_{self.name}"

    def when(self, vendor):
        return self.condition(vendor) if callable(self.condition) else self.condition


def never_changed(table):
    """No row of this table is ever updated."""
    return Rule("unchanged", table, "UPDATE", "1 = 1", f"{table}: rows here are never changed")


def never_deleted(table):
    """No row of this table is ever deleted."""
    return Rule("kept", table, "DELETE", "1 = 1", f"{table}: rows here are never deleted")


def columns_kept(table, *columns):
    """These columns keep the value they were given; the others may change."""
    return Rule(
        "columns_kept", table, "UPDATE", changed(*columns), f"{table}: {', '.join(columns)} never change"
    )


def only_erased(table, *, erased, kept):
    """A row changes in one way only: all of `erased` become NULL while every column in `kept` stays."""

    def condition(vendor):
        filled = " OR ".join(f"NEW.{column} IS NOT NULL" for column in erased)
        return f"{filled} OR {changed(*kept)(vendor)}"

    return Rule("only_erased", table, "UPDATE", condition, f"{table}: a row here can only be erased")


def changed(*columns):
    """SQL that is true when one of the columns differs between OLD and NEW; NULL is a value like others."""

    def condition(vendor):
        differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
        return " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)

    return condition


def sealing(*rules):
    """The migration operation that puts these rules into the database (and takes them out when reversed)."""

    def seal(apps, schema_editor):
        for rule in rules:
            for statement in _drop(rule, schema_editor.connection.vendor) + _create(
                rule, schema_editor.connection.vendor
            ):
                schema_editor.execute(statement, params=None)

    def unseal(apps, schema_editor):
        for rule in rules:
            for statement in _drop(rule, schema_editor.connection.vendor):
                schema_editor.execute(statement, params=None)

    return migrations.RunPython(seal, unseal)


def _create(rule, vendor):
    if vendor == "postgresql":
        return _create_postgresql(rule)
    return [
        f"CREATE TRIGGER {rule.trigger} BEFORE {rule.event} ON {rule.table} FOR EACH ROW "
        f"WHEN {rule.when(vendor)} BEGIN SELECT RAISE(ABORT, '{_quoted(rule.message)}'); END"
    ]


def _create_postgresql(rule):
    row = "OLD" if rule.event == "DELETE" else "NEW"
    refuse = f"RAISE EXCEPTION '{_quoted(rule.message)}' USING ERRCODE = 'check_violation'"
    statements = [
        f"CREATE FUNCTION {rule.trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {rule.when('postgresql')} THEN {refuse}; END IF; RETURN {row}; END $$",
        f"CREATE TRIGGER {rule.trigger} BEFORE {rule.event} ON {rule.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {rule.trigger}()",
    ]
    if rule.name == "kept":  # emptying a whole table fires no row trigger
        statements += [
            f"CREATE FUNCTION {rule.trigger}_all() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {refuse}; END $$",
            f"CREATE TRIGGER {rule.trigger}_all BEFORE TRUNCATE ON {rule.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {rule.trigger}_all()",
        ]
    return statements


def _drop(rule, vendor):
    if vendor == "postgresql":  # dropping the function drops its trigger
        return [
            f"DROP FUNCTION IF EXISTS {rule.trigger}() CASCADE",
            f"DROP FUNCTION IF EXISTS {rule.trigger}_all() CASCADE",
        ]
    return [f"DROP TRIGGER IF EXISTS {rule.trigger}"]


def _quoted(text):
    return text.replace("'", "''").replace("%", "")


def sealed_tables(connection):
    """{table: [its triggers' names]} as the database has them, one for each rule."""
    tables = {}
    for name, table, _sql in _triggers(connection):
        if not name.endswith("_all"):  # the second half of "kept"
            tables.setdefault(table, []).append(name)
    return {table: sorted(names) for table, names in tables.items()}


@contextmanager
def unsealed(connection):
    """Lift every rule while the block runs: only for emptying a test database between tests."""
    found = unseal(connection)
    try:
        yield
    finally:
        reseal(connection, found)


def while_unsealed():
    """The first and the last operation of a migration that rebuilds a table: every rule rests in between."""
    found = {}

    def rest(apps, schema_editor):
        connection = schema_editor.connection
        found[connection.alias] = unseal(connection)

    def wake(apps, schema_editor):
        connection = schema_editor.connection
        reseal(connection, found.pop(connection.alias))

    return migrations.RunPython(rest, wake), migrations.RunPython(wake, rest)


def unseal(connection):
    """Take the triggers out; return what `reseal` needs to put them back."""
    found = _triggers(connection)
    with connection.cursor() as cursor:
        _settle(cursor, connection)
        for name, table, _sql in found:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
            else:
                cursor.execute(f"DROP TRIGGER {name}")
    return found


def reseal(connection, found):
    """Put back what `unseal` took out."""
    with connection.cursor() as cursor:
        _settle(cursor, connection)
        for name, table, sql in found:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}" if sql is None else sql)


def _settle(cursor, connection):
    """PostgreSQL alters no table while foreign keys wait to be checked at the transaction's end."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _triggers(connection):
    """[(name, table, the statement that made it or None on PostgreSQL)]"""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text, NULL FROM pg_trigger "
                "WHERE NOT tgisinternal AND tgname LIKE %s",
                [PREFIX.replace("_", r"\_") + "%"],
            )
        else:
            cursor.execute(
                "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                [PREFIX + "%"],
            )
        return cursor.fetchall()
