"""Workflows in the admin: composed by co-ordinators, kept while in use, counts without names."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page

from forms.models import Status
from home.loading.groups import CO_ORDINATORS, PARTNERSHIP_OFFICES, named, page_group
from people.models import Appointment
from people.roles import Role
from reviews import chain, waiting_panel
from reviews.models import ReviewWorkflow, Round
from reviews.queue import waiting_counts
from tests.factories.people import UserFactory, holder
from tests.factories.reviews import PCM_SAYS, TUTOR_SAYS, make_cast, make_workflow, send_back, sign


def staff(permissions):
    """Somebody of a group that holds these permissions."""
    group = Group.objects.create(name="Some of the staff")
    group.permissions.set(named(permissions))
    person = UserFactory()
    person.groups.add(group)
    return person


@pytest.fixture
def coordinator(db):
    return staff(CO_ORDINATORS)


def of_pages(name):
    """Somebody of the group of editors or moderators."""
    page_group(name, Page.objects.get(depth=1))
    person = UserFactory()
    person.groups.add(Group.objects.get(name=name))
    return person


OTHERS = {
    "editor": lambda cast: of_pages("Editors"),
    "moderator": lambda cast: of_pages("Moderators"),
    "office": lambda cast: in_group(cast.office, staff(PARTNERSHIP_OFFICES)),
    "provider lead": lambda cast: in_group(cast.lead, staff(PARTNERSHIP_OFFICES)),
}


def in_group(person, like):
    person.groups.set(like.groups.all())
    return person


@pytest.fixture
def administrator(db):
    return UserFactory(admin=True)


def page(client, name, *args):
    return client.get(reverse(f"wagtailsnippets_reviews_reviewworkflow:{name}", args=args))


def formset(*roles, **more):
    """The stages as the admin's page posts them; `more` is set on the first."""
    data = {
        "stages-TOTAL_FORMS": len(roles),
        "stages-INITIAL_FORMS": 0,
        "stages-MIN_NUM_FORMS": 1,
        "stages-MAX_NUM_FORMS": 1000,
    }
    for number, role in enumerate(roles):
        given = {
            "role": role,
            "statement": "I agree.",
            "signatures_wanted": 1,
            "must_open": "page",
            "target_days": 14,
            "remind_after_days": 10,
            "escalate_after_days": 21,
            "panel_size": 0,
            "ORDER": number + 1,
            "DELETE": "",
            "id": "",
        }
        given |= more if number == 0 else {}
        data |= {f"stages-{number}-{name}": value for name, value in given.items()}
    return data


