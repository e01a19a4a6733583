"""Every model that points at a person, or at rows that are a person's, says what the person gets of it (T45).

A new model that nobody thought of fails here.
"""

import pytest
from django.apps import apps
from django.db import models

from cms.privacy import Export
from home.privacy import everything
from people.models import User

EXPORTS = everything.exports()
LEFT_OUT = everything.left_out()
DECLARED = [export for export in EXPORTS if isinstance(export, Export)]
MODELS = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def pointing(model):
    """The model's own columns that point at another model; a page's line to its base is none."""
    for field in model._meta.get_fields(include_parents=False):
        if isinstance(field, models.ForeignKey) and not getattr(field.remote_field, "parent_link", False):
            yield field


def columns_of_people():
    """(label of a model, column) of every column that points at a person."""
    return {
        (model._meta.label, field.name)
        for model in MODELS
        for field in pointing(model)
        if field.related_model is User
    }


def models_of_people():
    """Labels of the models with a column that points at a person, or at rows that are given to a person."""
    given = {User, *(export.model for export in DECLARED)}
    return {
        model._meta.label
        for model in MODELS
        for field in pointing(model)
        if field.related_model in given and model._meta.label != "people.User"
    }


def test_every_column_that_points_at_a_person_is_given_or_left_out_with_a_reason():
    given = {(export.model._meta.label, column) for export in DECLARED for column in export.people}
    left = {(entry.model, column) for entry in LEFT_OUT for column in entry.columns}
    assert columns_of_people() - given - left == set()
    assert given & left == set()


def test_every_model_of_a_persons_rows_is_given_or_left_out_with_a_reason():
    given = {export.model._meta.label for export in EXPORTS}
    left = {entry.model for entry in LEFT_OUT}
    assert models_of_people() - given - left == set()


def test_the_walk_finds_rows_that_only_hang_on_a_persons_rows():
    found = models_of_people()
    for label in (
        "forms.SealedPart",
        "portfolio.EvidenceItem_files",
        "register.SearchWord",
        "reviews.Opening",
    ):
        assert label in found


@pytest.mark.parametrize("label", sorted({export.model._meta.label for export in DECLARED}))
def test_every_column_is_told_or_says_why_it_is_not(label):
    of_it = [export for export in DECLARED if export.model._meta.label == label]
    told = {path.split("__")[0] for export in of_it for path in export.columns}
    said = {name for export in of_it for name in (*export.untold, *export.people)}
    left = {column for entry in LEFT_OUT if entry.model == label for column in entry.columns}
    kept = {field.name for field in of_it[0].model._meta.concrete_fields if not field.primary_key}
    assert kept - told - said - left == set()
    assert {name for export in of_it for name in export.untold} <= kept


def test_reasons_are_sentences_about_models_that_exist():
    labels = {model._meta.label for model in MODELS}
    assert {entry.model for entry in LEFT_OUT} <= labels
    assert [entry for entry in LEFT_OUT if not entry.why.endswith(".")] == []
    silent = [export.title for export in DECLARED if not all(w.endswith(".") for w in export.untold.values())]
    assert silent == []


def test_columns_of_people_that_are_named_exist():
    known = columns_of_people()
    named = {(export.model._meta.label, column) for export in DECLARED for column in export.people}
    assert named <= known


def test_headings_are_told_apart():
    keys = [export.key for export in EXPORTS]
    assert len(keys) == len(set(keys))


def test_no_address_number_or_secret_of_another_person_is_read():
    allowed = {
        ("people.User", "email"),
        ("people.User", "trn"),
        ("people.Invitation", "email"),
        ("account.EmailAddress", "email"),
    }
    secret = {"password", "session_salt", "token_hash", "key_hash", "salt", "session_data"}
    found = {
        (export.model._meta.label, path)
        for export in DECLARED
        for path in export.columns
        if path.split("__")[-1] in {"email", "trn", *secret}
    }
    assert found == allowed
