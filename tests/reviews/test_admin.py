"""Workflows in the admin: composed by co-ordinators, kept while in use, counts without names."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from people.roles import Role
from reviews.models import ReviewWorkflow
from reviews.queue import waiting_counts
from tests.factories.people import UserFactory
from tests.factories.reviews import make_workflow, sign


def staff(*codenames):
    """Somebody who may enter the admin and holds these permissions."""
    person = UserFactory()
    person.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return person


@pytest.fixture
def coordinator(db):
    return staff("add_reviewworkflow", "change_reviewworkflow", "view_reviewworkflow")


@pytest.fixture
def administrator(db):
    return UserFactory(admin=True)


def page(client, name, *args):
    return client.get(reverse(f"wagtailsnippets_reviews_reviewworkflow:{name}", args=args))


def formset(*roles):
    """The stages as the admin's page posts them."""
    data = {
        "stages-TOTAL_FORMS": len(roles),
        "stages-INITIAL_FORMS": 0,
        "stages-MIN_NUM_FORMS": 1,
        "stages-MAX_NUM_FORMS": 1000,
    }
    for number, role in enumerate(roles):
        data |= {
            f"stages-{number}-role": role,
            f"stages-{number}-statement": "I agree.",
            f"stages-{number}-signatures_wanted": 1,
            f"stages-{number}-target_days": 14,
            f"stages-{number}-ORDER": number + 1,
            f"stages-{number}-DELETE": "",
            f"stages-{number}-id": "",
        }
    return data


def test_a_coordinator_composes_a_workflow(client, coordinator):
    client.force_login(coordinator)
    data = {"name": "Extension request", "description": ""} | formset(Role.OFFICE, Role.PROVIDER_LEAD)
    client.post(reverse("wagtailsnippets_reviews_reviewworkflow:add"), data)

    workflow = ReviewWorkflow.objects.get()
    assert (workflow.name, [stage.role for stage in workflow.stages.all()]) == (
        "Extension request",
        [Role.OFFICE, Role.PROVIDER_LEAD],
    )


def test_a_workflow_without_a_stage_is_not_saved(client, coordinator):
    client.force_login(coordinator)
    response = client.post(
        reverse("wagtailsnippets_reviews_reviewworkflow:add"),
        {"name": "Empty", "description": ""} | formset(),
    )

    assert response.status_code == 200
    assert not ReviewWorkflow.objects.exists()


def test_an_editor_reaches_no_workflow(client, cast):
    client.force_login(staff())
    workflow = cast.page.workflow
    before = client.get("/admin/").content.decode()

    assert "Moderation workflows" not in before
    for name, args in (("list", []), ("add", []), ("edit", [workflow.pk]), ("delete", [workflow.pk])):
        assert page(client, name, *args).status_code == 302


def test_the_list_says_how_many_reviews_run_and_names_nobody(client, coordinator, cast):
    cast.send()
    cast.send(mentor=cast.another_mentor())
    make_workflow("Mastery")
    client.force_login(coordinator)
    response = page(client, "list")

    assert [(row.name, row.used, row.waiting) for row in response.context["object_list"]] == [
        ("Entry", 1, 2),
        ("Mastery", 0, 0),
    ]
    assert "Jo Okafor" not in response.content.decode()


def test_the_home_page_counts_what_waits_without_names(client, coordinator, cast):
    cast.send()
    cast.signed_by_pcm(cast.another_mentor(name="Ines Duarte"))
    client.force_login(coordinator)
    shown = client.get("/admin/").content.decode()

    assert "Reviews waiting" in shown
    assert "1. Professional co-ordinating mentor (PCM)" in shown
    assert "2. Link tutor" in shown
    for person in ("Jo Okafor", "Ines Duarte", "Asha Patel", cast.school.name):
        assert person not in shown


def test_the_home_page_of_an_editor_shows_no_counts(client, cast):
    cast.send()
    client.force_login(staff())

    assert "Reviews waiting" not in client.get("/admin/").content.decode()


def test_counts_are_by_workflow_and_stage(cast):
    first = cast.send()
    cast.send(mentor=cast.another_mentor())
    sign(first, cast.pcm)

    rows = waiting_counts()
    assert [(row["workflow"], row["position"], row["role"], row["waiting"], row["late"]) for row in rows] == [
        ("Entry", 1, Role.PCM, 1, 0),
        ("Entry", 2, Role.LINK_TUTOR, 1, 0),
    ]


def test_a_workflow_in_use_is_not_deleted(client, administrator, cast):
    workflow = cast.page.workflow
    client.force_login(administrator)
    for method in (client.get, client.post):
        response = method(
            reverse("wagtailsnippets_reviews_reviewworkflow:delete", args=[workflow.pk]), follow=True
        )
        assert "is used by Entry record sheet" in response.content.decode()

    assert ReviewWorkflow.objects.filter(pk=workflow.pk).exists()


def test_a_workflow_on_which_a_review_runs_is_not_deleted(client, administrator, cast):
    workflow = cast.page.workflow
    cast.send()
    cast.page.workflow = make_workflow("Another")
    cast.page.save()
    client.force_login(administrator)
    address = reverse("wagtailsnippets_reviews_reviewworkflow:delete", args=[workflow.pk])

    assert "1 review still run" in client.post(address, follow=True).content.decode()
    assert ReviewWorkflow.objects.filter(pk=workflow.pk).exists()


def test_many_are_not_deleted_at_once_when_one_is_in_use(client, administrator, cast):
    unused = make_workflow("Unused")
    client.force_login(administrator)
    address = reverse("wagtail_bulk_action", args=["reviews", "reviewworkflow", "delete"])
    client.post(f"{address}?id={unused.pk}&id={cast.page.workflow_id}")

    assert ReviewWorkflow.objects.count() == 2


def test_an_unused_workflow_is_deleted_and_ended_rounds_keep_its_name(client, administrator, cast):
    round_ = cast.sent_back()
    workflow = cast.page.workflow
    cast.page.workflow = make_workflow("Another")
    cast.page.save()
    client.force_login(administrator)
    client.post(reverse("wagtailsnippets_reviews_reviewworkflow:delete", args=[workflow.pk]))

    round_.refresh_from_db()
    assert (round_.workflow, round_.workflow_name, round_.stages.count()) == (None, "Entry", 2)
