"""A page that is out of date says what happened since, and keeps what was typed (T13)."""

import re

import pytest
from django.urls import reverse

import forms.actions
from cms.permissions import Allowed
from people.models.periods import today
from people.roles import Role
from reviews import actions
from reviews.models import Decision, Outcome
from reviews.permissions import receivers
from tests.factories.people import holder
from tests.factories.reviews import make_cast, make_workflow, send_back, sign, stage_of
from tests.sessions import just_signed_in

REASON = "Good notes. Please add the date of the lesson by Friday."


def url(round_, name="review"):
    return reverse(f"reviews:{name}", args=[round_.submission.reference])


def opened(client, round_, **more):
    """What the decision form on the page posts, as the page carries it now."""
    page = client.get(url(round_)).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(seal|stage|seen)" value="([^"]*)"', page)
    return dict(hidden) | {"decision": "back", "reason": REASON, "typed_name": "Nia Next"} | more


def told(response):
    """The sentences about what happened since, without their moments."""
    page = " ".join(response.content.decode().split())
    if "Since you opened the page" not in page:
        return []
    part = page[page.index("Since you opened the page") :]
    found = re.findall(r"<li>([^<]+)</li>", part[: part.index("</section>")])
    return [re.sub(r" on \d+ \w+ \d{4} at [\d:apmidn]+(day|ight)?\.$", "", sentence) for sentence in found]


@pytest.fixture
def nia(cast):
    return holder(Role.PCM, school=cast.school, name="Nia Next")


@pytest.mark.parametrize("step", ["review", "decide"])
def test_signed_by_a_colleague_meanwhile(client, cast, nia, step):
    round_ = cast.send()
    just_signed_in(client, nia)
    data = opened(client, round_)
    sign(round_, cast.pcm)
    response = client.post(url(round_, step), data)

    assert response.status_code == 409
    assert told(response) == ["Asha Patel signed as professional co-ordinating mentor (PCM)"]
    assert REASON in response.content.decode()
    assert round_.decisions.count() == 1


def test_passed_on_meanwhile(client, cast, nia):
    round_ = cast.send()
    just_signed_in(client, nia)
    data = opened(client, round_)
    actions.pass_on(stage=stage_of(round_), to=cast.pcm, by=nia, note="You know the class.")
    response = client.post(url(round_), data)

    assert (response.status_code, told(response)) == (409, ["Nia Next passed this on to Asha Patel"])
    assert "Your decision" in response.content.decode()
    assert REASON in response.content.decode()


def test_what_was_passed_on_before_the_page_was_opened_is_no_news(client, cast, nia):
    round_ = cast.send()
    actions.pass_on(stage=stage_of(round_), to=nia, by=cast.pcm, note="You know the class.")
    just_signed_in(client, nia)

    assert "Check your decision" in client.post(url(round_), opened(client, round_)).content.decode()


def test_sent_back_and_sent_again_meanwhile(client, cast, nia):
    round_ = cast.send()
    just_signed_in(client, nia)
    data = opened(client, round_)
    send_back(round_, cast.pcm)
    round_.submission.refresh_from_db()
    cast.answer(round_.submission, "A Year 9 lesson on fractions")
    cast.send(round_.submission)
    response = client.post(url(round_, "decide"), data)

    assert response.status_code == 409
    assert told(response) == [
        "Asha Patel sent this back as professional co-ordinating mentor (PCM)",
        "Jo Okafor sent this for review again, for round 2",
    ]
    page = response.content.decode()
    assert "What changed since round 1" in page
    assert REASON in page
    assert Decision.objects.filter(outcome=Outcome.SENT_BACK).count() == 1


def test_taken_back_by_the_mentor_meanwhile(client, cast, nia):
    round_ = cast.send()
    just_signed_in(client, nia)
    data = opened(client, round_)
    cast.page.may_withdraw = lambda sending: Allowed()
    round_.submission._form = cast.page
    forms.actions.withdraw(submission=round_.submission, by=cast.mentor)
    response = client.post(url(round_, "decide"), data)

    assert (response.status_code, told(response)) == (409, ["Jo Okafor took this back"])
    assert "What you had written" in response.content.decode()
    assert REASON in response.content.decode()
    assert "The mentor took this back" in response.content.decode()


def test_a_colleagues_signature_on_the_same_panel_is_no_hindrance(client, db):
    cast = make_cast(make_workflow(stages=((Role.PCM, "I have seen it.", 2),)))
    round_ = cast.send()
    second = holder(Role.PCM, school=cast.school, name="Nia Next")
    just_signed_in(client, second)
    data = opened(client, round_, decision="sign")
    sign(round_, cast.pcm)
    client.post(url(round_, "decide"), data)

    assert [line.signatory.name for line in round_.decisions.all()] == ["Asha Patel", "Nia Next"]


def test_a_comment_on_a_sheet_that_was_sent_again_is_kept_and_not_said(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    data = {"seal": round_.sending.seal, "text": "Which lesson was it?", "audience": "mentor"}
    send_back(round_, cast.pcm)
    round_.submission.refresh_from_db()
    second = cast.send(round_.submission)
    response = client.post(url(round_, "comment"), data | {"part": "Step 1: The lesson"})

    assert response.status_code == 409
    assert "Which lesson was it?" in response.content.decode()
    assert (round_.comments.count(), second.comments.count()) == (0, 0)


@pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 40, "٣"])
def test_a_number_that_no_page_carries_is_no_server_error(client, cast, seen):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)

    assert client.post(url(round_), opened(client, round_, seen=seen)).status_code == 200


def test_a_role_that_ended_meanwhile_ends_the_page(client, cast, nia):
    round_ = cast.send()
    just_signed_in(client, nia)
    data = opened(client, round_)
    nia.appointments.update(end=today().replace(year=today().year - 1))

    assert client.post(url(round_, "decide"), data).status_code == 404
    assert not receivers(stage_of(round_)).filter(person=nia).exists()
