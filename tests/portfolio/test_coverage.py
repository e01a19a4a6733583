"""The coverage matrix in both directions (R8, R17, R19)."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.models import Criterion
from portfolio.coverage import coverage
from portfolio.record import load
from tests.factories import portfolio as make
from tests.factories.modules import CriterionFactory
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def mastery(cast):
    return make.on_mastery(cast)


def by_code(found):
    return {row.criterion.code: row for row in found.rows}


def test_missing_key_criteria_are_named_first(enrolment):
    make.add_evidence(enrolment, "S1.1", "S1.2", "S2.5")
    found = coverage(load(enrolment))
    assert found.finding == (
        "Still without evidence: S1.4, S2.8, S3.2, S3.4, S3.5 and S4.1. 2 of 8 key criteria have evidence."
    )
    make.add_evidence(enrolment)
    assert coverage(load(enrolment)).finding == "8 of 8 key criteria have evidence."


def test_each_criterion_counts_what_counts_and_what_does_not(mastery, cast):
    make.year(mastery, cast)
    make.add_evidence(mastery, "S1.1", "S1.2", activity_date=make.ago(250))
    make.add_evidence(mastery, "S1.1", activity_date=make.ago(400))
    make.add_evidence(mastery, "S1.3", activity_date=make.ago(400))
    rows = by_code(coverage(load(mastery)))
    shown = {code: (rows[code].counted, rows[code].others) for code in ("S1.1", "S1.2", "S1.3", "S1.4")}
    assert shown == {"S1.1": (1, 1), "S1.2": (1, 0), "S1.3": (0, 1), "S1.4": (0, 0)}
    assert [rows[code].is_missing for code in ("S1.1", "S1.3")] == [False, True]


def test_criteria_that_no_module_touches_are_named(mastery):
    found = coverage(load(mastery))
    assert [criterion.code for criterion in found.untouched] == ["S2.5", "S3.3"]
    assert "No module touches S2.5 and S3.3: show them from your practice." in found.module_finding


def test_modules_of_the_level_before_are_known_as_finished(mastery):
    found = coverage(load(mastery))
    assert [(module.code, bool(module.completed_on)) for module in found.modules] == [
        ("M1", True),
        ("M2", True),
        ("M3", False),
        ("M4", False),
        ("M5", False),
        ("M6", False),
    ]
    ahead = {criterion.code for criterion in found.ahead}
    finished = {code for module in found.modules[:2] for code in module.codes}
    assert ahead == set(by_code(found)) - finished - {"S2.5", "S3.3"}


def test_a_finished_module_for_every_key_criterion_is_said(ready):
    assert coverage(load(ready)).module_finding == "You have finished a module for every key criterion."


def test_the_modules_list_their_criteria_by_standard(enrolment):
    found = coverage(load(enrolment))
    shown = {
        module.code: {standard.number: codes for standard, codes in cells if codes}
        for module, cells in found.by_module
    }
    assert shown == {
        "M1": {3: ["S3.2", "S3.4"], 4: ["S4.1"]},
        "M2": {1: ["S1.1", "S1.2", "S1.4"], 2: ["S2.8"], 3: ["S3.5"]},
    }


def test_e20_modules_of_a_newer_version_are_matched_by_code(enrolment):
    newer = CriterionFactory(code="S1.1")
    module = enrolment.level.modules.get(code="M2")
    module.criteria.set([newer])
    module.save()
    assert Criterion.objects.filter(code="S1.1").count() == 2
    [touching] = by_code(coverage(load(enrolment)))["S1.1"].modules
    assert touching.code == "M2"


def test_the_numbers_lead_to_the_evidence_and_gaps_to_the_form(mine, enrolment):
    make.add_evidence(enrolment, "S1.1")
    page = mine.get(f"/my/{enrolment.slug}/progress/")
    soup = BeautifulSoup(page.content, "html.parser")
    rows = {row.th.b.text: row for row in soup.select(".w-heat tr") if row.th.b}
    base = f"/my/{enrolment.slug}/evidence/"
    assert [link["href"] for link in rows["S1.1"].select("a")] == [f"{base}?criterion=S1.1"]
    assert [link["href"] for link in rows["S1.2"].select("a")] == [f"{base}add/?criterion=S1.2"]
    assert rows["S2.5"].select("a") == []
    assert "1 of 8 key criteria have evidence." in text(page)


def test_the_matrix_asks_the_same_however_much_there_is(mine, enrolment):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert mine.get(f"/my/{enrolment.slug}/progress/").status_code == 200
        return len(queries)

    make.add_evidence(enrolment)
    asked()
    few = asked()
    for _ in range(20):
        make.add_evidence(enrolment)
    assert asked() == few
