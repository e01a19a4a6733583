"""Forms in the CMS's admin: used ones are kept, nobody's name is shown, editors see what they build."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from forms.models import FormPage, Submission
from tests.factories import forms as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(make.person("Editor", is_superuser=True, is_staff=True))
    return client


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def used(db):
    page = make.simple_page(title="Audit")
    make.ready(make.person("ZZCANARY"), page)
    return page


def test_a_form_with_submissions_is_not_deleted(editor, used):
    response = editor.post(reverse("wagtailadmin_pages:delete", args=[used.pk]))
    assert response.url == reverse("wagtailadmin_explore", args=[used.get_parent().pk])
    assert "“Audit” has 1 submission; unpublish it instead." in said(response)[0]
    assert FormPage.objects.filter(pk=used.pk).exists()


def test_nor_is_a_page_above_it(editor, used):
    home = make.home()
    section = home.add_child(instance=FormPage(title="Section", slug="section"))
    used.move(section, pos="last-child")
    make.ready(make.person("Sam"), used)
    response = editor.post(reverse("wagtailadmin_pages:delete", args=[section.pk]))
    assert "“Audit” has 2 submissions; unpublish it instead." in said(response)[0]
    assert FormPage.objects.count() == 2


def test_nor_several_pages_at_once(editor, used):
    other = make.simple_page(title="Unused")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = editor.post(f"{url}?id={used.pk}&id={other.pk}")
    assert response.status_code == 302
    assert "“Audit” has 1 submission" in said(response)[0]
    assert FormPage.objects.count() == 2


def test_a_form_that_nobody_used_is_deleted(editor):
    page = make.simple_page()
    editor.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert FormPage.objects.count() == 0


def test_the_editors_page_holds_no_mentors_name(editor, used):
    for name in ("edit", "delete", "usage", "history"):
        response = editor.get(reverse(f"wagtailadmin_pages:{name}", args=[used.pk]), follow=True)
        assert response.status_code == 200, name
        assert "ZZCANARY" not in response.content.decode(), name


def test_an_editor_previews_every_question_before_publishing(editor, rf):
    page = make.simple_page()
    response = page.make_preview_request(preview_mode="questions")
    shown = response.render().content.decode() if hasattr(response, "render") else response.content.decode()
    assert [words in shown for words in ("About you", "Subject", "Anything else", "Comment")] == [True] * 4
    assert Submission.objects.count() == 0


def test_a_step_without_questions_is_refused(db):
    from django.core.exceptions import ValidationError

    page = FormPage(title="Form", slug="form", steps=[make.step("Empty")])
    with pytest.raises(ValidationError):
        page.steps.stream_block.clean(page.steps)
