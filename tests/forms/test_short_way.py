"""The short way to a step answers as Wagtail's long way does, with fewer questions to the database."""

import re

import pytest

from forms import actions
from forms.models import FormPage
from tests.factories import forms as make

from .conftest import address

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["short", "long"])
def way(request, settings):
    settings.ROOT_URLCONF = f"tests.forms.{request.param}_urls"
    return request.param


def places(submission):
    own = address(submission, "about-you")
    return {
        "own": own,
        "own, with a question": f"{own}?show=missing",
        "no such step": address(submission, "nowhere"),
        "check": address(submission, "check"),
        "nobody's": own.replace(submission.reference, "ABCDEFGHJK"),
        "another address": f"/elsewhere{own}",
        "part of the address": own.replace("/section", ""),
    }


ANSWERS = {
    "own": 200,
    "own, with a question": 200,
    "no such step": 404,
    "check": 200,
    "nobody's": 404,
    "another address": 404,
    "part of the address": 404,
}


@pytest.fixture
def draft(jo):
    """In a form that does not lie at the top."""
    section = make.home().add_child(instance=FormPage(title="Section", slug="section"))
    page = make.simple_page()
    page.move(section, pos="last-child")
    return make.ready(jo, FormPage.objects.get(pk=page.pk))


def test_every_address_answers_alike(way, mine, draft):
    assert {name: mine.get(url).status_code for name, url in places(draft).items()} == ANSWERS


def test_somebody_elses_step_is_not_found(way, client, draft):
    client.force_login(make.person("Sam"))
    assert client.get(address(draft, "about-you")).status_code == 404
    assert client.post(address(draft, "about-you"), {"subject": "x"}).status_code == 404


def test_visitors_are_asked_to_sign_in(way, client, draft):
    url = address(draft, "about-you")
    assert client.get(url).url == f"/account/login/?next={url}"


def test_what_was_sent_leads_to_what_was_sent(way, mine, jo, draft):
    actions.send(submission=draft, by=jo, statement="")
    assert mine.get(address(draft, "about-you")).url == address(draft, "sent")


def test_posting_saves_and_leads_on(way, mine, draft):
    assert mine.post(address(draft, "about-you"), {"subject": "M"}).url == address(draft, "anything-else")
    draft.refresh_from_db()
    assert draft.answers == {"one": {"subject": "M"}}


def test_other_methods_are_refused(way, mine, draft):
    assert mine.delete(address(draft, "about-you")).status_code == 405


def test_both_ways_draw_the_same_page(mine, draft, settings):
    drawn = []
    for way in ("short", "long"):
        settings.ROOT_URLCONF = f"tests.forms.{way}_urls"
        drawn.append(re.sub(r"csrf[^>]*>", "", mine.get(address(draft, "about-you")).content.decode()))
    assert drawn[0] == drawn[1]


def test_the_short_way_is_shorter(mine, draft, settings, django_assert_max_num_queries):
    settings.ROOT_URLCONF = "tests.forms.short_urls"
    url = address(draft, "about-you")
    mine.get(url)
    with django_assert_max_num_queries(6):
        mine.get(url)
    with django_assert_max_num_queries(7):
        mine.post(url, {"subject": "Chemistry"})
