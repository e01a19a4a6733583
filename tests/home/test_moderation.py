"""How editors change the public pages: drafts, preview and moderation, as Wagtail does them."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page, TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from home.models import HomePage
from modules.models import ModulePage, OutlinePage
from tests.factories.modules import loaded_content
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def content(django_db_setup, django_db_blocker):
    with loaded_content(django_db_blocker):
        yield


def colleague(group):
    person = UserFactory()
    person.groups.add(Group.objects.get(name=group))
    return person


def edited(module, **changes):
    """What the admin's form sends for a module page with these changes, its two streams left out."""
    kept = "title slug code introduction you_need aims evidence_ideas search_description seo_title".split()
    data = {name: getattr(module, name) for name in kept}
    data |= {
        "pre_reading": rich_text(module.pre_reading),
        "body": streamfield([]),
        "activities": streamfield([]),
    }
    data |= {"comments": inline_formset([])}
    return nested_form_data(data) | {
        "level": module.level_id,
        "criteria": [criterion.pk for criterion in module.criteria.all()],
        "show_in_menus": "on",
        **changes,
    }


MODULE = "/guide/entry/modules/module-1/"
NEW_WORDS = "Words that an editor has just written."


def send_to_moderation(client):
    """An editor changes module 1 and sends it to moderation; returns the page."""
    module = ModulePage.objects.get(code="M1")
    client.force_login(colleague("Editors"))
    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[module.pk]),
        edited(module, introduction=NEW_WORDS) | {"action-submit": "1"},
    )
    assert answer.status_code == 302
    client.logout()
    return module


def shown(client):
    return NEW_WORDS in client.get(MODULE).content.decode()


def test_what_an_editor_writes_shows_when_a_moderator_has_approved(client):
    module = send_to_moderation(client)
    before = shown(client)
    client.force_login(colleague("Moderators"))
    task = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[module.pk, "approve", task.pk]))
    client.logout()
    assert (before, shown(client)) == (False, True)


def test_an_editor_cannot_approve_what_they_wrote(client):
    module = send_to_moderation(client)
    client.force_login(colleague("Editors"))
    task = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[module.pk, "approve", task.pk]))
    client.logout()
    task.refresh_from_db()
    assert (task.status, shown(client)) == (TaskState.STATUS_IN_PROGRESS, False)


def test_an_editor_cannot_publish(client):
    module = ModulePage.objects.get(code="M1")
    editor = colleague("Editors")
    client.force_login(editor)
    client.post(
        reverse("wagtailadmin_pages:edit", args=[module.pk]),
        edited(module, introduction=NEW_WORDS) | {"action-publish": "1"},
    )
    client.logout()
    may = module.permissions_for_user(editor)
    assert (may.can_edit(), may.can_publish(), may.can_unpublish()) == (True, False, False)
    assert not shown(client)


def test_a_moderator_may_publish_at_once(client):
    module = ModulePage.objects.get(code="M1")
    client.force_login(colleague("Moderators"))
    client.post(
        reverse("wagtailadmin_pages:edit", args=[module.pk]),
        edited(module, introduction=NEW_WORDS) | {"action-publish": "1"},
    )
    client.logout()
    assert shown(client)


def test_a_preview_shows_the_draft_and_leaves_the_page_alone(client):
    module = ModulePage.objects.get(code="M1")
    client.force_login(colleague("Editors"))
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[module.pk])
    assert client.post(preview, edited(module, introduction=NEW_WORDS)).json()["is_valid"]
    drawn = client.get(preview)
    client.logout()
    assert (drawn.status_code, NEW_WORDS in drawn.content.decode(), shown(client)) == (200, True, False)


def test_a_page_not_yet_saved_can_be_previewed(client):
    outline = OutlinePage.objects.first()
    module = ModulePage.objects.get(code="M1")
    client.force_login(colleague("Editors"))
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["modules", "modulepage", outline.pk])
    fresh = edited(
        module, introduction=NEW_WORDS, title="Module 9: something new", slug="module-9", code="M9"
    )
    assert client.post(preview, fresh).json()["is_valid"]
    html = client.get(preview).content.decode()
    assert ("Something new" in html, NEW_WORDS in html) == (True, True)


def test_every_kind_of_page_opens_in_the_editor(client):
    client.force_login(colleague("Editors"))
    kinds = {
        page.specific_class: page.pk
        for page in Page.objects.descendant_of(HomePage.objects.get(), inclusive=True)
    }
    assert len(kinds) >= 7
    edits = {
        kind.__name__: client.get(reverse("wagtailadmin_pages:edit", args=[pk])).status_code
        for kind, pk in kinds.items()
    }
    assert edits == dict.fromkeys(edits, 200)
