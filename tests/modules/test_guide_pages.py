"""What the guide's own pages say about themselves."""

import json

import pytest
from wagtail.models import Page

from modules.models import ModulePage
from modules.models.pages import about
from tests.factories.modules import (
    CriteriaPageFactory,
    CriterionFactory,
    FrameworkFactory,
    LevelFactory,
    LevelPageFactory,
    ModulePageFactory,
    OutlinePageFactory,
    StandardFactory,
)

pytestmark = pytest.mark.django_db


def two_standards():
    """A framework's two standards with two criteria each, made in the wrong order."""
    framework = FrameworkFactory()
    standards = [StandardFactory(framework=framework, number=number) for number in (2, 1)]
    return [CriterionFactory(standard=standard, order=order) for standard in standards for order in (2, 1)]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, ""),
        (1, "About 1 minute"),
        (45, "About 45 minutes"),
        (60, "About 1 hour"),
        (80, "About 1 hour 20 minutes"),
        (180, "About 3 hours"),
    ],
)
def test_durations_in_words(minutes, words):
    assert about(minutes) == words


def test_a_modules_heading_leaves_out_the_number():
    module = ModulePage(title="Module 3: observation and feedback skills", code="M3")
    assert (module.number, module.heading) == ("3", "Observation and feedback skills")


def test_a_module_without_number_in_its_title_keeps_the_title():
    assert ModulePage(title="Listening", code="M4").heading == "Listening"


def test_aims_are_the_lines_that_say_something():
    assert ModulePage(aims="look at one thing\n\n  say what you saw \n").aim_list == [
        "look at one thing",
        "say what you saw",
    ]


def test_a_module_groups_its_criteria_by_standard():
    criteria = two_standards()
    module = ModulePageFactory(parent=None, criteria=criteria[:3])
    grouped = [
        (standard.number, [each.code for each in group]) for standard, group in module.criteria_by_standard()
    ]
    assert grouped == [(1, ["S1.2"]), (2, ["S2.1", "S2.2"])]


def test_a_draft_shows_the_criteria_of_the_draft():
    criteria = two_standards()
    module = ModulePageFactory(parent=None, criteria=criteria[:1])
    draft = ModulePage.objects.get()
    draft.criteria = criteria[2:]
    draft.save_revision()
    latest = ModulePage.objects.get().get_latest_revision_as_object()
    codes = [[each.code for each in group] for _, group in latest.criteria_by_standard()]
    assert (codes, [each.code for each in module.criteria.all()]) == ([["S1.1", "S1.2"]], ["S2.2"])


def test_criteria_pages_mark_the_key_criteria_of_their_level():
    criteria = two_standards()
    level = LevelFactory(framework=criteria[0].framework, key_criteria=[criteria[3]])
    page = CriteriaPageFactory(parent=None, level=level)
    marked = [(each.code, each.is_key) for _, group in page.standards() for each in group]
    assert marked == [("S1.1", True), ("S1.2", False), ("S2.1", False), ("S2.2", False)]


def test_a_level_lists_its_live_modules_with_what_they_touch():
    criteria = two_standards()
    part = LevelPageFactory(parent=None)
    outline = OutlinePageFactory(parent=part)
    first, second, draft = (ModulePageFactory(parent=outline, criteria=criteria[:n]) for n in (2, 0, 1))
    draft.unpublish()
    assert [(module.pk, module.criteria_count) for module in part.modules()] == [
        (first.pk, 2),
        (second.pk, 0),
    ]


def test_activities_say_how_long_they_take():
    module = ModulePage(
        activities=json.dumps([{"type": "activity", "value": {"title": "Try", "text": "It.", "minutes": 90}}])
    )
    assert [block.value.duration() for block in module.activities] == ["About 1 hour 30 minutes"]


def test_modules_are_made_only_below_an_outline():
    outline, part = OutlinePageFactory(parent=None), LevelPageFactory(parent=None)
    assert (ModulePage.can_create_at(outline), ModulePage.can_create_at(part)) == (True, False)
    assert Page.objects.type(ModulePage).count() == 0
