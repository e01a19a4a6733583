"""From plain dicts to forms, and from answers to what people read."""

from types import SimpleNamespace

import pytest
from django.http import QueryDict

from forms import compiler, versions
from forms.kinds import NOT_ANSWERED
from tests.factories import forms as make

GRID = {
    "id": "grid",
    "kind": "rating_grid",
    "label": "Ratings",
    "hint": "",
    "required": True,
    "missing": "",
    "note": "Anything to add?",
    "rows": [
        {"key": "S1.1", "code": "S1.1", "text": "Is approachable"},
        {"key": "S1.2", "code": "S1.2", "text": "Shows empathy"},
    ],
    "scale": [{"id": "1", "label": "Not yet confident"}, {"id": "N/A", "label": "Not applicable"}],
}


def version_of(*questions):
    definition = make.defined(make.step("Step", *questions, key="s"))
    return SimpleNamespace(definition=definition, sha256=versions.definition_hash(definition))


def version_with_grid():
    definition = [{"id": "s", "slug": "step", "title": "Step", "introduction": "", "fields": [GRID]}]
    return SimpleNamespace(definition=definition, sha256=versions.definition_hash(definition))


def posted(version, query):
    form = compiler.compile_step(version, "s")(data=QueryDict(query), files={})
    return form.is_valid(), form.answers(), [message for errors in form.errors.values() for message in errors]


CHOICES = make.options("Primary", "Secondary")
TEXT = make.question("short_text", "Subject", "q")
LONG = make.question("long_text", "What would help you most?", "q", words=3)
EMAIL = make.question("email", "Email address", "q")
DATE = make.question("date", "Day of the visit", "q", past=True)
RADIOS = make.question("radios", "Phase", "q", options=CHOICES)
BOXES = make.question("checkboxes", "Phases", "q", options=CHOICES)
YES_NO = make.question("yes_no", "Have you done this before?", "q")
FILE = make.question("file", "Timetable", "q", several=True)
TICK = make.question("declaration", "Declaration", "q", statement="It is all true.")
NAME = make.question("signature", "Signature", "q", statement="I sign this.")


@pytest.mark.parametrize(
    ("question", "query", "answer", "read"),
    [
        (TEXT, "q=+Physics+", "Physics", "Physics"),
        (TEXT, "q=%C5%81ucja+O%27Brien", "Łucja O'Brien", "Łucja O'Brien"),
        (TEXT, "q=e%CC%81", "é", "é"),
        (LONG, "q=One+two%0D%0Athree", "One two\nthree", "One two\nthree"),
        (EMAIL, "q=jo@school.example", "jo@school.example", "jo@school.example"),
        (DATE, "q_day=16&q_month=11&q_year=2025", "2025-11-16", "16 November 2025"),
        (DATE, "q_day=3&q_month=Sept&q_year=2025", "2025-09-03", "3 September 2025"),
        (RADIOS, "q=primary", "primary", "Primary"),
        (BOXES, "q=primary&q=secondary", ["primary", "secondary"], "Primary\nSecondary"),
        (YES_NO, "q=no", "no", "No"),
        (TICK, "q=on", True, "Confirmed"),
    ],
)
def test_a_good_answer_is_kept_and_read_back(question, query, answer, read):
    version = version_of(question)
    assert posted(version, query) == (True, {"q": answer}, [])
    assert compiler.filled(version, "s", {"q": answer}).is_valid()
    assert compiler.describe(version, {"s": {"q": answer}}) == [
        ("Step", [(question["value"]["label"], read)])
    ]


@pytest.mark.parametrize(
    ("question", "query", "answer", "message"),
    [
        (TEXT, "q=", "", "Enter subject"),
        (TEXT, "q=" + "x" * 201, "x" * 201, "Use 200 characters or fewer. You have used 201."),
        (LONG, "q=", "", "Answer ‘What would help you most?’"),
        (LONG, "q=one+two+three+four", "one two three four", "Use 3 words or fewer. You have used 4."),
        (EMAIL, "q=jo", "jo", "Enter an email address, like name@school.org.uk"),
        (DATE, "q_day=&q_month=&q_year=", "", "Enter day of the visit"),
        (DATE, "q_day=31&q_month=2&q_year=2025", ["31", "2", "2025"], "There is no 31 February 2025"),
        (DATE, "q_day=1&q_month=&q_year=2025", ["1", "", "2025"], "Date must include a month"),
        (DATE, "q_day=1&q_month=1&q_year=2999", "2999-01-01", "Date must be today or in the past"),
        (RADIOS, "", "", "Select phase"),
        (RADIOS, "q=tertiary", "tertiary", "Select one of the answers shown"),
        (BOXES, "", [], "Select phases"),
        (BOXES, "q=primary&q=x", ["primary", "x"], "Select one of the answers shown"),
        (YES_NO, "q=maybe", "maybe", "Select one of the answers shown"),
        (FILE, "", [], "Choose a file for timetable"),
        (TICK, "", False, "Tick the box to confirm: Declaration"),
        (NAME, "q=", {}, "Type your full name to sign"),
    ],
)
def test_a_bad_answer_is_kept_and_says_what_to_do(question, query, answer, message):
    version = version_of(question)
    assert posted(version, query) == (False, {"q": answer}, [message])
    assert not compiler.filled(version, "s", {"q": answer}).is_valid()


