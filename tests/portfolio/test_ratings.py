"""What a sealed audit says, and how two of them differ."""

import pytest

import forms.actions
from forms.models import Sending
from modules.models import Level
from portfolio import ratings
from portfolio.models import AuditPage
from portfolio.ratings import ACCOUNT, Comparison, Group, finding
from tests.factories import portfolio as make
from tests.factories.forms import changed, question, step
from tests.factories.modules import CriterionFactory, FrameworkFactory, StandardFactory


def group(title, *points):
    rows = [{"code": f"S1.{n}", "text": "", "point": point, "words": ""} for n, point in enumerate(points, 1)]
    return Group(title, rows)


def test_what_is_not_applicable_does_not_count_in_the_mean():
    assert group("Teaching", "4", "", "3").mean == "3.5"
    assert group("Teaching", "", "").mean == ""


def test_means_are_rounded_to_one_decimal():
    assert group("Teaching", "1", "2", "2").mean == "1.7"
    assert group("Teaching", "1", "1", "1", "2").mean == "1.3"


def test_the_finding_names_the_highest_and_the_lowest():
    groups = [group("Teaching", "2"), group("Personal qualities", "4"), group("Professionalism", "")]
    assert finding(groups) == "Highest in Personal qualities (mean 4.0 of 4), lowest in Teaching (mean 2.0)."


def test_the_finding_of_equal_means_and_of_none():
    assert finding([group("Teaching", "3"), group("Personal qualities", "3")]) == (
        "The mean is 3.0 of 4 throughout."
    )
    assert finding([group("Teaching", "")]) == "Nothing is rated with a number."


@pytest.mark.django_db
def test_answers_are_read_as_they_were_sealed(enrolment):
    draft = make.begin_audit(enrolment)
    make.filled(draft)
    step = draft.version.definition[0]
    grid = step["fields"][0]
    given = {row["key"]: "N/A" for row in grid["rows"]} | {"S1.1": "2", "note": "I am new."}
    forms.actions.save_step(
        submission=draft, by=enrolment.person, step_id=step["id"], answers={grid["id"]: given}
    )
    sending = make.send(draft)
    groups, words = ratings.read(sending)
    assert (groups[0].title, groups[0].mean, groups[0].note) == ("Personal qualities", "2.0", "I am new.")
    assert [(row["code"], row["point"], row["words"]) for row in groups[0].rows][:2] == [
        ("S1.1", "2", "Developing"),
        ("S1.2", "", "Not applicable"),
    ]
    assert words[0] == ("What are your strengths as a mentor?", "Patience.")


@pytest.mark.django_db
def test_an_erased_part_says_so(enrolment):
    sending = make.do_audit(enrolment)
    forms.actions.erase_parts(sending=sending, labels=["Step 5: Looking ahead"], by=enrolment.person)
    groups, words = ratings.read(sending)
    assert (len(groups), words) == (4, [("Step 5: Looking ahead", "Erased")])


# --- two audits --------------------------------------------------------------------------------------------


def rated(enrolment, points, otherwise="3"):
    """An audit of the enrolment with these points by code, sent; returns the Sending."""
    draft = make.filled(make.begin_audit(enrolment))
    for each in draft.version.definition:
        grids = {
            grid["id"]: {row["key"]: points.get(row["code"], otherwise) for row in grid["rows"]}
            for grid in each["fields"]
            if grid["kind"] == "rating_grid"
        }
        if grids:
            forms.actions.save_step(
                submission=draft,
                by=enrolment.person,
                step_id=each["id"],
                answers={**draft.answers[each["id"]], **grids},
            )
    return make.send(draft)


def found(comparison, code):
    """A criterion's row as (before, after, before's words, after's words)."""
    names = ("before", "after", "before_words", "after_words")
    rows = [row for group in comparison.groups for row in group.rows if row["code"] == code]
    return [tuple(row[name] for name in names) for row in rows]


@pytest.mark.django_db
def test_r12_two_audits_are_compared_criterion_by_criterion(enrolment):
    first = rated(enrolment, {"S1.1": "1", "S1.2": "4"})
    second = rated(enrolment, {"S1.1": "4", "S1.2": "3", "S2.1": "4"})
    comparison = ratings.compare(first, second)
    assert (comparison.up, comparison.same, comparison.down, comparison.not_compared) == (2, 18, 1, 0)
    assert [(group.title, group.before_mean, group.after_mean) for group in comparison.groups] == [
        ("Personal qualities", "2.8", "3.2"),
        ("Teaching", "3.0", "3.1"),
        ("Professionalism", "3.0", "3.0"),
        ("Self-development and working in partnership", "3.0", "3.0"),
    ]
    assert found(comparison, "S1.2") == [("4", "3", "Very confident, could support others", "Confident")]


