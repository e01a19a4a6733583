"""Dates in three boxes, plain messages and composed text."""

import datetime as dt
import unicodedata

import pytest
import time_machine
from django import forms

from cms.dates import date_uk, days_since, time_uk
from cms.fields import MaxWords, PlainForm, RatingSelect, ThreePartDateField, problems


class DayForm(PlainForm):
    day = ThreePartDateField(label="When was it?", noun="Observation date", past=True)


def day_form(day, month, year):
    return DayForm({"day_day": day, "day_month": month, "day_year": year})


@pytest.mark.parametrize(
    "boxes",
    [
        ("3", "9", "2026"),
        ("03", "09", "2026"),
        ("3rd", "Sept", "2026"),
        (" 3 ", "SEPTEMBER", "2026"),
        ("3 Sept", "", "2026"),
        ("3 Sep 2026", "", ""),
        ("3/9/2026", "", ""),
        ("2026-09-03", "", ""),
    ],
)
@time_machine.travel("2026-11-16 12:00")
def test_a_date_is_read_as_people_write_it(boxes):
    form = day_form(*boxes)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"day": dt.date(2026, 9, 3)}


@pytest.mark.parametrize(
    ("boxes", "message", "box"),
    [
        (("", "", ""), "Enter the observation date", "#id_day_0"),
        (("3", "", "2026"), "Observation date must include a month", "#id_day_1"),
        (("3", "", ""), "Observation date must include a month and year", "#id_day_1"),
        (("", "9", "2026"), "Observation date must include a day", "#id_day_0"),
        (("30", "Feb", "2026"), "There is no 30 February 2026", "#id_day_0"),
        (("x", "9", "2026"), "Observation date: enter the day as a number, like 3", "#id_day_0"),
        (
            ("3", "13", "2026"),
            "Observation date: enter the month as a number or a name, like 9 or September",
            "#id_day_1",
        ),
        (("3", "9", "26"), "Year must have 4 numbers, like 2026", "#id_day_2"),
        (("17", "11", "2026"), "Observation date must be today or in the past", "#id_day_0"),
    ],
)
@time_machine.travel("2026-11-16 12:00")
def test_a_date_that_cannot_be_read_says_what_to_do_and_leads_to_the_box(boxes, message, box):
    form = day_form(*boxes)
    assert problems(form) == [{"href": box, "message": message}]


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"future": True}, "Date must be in the future"),
        ({"earliest": dt.date(2026, 11, 17)}, "Date must be on or after 17 November 2026"),
        ({"latest": dt.date(2026, 11, 15)}, "Date must be on or before 15 November 2026"),
        ({"past": True}, ""),
    ],
)
@time_machine.travel("2026-11-16 12:00")
def test_limits_count_today_as_past(limits, message):
    field = ThreePartDateField(**limits)
    try:
        assert field.clean(["16", "11", "2026"]) == dt.date(2026, 11, 16)
        said = ""
    except forms.ValidationError as error:
        said = error.messages[0]
    assert said == message


def test_an_optional_date_left_empty_is_none():
    assert ThreePartDateField(required=False).clean(["", "", ""]) is None


def test_the_same_day_written_otherwise_is_no_change():
    field = ThreePartDateField()
    assert not field.has_changed(dt.date(2026, 9, 3), ["03", "Sept", "2026"])
    assert field.has_changed(dt.date(2026, 9, 3), ["4", "9", "2026"])


def test_text_is_composed_so_that_one_name_has_one_spelling():
    class NameForm(PlainForm):
        name = forms.CharField()

    decomposed = unicodedata.normalize("NFD", "Siân Llŷr Nguyễn")
    form = NameForm({"name": decomposed})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Siân Llŷr Nguyễn" != decomposed


def test_messages_say_what_to_do():
    class Questions(PlainForm):
        full_name = forms.CharField()
        pcm = forms.CharField(label="PCM's name")
        what = forms.CharField(label="What changed?")
        short = forms.CharField(max_length=3)
        email = forms.EmailField(label="Email address")
        hours = forms.IntegerField()
        level = forms.ChoiceField(choices=[("entry", "Entry")])
        proof = forms.FileField()
        agree = forms.BooleanField()
        own = forms.CharField(error_messages={"required": "Say who told you"})

    form = Questions({"short": "four", "email": "jo", "hours": "many", "level": "other"})
    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "full_name": ["Enter full name"],
        "pcm": ["Enter PCM's name"],
        "what": ["Answer ‘What changed?’"],
        "short": ["Use 3 characters or fewer. You have used 4."],
        "email": ["Enter an email address, like name@school.org.uk"],
        "hours": ["Enter a number, like 12"],
        "level": ["Select one of the answers shown"],
        "proof": ["Choose a file for ‘Proof’"],
        "agree": ["Tick the box to confirm"],
        "own": ["Say who told you"],
    }


def test_word_limit_counts_words():
    MaxWords(3)("one two  well-being")
    with pytest.raises(forms.ValidationError) as refused:
        MaxWords(3)("one two three four")
    assert refused.value.messages == ["Use 3 words or fewer. You have used 4."]


def test_problems_lead_to_the_first_control_of_each_question():
    class Questions(PlainForm):
        rating = forms.ChoiceField(choices=[(1, "Not yet"), (2, "Very")], widget=RatingSelect)
        note = forms.CharField()
        criteria = forms.MultipleChoiceField(
            choices=[("Standard 1", [("1.1", "Easy to approach")])], widget=forms.CheckboxSelectMultiple
        )

        def clean(self):
            raise forms.ValidationError("The two do not fit together")

    form = Questions({})
    assert [problem["href"] for problem in problems(form)] == [
        "#id_rating_0",
        "#id_rating_0",
        "#id_note",
        "#id_criteria_0_0",
    ]
    assert problems(form)[0]["message"] == "The two do not fit together"


def test_problems_of_formsets_come_in_the_order_of_the_page():
    class Line(PlainForm):
        title = forms.CharField(label="Title")

    lines = forms.formset_factory(Line, extra=0, min_num=3, validate_min=True)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-title": "a", "form-1-title": ""}
    found = problems(lines(data))
    assert [problem["href"] for problem in found] == ["#main", "#id_form-1-title"]
    assert found[1]["message"] == "Enter title"


def test_an_unsent_form_has_no_problems():
    assert problems(DayForm(), None, [DayForm()]) == []


def test_dates_and_times_are_written_the_british_way():
    assert date_uk(dt.date(2026, 11, 6)) == "6 November 2026"
    assert date_uk(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)) == "1 July 2026"
    written = [
        time_uk(dt.datetime(2026, 1, 5, hour, minute, tzinfo=dt.UTC))
        for hour, minute in [(16, 12), (16, 0), (9, 5), (12, 0), (0, 0), (0, 30)]
    ]
    assert written == ["4:12pm", "4pm", "9:05am", "midday", "midnight", "12:30am"]
    assert (date_uk(None), time_uk(None)) == ("", "")


@time_machine.travel("2026-11-16 00:30")
def test_days_are_calendar_days():
    assert days_since(dt.datetime(2026, 11, 15, 23, 30, tzinfo=dt.UTC)) == 1
    assert days_since(dt.date(2026, 11, 7)) == 9
    assert days_since(dt.date(2026, 12, 1)) == 0
