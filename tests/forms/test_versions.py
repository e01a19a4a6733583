"""Versions: what was published, for ever (R39, X8)."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from forms import versions
from forms.models import FormPage, FormVersion
from modules.models import Criterion, Framework, Standard
from tests.factories import forms as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def standard():
    framework = Framework.objects.create(
        name="National standards",
        short_name="Standards",
        version="1",
        slug="ns1",
        effective_from="2016-07-01",
    )
    standard = Standard.objects.create(
        framework=framework, number=1, title="Personal qualities", goal="Trust."
    )
    for order, text in enumerate(["Is approachable", "Shows empathy"], 1):
        Criterion.objects.create(standard=standard, code=f"S1.{order}", text=text, order=order)
    return standard


def test_definition_is_plain_and_whole(standard):
    given = make.step(
        "Personal qualities",
        make.question("rating_grid", "How confident do you feel?", "grid", standard=standard.pk, note="Why?"),
        make.question("radios", "Phase", "phase", options=make.options("Primary", "Secondary")),
        key="one",
        introduction="<p>Today.</p>",
    )
    page = make.form_page(given)
    scale = [
        {"id": "1", "label": "Not yet confident"},
        {"id": "2", "label": "Developing"},
        {"id": "3", "label": "Confident"},
        {"id": "4", "label": "Very confident, could support others"},
        {"id": "N/A", "label": "Not applicable"},
    ]
    common = {"hint": "", "required": True, "missing": ""}
    assert page.live_version.definition == [
        {
            "id": "one",
            "slug": "personal-qualities",
            "title": "Personal qualities",
            "introduction": "<p>Today.</p>",
            "fields": [
                {
                    "id": "grid",
                    "kind": "rating_grid",
                    "label": "How confident do you feel?",
                    **common,
                    "note": "Why?",
                    "rows": [
                        {"key": "S1.1", "code": "S1.1", "text": "Is approachable"},
                        {"key": "S1.2", "code": "S1.2", "text": "Shows empathy"},
                    ],
                    "scale": scale,
                },
                {
                    "id": "phase",
                    "kind": "radios",
                    "label": "Phase",
                    **common,
                    "options": [
                        {"id": "primary", "label": "Primary"},
                        {"id": "secondary", "label": "Secondary"},
                    ],
                },
            ],
        }
    ]


def test_version_keeps_a_criterions_words_when_they_change(standard):
    page = make.form_page(make.step("One", make.question("rating_grid", "Ratings", standard=standard.pk)))
    Criterion.objects.filter(code="S1.1").update(text="Something else")
    kept = FormVersion.objects.get(pk=page.live_version_id).definition
    assert kept[0]["fields"][0]["rows"][0]["text"] == "Is approachable"


def test_publishing_the_same_questions_again_makes_no_version():
    page = make.simple_page()
    again = make.published(page)
    assert (again.live_version_id, FormVersion.objects.count()) == (page.live_version_id, 1)


def test_publishing_other_questions_supersedes_the_version_before():
    page = make.simple_page()
    first = page.live_version
    page = make.changed(page, make.step("Only", make.question("short_text", "Name", "name"), key="only"))
    first.refresh_from_db()
    assert (page.live_version.number, page.live_version.superseded_at) == (2, None)
    assert first.superseded_at is not None


def test_going_back_to_earlier_questions_revives_their_version():
    page = make.simple_page()
    first, steps = page.live_version, page.steps.get_prep_value()
    page = make.changed(page, make.step("Only", make.question("short_text", "Name"), key="only"))
    page = make.changed(page, *steps)
    first.refresh_from_db()
    assert (page.live_version, first.superseded_at, FormVersion.objects.count()) == (first, None, 2)


def test_a_page_without_steps_has_no_version():
    page = make.form_page()
    assert (page.live_version, FormVersion.objects.count()) == (None, 0)


def test_saving_a_draft_of_the_page_makes_no_version():
    page = make.simple_page()
    page.steps = [make.step("New", make.question("short_text", "New"))]
    page.save_revision()
    fresh = FormPage.objects.get(pk=page.pk)
    assert (fresh.live_version.number, FormVersion.objects.count()) == (1, 1)


def test_an_old_revision_published_again_does_not_bring_its_old_version_back_by_itself():
    page = make.simple_page()
    stale = page.save_revision()
    page = make.changed(page, make.step("Only", make.question("short_text", "Name"), key="only"))
    second = page.live_version
    stale.publish()
    page = FormPage.objects.get(pk=page.pk)
    second.refresh_from_db()
    assert page.live_version.number == 1
    assert second.superseded_at is not None


def test_a_copied_page_has_versions_of_its_own():
    page = make.simple_page()
    twin = page.copy(update_attrs={"slug": "twin"}, keep_live=False)
    assert twin.live_version is None
    assert make.published(twin).live_version.page_id == twin.pk


def test_steps_with_one_title_have_addresses_of_their_own():
    definition = make.defined(
        make.step("Check", make.question("short_text", "A")),
        make.step("Me", make.question("short_text", "B")),
        make.step("Me", make.question("short_text", "C")),
        make.step("!!!", make.question("short_text", "D")),
    )
    assert [step["slug"] for step in definition] == ["check-2", "me", "me-2", "step"]


def test_what_changed_is_said_in_sentences():
    page = make.simple_page()
    first = page.live_version
    page = make.changed(
        page,
        make.step(
            "About you",
            make.question("short_text", "Subject you teach", "subject"),
            make.question("email", "Email", "email"),
            key="one",
        ),
    )
    assert versions.changed(first, page.live_version) == [
        "New question: Email",
        "No longer asked: Comment",
        "Changed question: Subject you teach",
    ]


def test_a_superseded_version_sends_for_thirty_days_more():
    page = make.simple_page()
    first = page.live_version
    make.changed(page, make.step("Only", make.question("short_text", "Name"), key="only"))
    first.refresh_from_db()
    with time_machine.travel(first.superseded_at + datetime.timedelta(days=29, hours=23)):
        assert versions.still_sends(first)
    with time_machine.travel(first.superseded_at + datetime.timedelta(days=30, seconds=1)):
        assert not versions.still_sends(first)


@pytest.mark.parametrize(
    ("column", "value"), [("definition", "'[]'"), ("sha256", "'x'"), ("number", "9"), ("page_id", "1")]
)
def test_a_version_cannot_be_changed_past_the_orm(column, value):
    version = make.simple_page().live_version
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE forms_formversion SET {column} = {value} WHERE id = {version.pk}")  # noqa: S608
    fresh = FormVersion.objects.get(pk=version.pk)
    assert (fresh.definition, fresh.sha256) == (version.definition, version.sha256)