def test_e10_the_finding_tells_a_fall_as_plainly_as_a_rise():
    assert (
        Comparison(up=9, same=10, down=2).finding
        == "Higher in 9 of 21 criteria, unchanged in 10, lower in 2."
    )
    assert Comparison(up=0, same=0, down=1, not_compared=20).finding == (
        "Higher in 0 of 1 criterion, unchanged in 0, lower in 1. 20 not compared."
    )
    assert Comparison(up=0, same=0, down=0, not_compared=21).finding == (
        "No criterion has a number in both audits, so nothing can be compared."
    )


@pytest.mark.django_db
def test_what_is_not_applicable_or_not_rated_is_not_compared(enrolment):
    first = rated(enrolment, {"S1.1": "N/A", "S1.2": "2"})
    second = rated(enrolment, {"S1.1": "3", "S1.2": "N/A", "S1.3": "N/A"})
    comparison = ratings.compare(first, second)
    assert (comparison.compared, comparison.not_compared) == (18, 3)
    assert found(comparison, "S1.1") == [("", "3", "Not applicable", "Confident")]
    assert found(comparison, "S1.2") == [("2", "", "Developing", "Not applicable")]


@pytest.mark.django_db
def test_e20_criteria_are_known_by_their_code_in_another_version_of_the_framework(enrolment):
    first = rated(enrolment, {"S1.1": "2", "S1.2": "2"})
    newer = StandardFactory(framework=FrameworkFactory(), number=1, title="Being there")
    for code in ("S1.1", "S9.9"):
        CriterionFactory(standard=newer, framework=newer.framework, code=code, text=f"{code} in new words")
    page = AuditPage.objects.get(level=enrolment.level)
    changed(page, step("Being there", question("rating_grid", "How now?", standard=newer.pk, note="")))
    comparison = ratings.compare(first, rated(enrolment, {"S1.1": "4", "S9.9": "4"}))
    assert (comparison.up, comparison.same, comparison.down, comparison.not_compared) == (1, 0, 0, 21)
    assert [(group.title, group.before_mean, group.after_mean) for group in comparison.groups] == [
        ("Being there", "2.6", "4.0"),
        ("Asked in the earlier audit alone", "", ""),
    ]
    assert comparison.groups[0].rows[0]["text"] == "S1.1 in new words"
    assert found(comparison, "S9.9") == [("", "4", "Not asked", "Very confident, could support others")]
    assert found(comparison, "S1.2") == [("2", "", "Developing", "Not asked")]


@pytest.mark.django_db
def test_an_erased_part_is_named_and_not_compared(enrolment):
    first, second = rated(enrolment, {}), rated(enrolment, {}, otherwise="4")
    forms.actions.erase_parts(sending=first, labels=["Step 2: Teaching"], by=enrolment.person)
    comparison = ratings.compare(first, second)
    assert comparison.erased == ["Earlier audit: Step 2: Teaching"]
    assert (comparison.up, comparison.not_compared) == (12, 9)
    assert found(comparison, "S2.9") == [("", "4", "Erased", "Very confident, could support others")]


@pytest.mark.django_db
def test_comparing_takes_one_query_however_much_was_asked(enrolment, django_assert_num_queries):
    rated(enrolment, {}), rated(enrolment, {})
    first, second = Sending.objects.select_related("version").order_by("pk")
    with django_assert_num_queries(1):
        ratings.compare(first, second)


@pytest.mark.django_db
def test_the_account_of_the_second_audit_is_found_by_its_own_question(cast):
    mastery = make.on_mastery(cast)
    page = AuditPage.objects.get(level=mastery.level)
    asked = {field["id"]: field["label"] for each in page.live_version.definition for field in each["fields"]}
    assert asked[ACCOUNT] == "What has changed since your first audit?"
    sending = make.do_audit(mastery, changed="  I ask more than I tell.\n")
    assert ratings.compare(sending, sending).account == "I ask more than I tell."
    silent = make.do_audit(mastery, changed="")
    assert ratings.compare(sending, silent).account == ""


@pytest.mark.django_db
def test_r12_the_baseline_is_the_persons_first_audit_whatever_its_level(cast):
    mastery = make.on_mastery(cast)
    first = (
        cast.mentor.enrolments.get(level=Level.objects.get(slug="entry"))
        .audits.get()
        .submission.sendings.get()
    )
    assert ratings.baseline(first) is None
    make.begin_audit(mastery)
    draft = mastery.audits.get()
    second = make.send(make.filled(draft.submission, rating="4"))
    third = make.do_audit(mastery)
    assert [ratings.baseline(each) for each in (second, third)] == [first, first]
    change = ratings.since_first(second)
    assert (change["before_kind"], change["after_kind"], change["up"]) == ("First audit", "Second audit", 21)
    assert ratings.since_first(first) is None


@pytest.mark.django_db
def test_nobody_elses_audit_is_a_baseline(enrolment, cast):
    make.do_audit(cast.enrol(cast.another_mentor()))
    assert ratings.baseline(make.do_audit(enrolment)) is None
