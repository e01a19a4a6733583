"""What a sealed audit says."""

import pytest

import forms.actions
from portfolio import ratings
from portfolio.ratings import Group, finding
from tests.factories import portfolio as make


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
