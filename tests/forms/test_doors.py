"""Whose submission it is: nobody else's page answers, and visitors are asked to sign in (T1, T2)."""

import re

import pytest

from forms import actions
from forms.models import Sending, Submission
from tests.factories import forms as make

from .conftest import address

pytestmark = pytest.mark.django_db

ROUTES = ["", "about-you", "files", "check", "sent", "version", "delete", "withdraw"]


@pytest.fixture
def theirs(db):
    """Somebody else's draft with a file."""
    page = make.form_page(
        make.step("About you", make.question("file", "Notes", "f"), key="one"),
        make.step("Files", make.question("short_text", "Town", "t", required=False), key="two"),
    )
    submission = make.started(page, make.person("Sam Other"))
    actions.attach(
        submission=submission, by=submission.owner, step_id="one", question_id="f", upload=make.upload()
    )
    return submission


def routes(submission):
    key = submission.attachments.get().key
    parts = [[route] if route else [] for route in ROUTES]
    return [address(submission, *part) for part in parts] + [address(submission, "files", key)]


def test_somebody_elses_is_not_found_on_any_route(mine, theirs):
    before = Submission.objects.filter(pk=theirs.pk).values().get()
    for url in routes(theirs):
        assert mine.get(url).status_code == 404, url
        assert mine.post(url, {"t": "x", "revision": "1"}).status_code in (404, 405), url
    assert Submission.objects.filter(pk=theirs.pk).values().get() == before
    assert Sending.objects.count() == 0


def test_a_foreign_reference_answers_like_one_that_is_nobodys(mine, theirs):
    there = address(theirs, "check")
    foreign, nobodys = mine.get(there), mine.get(there.replace(theirs.reference, "ABCDEFGHJK"))
    bare = [re.sub(r"csrf[^>]*>|[A-Z]{10}", "", page.content.decode()) for page in (foreign, nobodys)]
    assert (foreign.status_code, bare[0]) == (nobodys.status_code, bare[1])


def test_visitors_are_asked_to_sign_in_and_led_back(client, theirs):
    for url in [theirs.page.specific.url, *routes(theirs)]:
        response = client.get(url)
        assert (response.status_code, response.url) == (302, f"/account/login/?next={url}")


def test_a_submission_answers_only_on_its_own_page(mine, jo):
    submission, other = make.ready(jo), make.simple_page()
    assert mine.get(f"{other.url}{submission.reference}/check/").status_code == 404


def test_a_file_of_another_submission_is_not_found(mine, jo):
    page = make.form_page(make.step("Files", make.question("file", "Notes", "f"), key="s"))
    one, two = make.started(page, jo), None
    mine.post(address(one, "files"), {"f": make.upload()})
    two = make.started(page, jo)
    key = one.attachments.get().key
    assert mine.get(address(one, "files", key)).status_code == 200
    assert mine.get(address(two, "files", key)).status_code == 404


def test_a_foreign_key_posted_as_a_file_counts_for_nothing(mine, jo, theirs):
    page = make.form_page(make.step("Files", make.question("file", "Notes", "f"), key="s"))
    submission = make.started(page, jo)
    key = theirs.attachments.get().key
    response = mine.post(address(submission, "files"), {"f": key})
    assert "Choose a file for notes" in response.content.decode()
    mine.post(address(submission, "files"), {"remove": key})
    submission.refresh_from_db()
    assert submission.answers == {"s": {}}
    assert theirs.attachments.count() == 1
