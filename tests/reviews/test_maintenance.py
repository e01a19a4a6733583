"""Every command that keeps a Wagtail site in order runs, and nothing that was signed changes (T16)."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command, get_commands
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from register.inspection import findings
from reviews import actions
from reviews.models import ReviewedFormPage, Round
from tests.factories.people import UserFactory
from tests.factories.reviews import sign
from tests.sessions import just_signed_in

# Each command with its options; {shelf} and {elsewhere} are pages of the test, the form is below the shelf.
RUN = {
    "clearsessions": [],
    "create_log_entries_from_revisions": [],
    "deduplicate_tags": [],
    "fixtree": ["--noinput", "--full"],
    "move_pages": ["{shelf}", "{elsewhere}"],
    "publish_scheduled": [],
    "publish_scheduled_pages": [],
    "purge_embeds": [],
    "purge_revisions": ["--days", "0"],
    "rebuild_references_index": [],
    "remove_orphaned_tags": [],
    "remove_stale_contenttypes": ["--noinput", "--include-stale-apps"],
    "set_url_paths": [],
    "show_references_index": [],
    "update_index": [],
    "wagtail_update_image_renditions": ["--purge-only"],
    "wagtail_update_index": [],
}
NOT_RUN = {
    "api_tokens": "makes and revokes keys of an interface that the site does not open",
    "convert_mariadb_uuids": "is for MariaDB alone",
    "enable_fuzzystrmatch": "adds an extension to PostgreSQL",
    "enable_trigram": "adds an extension to PostgreSQL",
    "enable_unaccent": "adds an extension to PostgreSQL",
}
OF_OTHERS = ("clearsessions", "remove_stale_contenttypes")  # Django's own, run by the same people
SEALED = ("forms", "reviews", "register")


@pytest.fixture
def two_rounds(cast):
    """One round under way, one signed by all, after some editing of their page."""
    under_way, signed = cast.signed_by_pcm(), cast.signed_by_all(cast.another_mentor())
    page = ReviewedFormPage.objects.get()
    for words in ("One", "Two", "Three"):
        page.introduction = f"<p>{words}</p>"
        page.save_revision(user=UserFactory()).publish()
    return under_way, signed


def rows():
    """{table: its rows} of everything that people sent, signed and were given."""
    return {
        model._meta.label: sorted(map(repr, model.objects.values_list()))
        for app in SEALED
        for model in apps.get_app_config(app).get_models()
        if not issubclass(model, Page)
    }


def shown(client, person, round_):
    """The review page as the person sees it, without what is new with each visit."""
    just_signed_in(client, person)
    response = client.get(reverse("reviews:review", args=[round_.submission.reference]))
    assert response.status_code == 200
    return [line for line in response.content.decode().splitlines() if "csrfmiddlewaretoken" not in line]


def test_every_maintenance_command_of_wagtail_is_known_here():
    ours = ("wagtail", "taggit", "modelcluster")
    found = {name for name, app in get_commands().items() if str(app).split(".")[0] in ours}

    assert found | set(OF_OTHERS) == set(RUN) | set(NOT_RUN)


@pytest.mark.parametrize("command", RUN)
def test_a_maintenance_command_changes_nothing_that_was_signed(client, cast, two_rounds, command):
    root = Page.objects.get(depth=1)
    shelf, elsewhere = root.add_child(title="Shelf"), root.add_child(title="Elsewhere")
    ReviewedFormPage.objects.get().move(shelf, "last-child")
    under_way, signed = two_rounds
    before = rows(), shown(client, cast.tutor, under_way), shown(client, cast.pcm, signed)
    pages = {"shelf": shelf.pk, "elsewhere": elsewhere.pk}
    call_command(command, *(part.format(**pages) for part in RUN[command]), stdout=StringIO())

    after = rows(), shown(client, cast.tutor, under_way), shown(client, cast.pcm, signed)
    assert after == before
    assert [str(finding) for finding in findings()] == []
    sign(under_way, cast.tutor)
    assert Round.objects.get(pk=under_way.pk).signed_at is not None


def test_purging_revisions_does_purge(two_rounds):
    page = ReviewedFormPage.objects.get()
    assert page.revisions.count() == 3
    call_command("purge_revisions", stdout=StringIO())

    assert page.revisions.count() == 1


@pytest.mark.parametrize("change", ["unpublished", "moved", "renamed", "parent unpublished"])
def test_a_round_goes_on_when_its_form_page_is_changed_around_it(client, cast, two_rounds, change):
    root = Page.objects.get(depth=1)
    shelf = root.add_child(title="Shelf")
    page = ReviewedFormPage.objects.get()
    if change == "unpublished":
        page.unpublish()
    elif change == "renamed":
        page.title, page.slug = "Another name", "another-name"
        page.save_revision().publish()
    else:
        page.move(shelf, "last-child")
    if change == "parent unpublished":
        shelf.refresh_from_db()
        shelf.unpublish(set_expired=False)
        Page.objects.filter(pk=page.pk).update(live=False)
    under_way, _ = two_rounds

    assert PageLogEntry.objects.filter(page=page.pk).exists()
    assert "Year 8 lesson" in "".join(shown(client, cast.tutor, under_way))
    round_ = Round.objects.get(pk=under_way.pk)
    sign(round_, cast.tutor)
    actions.record_issue(round=round_, by=cast.office, required_roles=[])
    assert [line.outcome for line in round_.decisions.order_by("seq")] == ["signed", "signed", "issued"]
