"""Plots: numbers in the right place, words beside every symbol, no style attributes."""

import datetime as dt
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
import time_machine
from django.template import Context, Template

from cms import charts, patterns
from cms.templatetags import weltec


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - drawn by ourselves


def circles(svg):
    return {circle.get("class"): circle.get("cx") for circle in parsed(svg).iter("circle")}


def test_ring_is_filled_by_share_and_says_it():
    svg = charts.ring(5, 11)
    assert 'aria-label="5 of 11 tasks done"' in svg
    assert re.search(r'stroke-dasharray="([\d.]+) ([\d.]+)"', svg).groups() == ("120.1", "263.9")
    assert ">5/11</text>" in svg


@pytest.mark.parametrize(("done", "total"), [(0, 11), (0, 0)])
def test_ring_without_anything_done_draws_no_arc(done, total):
    assert "stroke-dasharray" not in charts.ring(done, total)


def test_dumbbell_places_ratings_on_their_scale():
    assert circles(charts.dumbbell(2, 4)) == {"before": "25%", "now": "75%"}
    assert circles(charts.dumbbell(1, 4, 1, 4)) == {"before": "0%", "now": "100%"}
    assert charts.dumbbell(1, 4, 1, 4).count('class="grid"') == 4


def test_dumbbell_places_means_between_the_points():
    drawn = charts.dumbbell(Decimal("2.5"), Decimal("3.4"), 1, 4)
    assert circles(drawn) == {"before": "50%", "now": "80%"}


def test_dumbbell_marks_a_fall_and_copes_with_one_rating():
    assert charts.dumbbell(4, 2).startswith('<svg class="down"')
    assert charts.dumbbell(2, 2).startswith('<svg class="up"')
    assert circles(charts.dumbbell(None, 3)) == {"now": "50%"}
    assert 'class="link"' not in charts.dumbbell(None, 3)


def test_every_mark_has_its_own_shape_and_word():
    states = ["accepted", "with_reviewer", "changes_needed", "draft"]
    drawn = [charts.mark(state) for state in states]
    words = [re.search(r"hidden\">([^<]+)<", svg)[1] for svg in drawn]
    assert words == ["Accepted", "With reviewer", "Changes needed", "Draft"]
    assert len(set(drawn)) == 4
    assert charts.mark("") == '<span class="govuk-visually-hidden">None</span>'
    assert "None" in charts.mark("<b>")
    assert 'hidden">' not in charts.mark("draft", words=False)


@pytest.mark.parametrize(
    ("value", "total", "kind", "width"),
    [
        (0, 3, "part", "0"),
        (2, 3, "part", "66.7"),
        (3, 3, "done", "100"),
        (5, 3, "done", "100"),
        (1, 0, "part", "0"),
    ],
)
def test_bar_never_leaves_its_track(value, total, kind, width):
    assert f'<rect class="{kind}" width="{width}%"' in charts.bar(value, total)


def test_a_late_bar_says_so_by_class():
    assert '<rect class="late" width="100%"' in charts.bar(16, 14, late=True)


def test_a_span_begins_where_it_begins():
    svg = parsed(charts.span(31, 62, 124))
    (rect,) = svg.iter("rect")
    assert (rect.get("x"), rect.get("width"), svg.get("aria-hidden")) == ("25%", "50%", "true")
    assert charts.span(0, 0, 0).count("0%") == 2


def test_funnel_measures_against_the_top():
    assert 'class="fill" width="25.7%"' in charts.funnel(38, 148)
    assert 'class="fill" width="0%"' in charts.funnel(0, 0)


@pytest.mark.parametrize("level", ["entry", "mastery"])
def test_patterns_are_decoration_of_the_asked_size(level):
    svg = parsed(patterns.pattern(level, 6, 2))
    assert (svg.get("aria-hidden"), svg.get("viewBox")) == ("true", "0 0 240 80")
    assert parsed(patterns.twin(level)).get("viewBox") == "0 0 80 320"
    assert svg.get("class") == f"w-pat w-pat--{level}"


def test_levels_look_different_and_a_strange_key_gets_entrys():
    assert patterns.twin("entry") != patterns.twin("mastery")
    assert patterns.pattern('"><script>', 2, 2) == patterns.pattern("entry", 2, 2)


def test_no_plot_has_style_attributes():
    drawn = [
        charts.ring(1, 2),
        charts.dumbbell(1, 2),
        charts.mark("draft"),
        charts.bar(1, 2),
        charts.funnel(1, 2),
        charts.span(1, 2, 4),
        patterns.pattern("mastery", 3, 4),
        patterns.twin("entry"),
        weltec.logo(),
    ]
    assert [svg for svg in drawn if "style=" in svg] == []


def test_change_is_signed_and_in_words_when_nothing_moved():
    assert weltec.change(2, 4) == '<span class="up">+2</span>'
    assert weltec.change(4, 3) == '<span class="dn">−1</span>'
    assert weltec.change(3, 3) == "same"
    assert weltec.change(None, 3) == ""
    assert weltec.change(Decimal("2.4"), Decimal("3.1")) == '<span class="up">+0.7</span>'


def test_statuses_share_one_vocabulary():
    tag = Template("{% include 'components/tag.html' %}")
    said = re.sub(r"\s+", " ", tag.render(Context({"status": "changes_needed"}))).strip()
    assert said == '<span class="w-tag w-tag--act">Changes needed</span>'
    own = tag.render(Context({"status": "", "word": "3 criteria to go", "kind": "next"})).strip()
    assert own == '<span class="w-tag w-tag--next">3 criteria to go</span>'


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Asha Patel", "Asha"),
        ("Dr Tom Reid", "Dr Tom Reid"),
        ("J. Okafor", "J. Okafor"),
        ("", ""),
        (None, ""),
    ],
)
def test_first_name_leaves_titles_and_initials_whole(name, first):
    assert weltec.first_name(name) == first


@time_machine.travel("2026-11-16 16:12")
def test_since_and_saved_speak_in_days():
    said = [weltec.since(dt.date(2026, 11, day)) for day in (16, 15, 7)]
    assert said == ["today", "1 day", "9 days"]
    assert weltec.saved_at(dt.datetime(2026, 11, 16, 16, 12, tzinfo=dt.UTC)) == "today at 4:12pm"
    assert weltec.saved_at(dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)) == "2 November 2026 at 9am"
