"""Frameworks, standards and criteria: their order, and what the database refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from modules.models import Criterion
from tests.factories.modules import CriterionFactory, FrameworkFactory, StandardFactory

pytestmark = pytest.mark.django_db


def test_criteria_come_in_the_order_of_their_standards():
    framework = FrameworkFactory()
    second, first = (StandardFactory(framework=framework, number=number) for number in (2, 1))
    for standard, order in ((second, 1), (first, 10), (first, 2)):
        CriterionFactory(standard=standard, order=order)
    CriterionFactory()
    assert [criterion.code for criterion in framework.criteria()] == ["S1.2", "S1.10", "S2.1"]


def test_a_criterion_belongs_to_its_standards_framework():
    standard = StandardFactory()
    assert CriterionFactory(standard=standard).framework == standard.framework


def test_a_code_stands_once_in_a_framework():
    standard = StandardFactory(number=1)
    CriterionFactory(standard=standard, code="S1.1")
    other_standard = StandardFactory(framework=standard.framework, number=2)
    with pytest.raises(IntegrityError):
        CriterionFactory(standard=other_standard, code="S1.1")


def test_two_frameworks_may_use_the_same_code():
    codes = [CriterionFactory(standard=StandardFactory(), code="S1.1").code for _ in range(2)]
    assert codes == ["S1.1", "S1.1"]


def test_the_form_says_that_a_code_is_taken():
    standard = StandardFactory()
    CriterionFactory(standard=standard, code="S1.1")
    with pytest.raises(ValidationError) as refused:
        Criterion(standard=standard, code="S1.1", text="Again.").full_clean()
    assert refused.value.message_dict == {"code": ["This framework already has a criterion S1.1."]}


def test_a_criterion_may_be_saved_again_under_its_own_code():
    criterion = CriterionFactory()
    criterion.text = "Says it better."
    criterion.full_clean()
    criterion.save()
    assert Criterion.objects.get().text == "Says it better."


def test_a_framework_cannot_end_before_it_starts():
    with pytest.raises(IntegrityError):
        FrameworkFactory(effective_from=date(2025, 9, 1), effective_to=date(2025, 8, 31))


def test_a_criterion_knows_its_place_on_the_criteria_page():
    assert CriterionFactory(code="S2.4").anchor == "s2-4"
