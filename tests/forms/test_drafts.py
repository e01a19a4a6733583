"""Drafts outlive changes to their form (X8), other devices, and the session that began them."""

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.cache import cache

from forms import actions, kept
from forms.errors import Changed, NotNow
from forms.models import Sending
from tests.factories import forms as make

from .conftest import address
from .test_walk import said, seen_in

pytestmark = pytest.mark.django_db


def first_steps():
    return [
        make.step("You", make.question("short_text", "Name", "name"), key="you"),
        make.step(
            "Work",
            make.question("radios", "Phase", "phase", options=make.options("Primary", "Secondary")),
            make.question("short_text", "Subject", "subject"),
            make.question("long_text", "Removed later", "gone", required=False),
            key="work",
        ),
    ]


def second_steps():
    """Reordered, a question renamed, one removed, a choice dropped, a required one added."""
    return [
        make.step(
            "Your work",
            make.question("short_text", "Subject that you teach", "subject"),
            make.question("radios", "Phase", "phase", options=make.options("Secondary", "Special")),
            make.question("email", "Email", "email"),
            key="work",
        ),
        make.step("You", make.question("short_text", "Full name", "name"), key="you"),
    ]


ANSWERS = {"you": {"name": "Jo"}, "work": {"phase": "primary", "subject": "Physics", "gone": "Some words"}}


@pytest.fixture
def draft(jo):
    """Begun and answered on the first version; the second is live."""
    page = make.form_page(*first_steps())
    submission = make.answered(make.started(page, jo), ANSWERS)
    make.changed(page, *second_steps())
    return submission


def fresh(submission):
    return type(submission).objects.get(pk=submission.pk)


def test_a_draft_keeps_its_version_and_sends_with_it(mine, draft):
    assert "Removed later" in mine.get(address(draft, "work")).content.decode()
    assert mine.post(address(draft, "check"), {"revision": "2"}).url == address(draft, "sent")
    sending = Sending.objects.get()
    assert (sending.version.number, sending.version_id) == (1, draft.version_id)
    assert "Some words" in mine.get(address(draft, "sent")).content.decode()


def test_check_says_that_questions_changed_and_until_when(mine, draft):
    draft.version.refresh_from_db()
    with time_machine.travel("2026-11-16 12:00Z"):
        draft.version.superseded_at = "2026-11-10T12:00Z"
        draft.version.save(update_fields=["superseded_at"])
        shown = mine.get(address(draft, "check")).content.decode()
    assert "until 10 December 2026" in shown
    assert f'href="{address(draft, "version")}"' in shown


def test_what_changed_is_listed_before_the_new_version_is_used(mine, draft):
    shown = mine.get(address(draft, "version")).content.decode()
    for sentence in ["New question: Email", "No longer asked: Removed later", "Changed question: Full name"]:
        assert f"<li>{sentence}</li>" in shown


def test_using_the_new_version_carries_answers_over_and_keeps_the_rest_aside(mine, draft):
    response = mine.post(address(draft, "version"))
    assert response.url == address(draft, "check")
    moved = fresh(draft)
    assert (moved.version.number, moved.answers) == (
        2,
        {
            "work": {"subject": "Physics"},
            "you": {"name": "Jo"},
            "aside": {
                "kept": [
                    {"question": "Phase", "answer": "Primary"},
                    {"question": "Removed later", "answer": "Some words"},
                ]
            },
        },
    )
    shown = mine.get(address(draft, "check")).content.decode()
    assert "Some words" in shown
    assert "Answer the questions in “Your work”" in shown


def test_what_is_kept_aside_is_not_sent(mine, draft, jo):
    actions.use_new_version(submission=draft, by=jo)
    make.answered(draft, {"work": {"subject": "Physics", "phase": "special", "email": "jo@school.example"}})
    sending = actions.send(submission=draft, by=jo, statement="")
    assert "Some words" not in str(list(sending.parts.values_list("content", flat=True)))


def test_a_version_too_old_to_send_asks_for_the_new_one(mine, draft):
    draft.version.superseded_at = "2026-01-01T12:00Z"
    draft.version.save(update_fields=["superseded_at"])
    shown = mine.get(address(draft, "check")).content.decode()
    assert "can no longer be sent" in shown
    assert "By sending this" not in shown
    response = mine.post(address(draft, "check"), {"revision": "2"})
    assert said(response) == [
        "The questions have changed since you started. Use the new version, then send it."
    ]
    assert Sending.objects.count() == 0


def test_a_draft_on_the_newest_version_has_nothing_to_move_to(mine, jo):
    submission = make.ready(jo)
    assert mine.get(address(submission, "version")).url == address(submission)
    with pytest.raises(NotNow, match="newest questions already"):
        actions.use_new_version(submission=submission, by=jo)


def test_files_go_along_to_the_new_version(mine, jo):
    page = make.form_page(make.step("Notes", make.question("file", "Notes", "f"), key="s"))
    submission = make.started(page, jo)
    mine.post(address(submission, "notes"), {"f": make.upload("plan.pdf")})
    make.changed(page, make.step("Papers", make.question("file", "Your papers", "f"), key="t"))
    actions.use_new_version(submission=submission, by=jo)
    key = submission.attachments.get().key
    assert fresh(submission).answers == {"t": {"f": [key]}}


