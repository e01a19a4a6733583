"""Rows of several tables in one query, for a page that needs a few rows of many."""

from datetime import UTC

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime


def together(**querysets):
    """{name: rows} of querysets of different models, unsorted, in one query: a union of rows as JSON.

    What a queryset is annotated with becomes an attribute of its rows, as plain JSON has it.
    """
    asked = [as_json(name, rows) for name, rows in querysets.items()]
    found = {name: [] for name in querysets}
    for name, values in asked[0].union(*asked[1:], all=True):
        found[name].append(row_of(querysets[name], values))
    return found


def as_json(name, rows):
    """A queryset of (name, the row's columns and annotations as JSON)."""
    columns = [field.attname for field in rows.model._meta.concrete_fields]
    values = JSONObject(**{column: F(column) for column in [*columns, *rows.query.annotations]})
    return rows.order_by().annotate(table_=Value(name), row_=values).values_list("table_", "row_")


def row_of(rows, values):
    """An instance of the queryset's model from its columns as JSON."""
    fields = rows.model._meta.concrete_fields
    columns = [python(field, values.pop(field.attname)) for field in fields]
    row = rows.model.from_db(rows.db, [field.attname for field in fields], columns)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def python(field, value):
    """A column's value as the model has it. SQLite keeps moments without their zone, which is UTC."""
    if value is not None and isinstance(field, DateTimeField):
        moment = parse_datetime(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return field.to_python(value)


def known(model, pk, **facts):
    """An instance of which only some columns are known; the others are read when they are asked for."""
    return model.from_db("default", [model._meta.pk.attname, *facts], [pk, *facts.values()])
