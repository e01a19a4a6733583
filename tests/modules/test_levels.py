"""Levels are data: what they ask for, and the co-ordinator who changes it (R1, scheme.md §6)."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse

from home.loading.groups import load_groups
from modules.models import Level, YearStage
from modules.models.levels import MAY_REPLACE
from tests.factories.modules import (
    CriterionFactory,
    FrameworkFactory,
    HomePageFactory,
    LevelFactory,
    StandardFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def filled(level, **changes):
    """What the admin's form sends for this level."""
    names = """slug title order framework_id certificate_title certificate_statement pattern window_months
        placements_needed needs_audit needs_conversation needs_joint_observation needs_pcm_observation
        needs_second_audit needs_full_cycle required_signatures audit_progress needs_completion
        needs_same_student experience_may_replace""".split()
    data = {name.removesuffix("_id"): getattr(level, name) for name in names} | changes
    return {name: "on" if value is True else value for name, value in data.items() if value is not False}


@pytest.fixture
def co_ordinator():
    HomePageFactory(parent=None)
    load_groups()
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Co-ordinators"))
    return person


def test_a_new_level_asks_for_what_both_levels_share():
    level = LevelFactory()
    asked = {name: getattr(level, name) for name in (
        "window_months", "placements_needed", "required_signatures", "needs_audit", "needs_conversation",
        "needs_joint_observation", "needs_pcm_observation", "needs_full_cycle", "needs_second_audit",
    )}  # fmt: skip
    assert asked == {
        "window_months": 24, "placements_needed": 1, "required_signatures": ["pcm", "link_tutor"],
        "needs_audit": True, "needs_conversation": True,
        "needs_joint_observation": False, "needs_pcm_observation": False, "needs_full_cycle": False,
        "needs_second_audit": False,
    }  # fmt: skip


def test_the_form_of_a_new_level_begins_with_these_signatures_and_all_that_can_be_waived(
    client, co_ordinator
):
    client.force_login(co_ordinator)
    form = client.get(reverse(Level.snippet_viewset.get_url_name("add"))).context["form"]
    ticked = [form[name].value() for name in ("required_signatures", "experience_may_replace")]
    assert ticked == [["pcm", "link_tutor"], [key for key, _ in MAY_REPLACE]]


def test_a_co_ordinator_changes_what_a_level_asks_for(client, co_ordinator):
    standard = StandardFactory(framework=FrameworkFactory())
    keys = [CriterionFactory(standard=standard) for _ in range(2)]
    level = LevelFactory(framework=standard.framework, key_criteria=keys)
    client.force_login(co_ordinator)
    answer = client.post(
        reverse(Level.snippet_viewset.get_url_name("edit"), args=[level.pk]),
        filled(
            level, window_months=36, required_signatures=["pcm", "provider_lead"], key_criteria=[keys[1].pk]
        ),
    )
    assert answer.status_code == 302
    level.refresh_from_db()
    assert (level.window_months, level.required_signatures) == (36, ["pcm", "provider_lead"])
    assert list(level.key_criteria.all()) == [keys[1]]


def test_a_level_needs_a_signature_of_somebody_who_signs(client, co_ordinator):
    level = LevelFactory()
    client.force_login(co_ordinator)
    client.post(
        reverse(Level.snippet_viewset.get_url_name("edit"), args=[level.pk]),
        filled(level, required_signatures=["mentor"]),
    )
    level.refresh_from_db()
    assert level.required_signatures == ["pcm", "link_tutor"]


def test_a_co_ordinator_settles_the_open_questions(client, co_ordinator):
    level = LevelFactory()
    stage = YearStage.objects.create(title="Foundation", order=71)
    changes = {
        "audit_progress": "mean", "needs_completion": False, "needs_same_student": True,
        "experience_may_replace": ["modules", "dates"], "experience_years": 5, "refresh_after_years": 3,
        "stages": [stage.pk],
    }  # fmt: skip
    client.force_login(co_ordinator)
    client.post(
        reverse(Level.snippet_viewset.get_url_name("edit"), args=[level.pk]), filled(level, **changes)
    )
    level.refresh_from_db()
    assert {name: getattr(level, name) for name in changes if name != "stages"} | {
        "stages": [each.pk for each in level.stages.all()]
    } == changes


def test_what_nobody_can_waive_is_refused(client, co_ordinator):
    level = LevelFactory()
    client.force_login(co_ordinator)
    client.post(
        reverse(Level.snippet_viewset.get_url_name("edit"), args=[level.pk]),
        filled(level, experience_may_replace=["modules", "evidence"]),
    )
    level.refresh_from_db()
    assert level.experience_may_replace == [key for key, _ in MAY_REPLACE]
    for wrong in (["modules", "evidence"], "modules", {"modules": 1}):
        level.experience_may_replace = wrong
        with pytest.raises(ValidationError) as refused:
            level.full_clean()
        assert list(refused.value.message_dict) == ["experience_may_replace"]


def test_a_level_is_not_asked_for_before_itself():
    first = LevelFactory()
    second = LevelFactory(prerequisite=first)
    second.full_clean()
    first.prerequisite = second
    with pytest.raises(ValidationError) as refused:
        first.full_clean()
    assert refused.value.message_dict == {"prerequisite": ["A level cannot be asked for before itself."]}


def test_somebody_without_the_group_does_not_change_levels(client):
    level = LevelFactory(window_months=24)
    client.force_login(UserFactory())
    client.post(
        reverse(Level.snippet_viewset.get_url_name("edit"), args=[level.pk]), filled(level, window_months=1)
    )
    level.refresh_from_db()
    assert level.window_months == 24
