"""What the form templates draw: ids that agree, labels, hints, errors, nothing that needs script or style."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template

from cms.fields import (
    HintedRadioSelect,
    KeptFileInput,
    MaxWords,
    PlainForm,
    RatingSelect,
    ThreePartDateField,
    problems,
    word_box,
)


class Every(PlainForm):
    day = ThreePartDateField(label="When did you observe?", help_text="For example, 3 Sept 2026")
    name = forms.CharField(label="Full name", max_length=20)
    email = forms.EmailField(label="Email address", help_text="Your school's")
    password = forms.CharField(widget=forms.PasswordInput)
    hours = forms.IntegerField()
    why = forms.CharField(widget=word_box(250), validators=[MaxWords(250)], help_text="Be specific")
    note = forms.CharField(widget=forms.Textarea, required=False)
    level = forms.ChoiceField(choices=[("", "Choose"), ("entry", "Entry")])
    decision = forms.ChoiceField(
        choices=[("sign", "Sign"), ("back", "Send back")],
        widget=HintedRadioSelect(hints={"sign": "You confirm."}),
    )
    criteria = forms.MultipleChoiceField(
        choices=[("Standard 1", [("1.1", "Easy to approach"), ("1.2", "Adapts")])],
        widget=forms.CheckboxSelectMultiple,
    )
    rating = forms.ChoiceField(choices=[(1, "Not yet"), (2, "Fairly"), (3, "Very")], widget=RatingSelect)
    proof = forms.FileField(required=False, widget=KeptFileInput, help_text="PDF, up to 10 MB")
    agree = forms.BooleanField(label="It is all true", help_text="You sign with your name")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class Tags(HTMLParser):
    """Collects every start tag with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def values(self, *names):
        return [value for _, attrs in self.tags for name, value in attrs.items() if name in names and value]

    def by_id(self, wanted):
        return next(attrs for _, attrs in self.tags if attrs.get("id") == wanted)


@pytest.fixture(params=["empty", "with errors"])
def form(request):
    if request.param == "empty":
        return Every(initial={"proof": SimpleNamespace(name="notes.pdf")})
    return Every({"day_day": "30", "day_month": "2", "day_year": "2026", "email": "jo", "hours": "x"})


def test_ids_are_unique_and_every_reference_has_its_target(form):
    tags = Tags(form.render())
    ids = tags.values("id")
    assert len(ids) == len(set(ids))
    referred = {
        part for value in tags.values("for", "aria-describedby", "aria-labelledby") for part in value.split()
    }
    assert referred - set(ids) == set()


def test_every_problem_leads_to_a_control():
    form = Every({"day_day": "30", "day_month": "2", "day_year": "2026", "email": "jo", "hours": "x"})
    ids = Tags(form.render()).values("id")
    targets = [problem["href"].removeprefix("#") for problem in problems(form)]
    assert len(targets) == 11
    assert [target for target in targets if target not in ids] == []


def test_nothing_needs_inline_style_or_script_and_the_browser_does_not_check(form):
    tags = Tags(form.render())
    names = {name for _, attrs in tags.tags for name in attrs}
    assert {name for name in names if name == "style" or name.startswith("on")} == set()
    assert names & {"required", "placeholder", "pattern", "min", "max"} == set()
    # A native limit cuts a pasted text without a word; the counter and the server say it instead.
    assert not any("maxlength" in attrs for tag, attrs in tags.tags if tag in ("input", "textarea"))


def test_errors_and_hints_describe_their_control():
    html = Every({"email": "jo"}).render()
    tags = Tags(html)
    email = tags.by_id("id_email")
    assert email["aria-describedby"] == "id_email_helptext id_email_error"
    assert (email["aria-invalid"], email["value"], email["type"]) == ("true", "jo", "email")
    fieldsets = [attrs.get("aria-describedby") for tag, attrs in tags.tags if tag == "fieldset"]
    assert fieldsets == [
        "id_day_helptext id_day_error",
        "id_decision_error",
        "id_criteria_error",
        "id_rating_error",
    ]
    assert tags.by_id("id_why")["aria-describedby"] == "id_why_helptext id_why_error id_why-info"


def test_optional_questions_say_so_and_no_star_marks_the_others():
    html = Every().render()
    assert re.findall(r">\s*([^<>]+ \(optional\))", html) == ["Note (optional)", "Proof (optional)"]
    assert "*" not in html


def test_word_counter_has_its_limit_in_words():
    html = Every().render()
    assert 'data-maxlength="250" data-count-type="words"' in html
    assert "You can enter up to 250 words" in html


def test_a_date_keeps_what_was_typed():
    tags = Tags(Every({"day_day": "30", "day_month": "Feb", "day_year": "2026"}).render())
    assert [tags.by_id(f"id_day_{n}")["value"] for n in range(3)] == ["30", "Feb", "2026"]
    assert [tags.by_id(f"id_day_{n}")["name"] for n in range(3)] == ["day_day", "day_month", "day_year"]


def test_a_text_comes_back_as_it_was_typed():
    html = Every({"note": "\n  First & last\n"}).render()
    assert re.search(r'<textarea[^>]*id="id_note"[^>]*>(.*?)</textarea>', html, re.S)[1] == (
        "\n\n  First &amp; last\n"  # the browser drops the first line break
    )


def test_kept_file_is_listed_with_a_box_to_remove_it():
    html = Every(initial={"proof": SimpleNamespace(name="notes.pdf")}).render()
    assert "<b>notes.pdf</b>" in html
    assert Tags(html).by_id("proof-clear_id")["name"] == "proof-clear"
    assert "proof-clear" not in Every().render()


def test_file_name_is_escaped():
    html = Every(initial={"proof": SimpleNamespace(name="<script>.pdf")}).render()
    assert "<script>" not in html
    assert "&lt;script&gt;.pdf" in html


def test_rating_draws_as_many_boxes_as_the_scale_has():
    html = Every({"rating": "2"}).render()
    assert re.findall(r'name="rating" value="(\d)" id="(id_rating_\d)"( checked)?', html) == [
        ("1", "id_rating_0", ""),
        ("2", "id_rating_1", " checked"),
        ("3", "id_rating_2", ""),
    ]


def test_the_question_can_be_the_page_heading():
    class One(PlainForm):
        where = forms.ChoiceField(
            label="Where is it?", choices=[("file", "A file")], widget=forms.RadioSelect
        )
        where.is_page_heading = True

    class Other(PlainForm):
        title = forms.CharField(label="What is it called?")
        title.is_page_heading = True

    assert re.search(r"<legend[^>]*>\s*<h1[^>]*>Where is it\?</h1>", One().render())
    assert re.search(r"<h1[^>]*>\s*<label[^>]*>What is it called\?</label>\s*</h1>", Other().render())


def page(form):
    template = Template(
        "{% load weltec %}<title>{% error_prefix %}Add</title>{% include 'components/error_summary.html' %}"
    )
    return template.render(Context({"form": form}))


def test_the_title_and_summary_tell_of_errors_only_when_there_are_some():
    assert page(Every()).strip() == "<title>Add</title>"
    html = page(Every({"email": "jo"}))
    assert html.startswith("<title>Error: Add</title>")
    assert '<a href="#id_email">Enter an email address, like name@school.org.uk</a>' in html


def test_forms_that_are_not_ours_keep_djangos_markup():
    """The admin's scripts expect it."""

    class Theirs(forms.Form):
        level = forms.ChoiceField(choices=[("entry", "Entry")], widget=forms.RadioSelect)

    assert "govuk" not in Theirs().render()