def test_a_message_of_the_editors_own_is_used():
    version = version_of(make.question("short_text", "Subject", "q", missing="Tell us your subject"))
    assert posted(version, "q=")[2] == ["Tell us your subject"]


def test_signature_has_the_day_set_by_us(time_machine):
    time_machine.move_to("2026-11-16 12:00Z")
    version = version_of(NAME)
    valid, answers, _errors = posted(version, "q=Jo+Okafor&q_date=1999-01-01")
    assert (valid, answers) == (True, {"q": {"name": "Jo Okafor", "date": "2026-11-16"}})
    assert compiler.describe(version, {"s": answers}) == [
        ("Step", [("Signature", "Jo Okafor, 16 November 2026")])
    ]


def test_rating_grid_has_a_row_for_each_criterion():
    version = version_with_grid()
    answer = {"S1.1": "1", "S1.2": "N/A", "note": "Later"}
    assert posted(version, "grid-s1-1=1&grid-s1-2=N/A&grid-note=Later") == (True, {"grid": answer}, [])
    assert compiler.describe(version, {"s": {"grid": answer}}) == [
        (
            "Step",
            [
                ("S1.1 Is approachable", "1 Not yet confident"),
                ("S1.2 Shows empathy", "Not applicable"),
                ("Anything to add?", "Later"),
            ],
        )
    ]


def test_rating_grid_names_the_row_that_lacks_an_answer():
    assert posted(version_with_grid(), "grid-s1-1=1&grid-s1-2=9") == (
        False,
        {"grid": {"S1.1": "1", "S1.2": "9", "note": ""}},
        ["Select one of the answers shown"],
    )
    assert posted(version_with_grid(), "grid-s1-1=1")[2] == ["Select how confident you feel about S1.2"]


@pytest.mark.parametrize("question", [TEXT, LONG, EMAIL, DATE, RADIOS, BOXES, YES_NO, FILE, TICK, NAME])
def test_an_optional_question_may_stay_empty(question):
    optional = {**question, "value": {**question["value"], "required": False}}
    version = version_of(optional)
    valid, answers, errors = posted(version, "")
    assert (valid, errors) == (True, [])
    assert compiler.describe(version, {"s": answers})[0][1][0][1] == NOT_ANSWERED


@pytest.mark.parametrize("answer", [None, 7, [], {}, "x", [["x"]], {"a": 1}, True])
@pytest.mark.parametrize("question", [TEXT, LONG, EMAIL, DATE, RADIOS, BOXES, YES_NO, TICK, NAME, GRID])
def test_answers_of_another_shape_break_nothing(question, answer):
    version = version_with_grid() if question is GRID else version_of(question)
    key = "grid" if question is GRID else "q"
    compiler.filled(version, "s", {key: answer}).is_valid()
    assert compiler.describe(version, {"s": {key: answer}})[0][0] == "Step"


def test_nothing_but_the_questions_is_read():
    _valid, answers, _errors = posted(version_of(TEXT), "q=x&owner=1&status=accepted&q2=y")
    assert answers == {"q": "x"}


def test_nul_and_line_ends_are_tidied():
    assert posted(version_of(LONG), "q=a%00b%0D%0Ac")[1] == {"q": "ab\nc"}


def test_prefill_asks_for_facts_only_when_a_question_wants_one():
    step = version_of(make.question("short_text", "Name", "q", prefill="name")).definition[0]
    assert compiler.prefilled(step, lambda: {"name": "Jo", "email": "x"}) == {"q": "Jo"}
    plain = version_of(TEXT).definition[0]
    assert compiler.prefilled(plain, lambda: pytest.fail("nobody asked")) == {}


def test_a_missing_step_is_a_key_error():
    with pytest.raises(KeyError):
        compiler.compile_step(version_of(TEXT), "other")


def test_a_step_is_compiled_once():
    version = version_of(TEXT)
    assert compiler.compile_step(version, "s") is compiler.compile_step(version, "s")