def words(response):
    """What a page says, without its markup."""
    text = re.sub(r"(?s)<(script|style|template)\b.*?</\1>|<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def edited(workflow, **more):
    """What the edit page posts when its stages stay and `more` is changed on the first."""
    stages = list(workflow.stages.all())
    data = {"name": workflow.name, "description": ""} | formset(*(stage.role for stage in stages))
    data["stages-INITIAL_FORMS"] = len(stages)
    for number, stage in enumerate(stages):
        data |= {f"stages-{number}-id": stage.pk, f"stages-{number}-statement": stage.statement}
    return data | {f"stages-0-{name}": value for name, value in more.items()}


def edit(client, workflow, **more):
    address = reverse("wagtailsnippets_reviews_reviewworkflow:edit", args=[workflow.pk])
    return client.post(address, edited(workflow, **more), follow=True)


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


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_but_coordinators_reaches_a_workflow(client, cast, who):
    client.force_login(OTHERS[who](cast))
    workflow = cast.page.workflow

    assert "Moderation workflows" not in client.get("/admin/").content.decode()
    for name, args in (("list", []), ("add", []), ("edit", [workflow.pk]), ("delete", [workflow.pk])):
        response = page(client, name, *args)
        assert (response.status_code, response.url.split("?")[0]) in [
            (302, "/admin/"),
            (302, "/admin/login/"),
        ]
    edit(client, workflow, statement="Anything")
    assert workflow.stages.first().statement == PCM_SAYS


@pytest.mark.parametrize(
    ("field", "change", "sentence"),
    [
        ("signatures_wanted", {"signatures_wanted": 0}, "At least one person signs each stage"),
        ("target_days", {"target_days": 0}, "Give people at least one day"),
        ("escalate_after_days", {"target_days": 30}, "Enter 30 or more, or 0 for never"),
        ("remind_after_days", {"remind_after_days": 22}, "Enter 21 or less, or 0 for never"),
        ("panel_size", {"panel_size": 1}, "A panel has two people or more"),
        ("statement", {"statement": "   "}, "This field is required"),
        ("role", {"role": Role.MENTOR}, "Select a valid choice"),
    ],
)
def test_a_stage_that_makes_no_sense_is_not_saved(client, coordinator, cast, field, change, sentence):
    client.force_login(coordinator)
    response = edit(client, cast.page.workflow, **change)

    [errors, _] = response.context["form"].formsets["stages"].errors
    assert list(errors) == [field]
    assert sentence in words(response)
    assert ReviewWorkflow.objects.get().digest() == cast.page.workflow.digest()


@pytest.mark.parametrize(
    "change",
    [
        {"escalate_after_days": 14, "target_days": 14},
        {"escalate_after_days": 0, "remind_after_days": 90},
        {"remind_after_days": 0},
        {"panel_size": 3, "signatures_wanted": 2},
    ],
)
def test_never_is_an_answer_too(client, coordinator, cast, change):
    client.force_login(coordinator)
    edit(client, cast.page.workflow, **change)

    stage = ReviewWorkflow.objects.get().stages.first()
    assert {name: getattr(stage, name) for name in change} == change


def test_a_role_that_is_asked_twice_is_saved_with_a_warning(client, coordinator):
    client.force_login(coordinator)
    data = {"name": "Two readers", "description": ""} | formset(Role.PCM, Role.PCM, Role.OFFICE)
    said = words(client.post(reverse("wagtailsnippets_reviews_reviewworkflow:add"), data, follow=True))

    assert ReviewWorkflow.objects.get().stages.count() == 3
    assert "2 stages ask for the professional co-ordinating mentor (PCM). Nobody signs twice" in said
    assert "stages ask for the partnership office" not in said


# --- reviews under way -------------------------------------------------------------------------------------


def test_the_edit_page_says_how_many_reviews_run_on_which_stages(client, coordinator, cast):
    workflow = cast.page.workflow
    client.force_login(coordinator)
    assert "No review is under way." in words(page(client, "edit", workflow.pk))
    cast.send()
    assert "1 review is under way, with these stages. It keeps them." in words(
        page(client, "edit", workflow.pk)
    )
    cast.send(mentor=cast.another_mentor())
    said = words(edit(client, workflow, statement="I have read it."))
    assert "2 reviews are under way, all with older stages. They keep them." in said
    cast.page.workflow = ReviewWorkflow.objects.get()
    cast.send(mentor=cast.another_mentor())
    said = words(page(client, "edit", workflow.pk))

    assert "3 reviews are under way: 1 with these stages, 2 with older ones. They keep what they" in said
    assert [(row.waiting, row.under_way()) for row in page(client, "list").context["object_list"]] == [
        (3, (3, 2))
    ]


def test_a_mistake_in_the_form_does_not_count_reviews_as_older(client, coordinator, cast):
    cast.send()
    client.force_login(coordinator)

    said = words(edit(client, cast.page.workflow, signatures_wanted=0, statement="Another"))
    assert "1 review is under way, with these stages." in said


def test_fifty_reviews_end_with_their_stages_though_the_workflow_is_edited_and_deleted(
    client, coordinator, administrator, cast
):
    workflow = cast.page.workflow
    rounds = [cast.send(mentor=cast.another_mentor()) for _ in range(50)]
    for round_ in rounds[:20]:
        sign(round_, cast.pcm)
    client.force_login(coordinator)
    edit(client, workflow, statement="I have read nothing.", signatures_wanted=2)
    sign(rounds[20], cast.pcm)
    cast.page.workflow = make_workflow("Another", [(Role.OFFICE, "I agree.", 1)])
    cast.page.save()
    client.force_login(administrator)
    client.post(reverse("wagtailsnippets_reviews_reviewworkflow:delete", args=[workflow.pk]))
    assert [each.name for each in ReviewWorkflow.objects.all()] == ["Another"]
    for number, round_ in enumerate(rounds):
        if number > 20:
            sign(round_, cast.pcm)
        sign(round_, cast.tutor)

    for round_ in Round.objects.select_related("submission"):
        signed = [(line.role, line.statement, line.signatory) for line in round_.decisions.order_by("seq")]
        assert signed == [(Role.PCM, PCM_SAYS, cast.pcm), (Role.LINK_TUTOR, TUTOR_SAYS, cast.tutor)]
        assert (round_.submission.status, round_.workflow, round_.workflow_name) == (
            Status.ACCEPTED,
            None,
            "Entry",
        )
    assert Round.objects.count() == 50
    assert list(chain.check_all()) == []


def test_what_is_sent_after_the_edit_goes_the_new_way(client, coordinator, cast):
    client.force_login(coordinator)
    edit(client, cast.page.workflow, statement="I have read it.", signatures_wanted=2)
    cast.page.workflow = ReviewWorkflow.objects.get()

    stage = cast.send().stages.first()
    assert (stage.statement, stage.signatures_wanted) == ("I have read it.", 2)


# --- lists, counts, deleting -------------------------------------------------------------------------------


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


def test_the_home_page_counts_stages_with_too_few_people_and_with_panels(client, coordinator):
    cast = make_cast(make_workflow("Pairs", [(Role.PCM, PCM_SAYS, 1), (Role.LINK_TUTOR, TUTOR_SAYS, 2)]))
    cast.signed_by_pcm()
    cast.send(mentor=cast.another_mentor())
    client.force_login(coordinator)

    def rows():
        [panel] = [each for each in client.get("/admin/").context["panels"] if each.name == "reviews_waiting"]
        shown = panel.get_context_data()["rows"]
        return [(row["position"], row["waiting"], row["short"], row["panels"]) for row in shown]

    assert rows() == [(1, 1, 0, 0), (2, 1, 1, 0)]
    holder(Role.LINK_TUTOR, provider=cast.provider)
    assert rows() == [(1, 1, 0, 0), (2, 1, 0, 0)]
    Appointment.objects.filter(person=cast.pcm).delete()
    assert rows() == [(1, 1, 1, 0), (2, 1, 0, 0)]


def test_a_stage_that_became_a_panels_is_counted_as_one(client, coordinator):
    cast = make_cast()
    cast.page.workflow.stages.filter(role=Role.PCM).update(panel_size=2)
    cast.page.workflow = ReviewWorkflow.objects.get()
    submission = cast.sent_back().submission
    for _ in range(2):
        submission.refresh_from_db()
        round_ = cast.send(submission)
        if submission.rounds.count() < 3:
            send_back(round_, cast.pcm)
    client.force_login(coordinator)

    assert "Decided by a panel" in words(client.get("/admin/"))
    [row] = waiting_panel.rows()
    assert (row["waiting"], row["short"], row["panels"]) == (1, 1, 1)


@pytest.mark.parametrize("who", ["editor", "moderator", "office"])
def test_the_home_page_of_others_shows_no_counts(client, cast, who):
    cast.send()
    client.force_login(OTHERS[who](cast))

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