# -- two devices -------------------------------------------------------------------------------------------
def test_a_page_opened_before_another_device_saved_shows_both_answers(mine, jo):
    submission = make.ready(jo)
    url = address(submission, "about-you")
    old = seen_in(mine.get(url))
    mine.post(url, {"subject": "From the phone", "seen": old})
    response = mine.post(url, {"subject": "From the desk", "seen": old})
    shown = response.content.decode()
    assert response.status_code == 409
    assert "From the phone" in shown
    assert "From the desk" in shown
    assert fresh(submission).answers == {"one": {"subject": "From the phone"}}


def test_the_answer_written_here_can_be_chosen_after_all(mine, jo):
    submission = make.ready(jo)
    url = address(submission, "about-you")
    old = seen_in(mine.get(url))
    mine.post(url, {"subject": "From the phone", "seen": old})
    conflict = mine.post(url, {"subject": "From the desk", "seen": old})
    assert '<input type="hidden" name="subject" value="From the desk">' in conflict.content.decode()
    again = mine.post(url, {"subject": "From the desk", "seen": seen_in(conflict)})
    assert again.url == address(submission, "anything-else")
    assert fresh(submission).answers == {"one": {"subject": "From the desk"}}


def test_saving_another_step_meanwhile_is_no_conflict(mine, jo):
    submission = make.ready(jo)
    old = seen_in(mine.get(address(submission, "about-you")))
    mine.post(address(submission, "anything-else"), {"comment": "From the phone"})
    response = mine.post(address(submission, "about-you"), {"subject": "Maths", "seen": old})
    assert response.status_code == 302
    assert fresh(submission).answers == {"one": {"subject": "Maths"}, "two": {"comment": "From the phone"}}


def test_posting_the_same_page_twice_is_no_conflict(mine, jo):
    submission = make.ready(jo)
    url = address(submission, "about-you")
    data = {"subject": "Maths", "seen": seen_in(mine.get(url))}
    assert [mine.post(url, data).status_code for _ in range(2)] == [302, 302]


def test_a_conflict_in_the_action_shows_what_is_saved(jo):
    submission = make.ready(jo)
    stale = fresh(submission)
    make.answered(submission, {"one": {"subject": "Newer"}})
    with pytest.raises(Changed):
        actions.save_step(
            submission=stale, by=jo, step_id="one", answers={"subject": "Mine"}, seen_before="what it was"
        )
    assert (stale.answers, stale.revision) == ({"one": {"subject": "Newer"}}, 2)


# -- signed out --------------------------------------------------------------------------------------------
def test_text_posted_after_the_session_ended_is_there_after_signing_in(client, jo):
    submission = make.started(make.simple_page(), jo)
    url = address(submission, "about-you")
    sent_away = client.post(url, {"subject": "A long answer"})
    assert sent_away.status_code == 302
    login, _, back = sent_away.url.partition("?next=")
    assert login == "/account/login/"
    back = back.replace("%3F", "?").replace("%3D", "=")
    assert back.startswith(f"{url}?kept=")
    assert fresh(submission).answers == {}
    client.force_login(jo)
    restored = client.get(back).content.decode()
    assert 'value="A long answer"' in restored
    assert "You were signed out before this page was saved." in restored
    assert fresh(submission).answers == {}
    client.post(back, {"subject": "A long answer", "seen": ""})
    assert fresh(submission).answers == {"one": {"subject": "A long answer"}}
    assert client.get(back).url == url


def test_kept_text_is_only_for_the_owner_and_the_token(client, mine, jo):
    submission = make.started(make.simple_page(), jo)
    client.logout()
    client.post(address(submission, "about-you"), {"subject": "Secret words"})
    client.force_login(jo)
    assert client.get(address(submission, "about-you") + "?kept=guess").status_code == 302
    token = cache.get(f"forms:kept:{submission.pk}:about-you")["token"]
    client.force_login(make.person("Sam"))
    assert client.get(address(submission, "about-you") + f"?kept={token}").status_code == 404


@pytest.mark.parametrize("step", ["nowhere", "files"])
def test_visitors_cannot_fill_the_cache(client, jo, step):
    submission = make.started(make.simple_page(), jo)
    response = client.post(address(submission, step), {"subject": "x"})
    assert response.url == f"/account/login/?next={address(submission, step)}"
    assert kept.take(submission, step, "") is None


def test_text_too_long_to_keep_is_not_kept(client, jo):
    submission = make.started(make.simple_page(), jo)
    response = client.post(address(submission, "about-you"), {"subject": "x" * 200_001})
    assert "kept" not in response.url


def test_messages_say_what_was_saved(mine, jo):
    submission = make.started(make.simple_page(), jo)
    response = mine.post(address(submission, "about-you"), {"subject": "P", "later": "1"}, follow=True)
    assert "Your answers are saved." in response.content.decode()
    assert not list(get_messages(mine.get(submission.page.specific.url).wsgi_request))
