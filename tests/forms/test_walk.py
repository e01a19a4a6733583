"""The walk through a form in the browser's own terms: GET shows, POST saves and leads on."""

import hashlib
import re

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection

from cms.permissions import Allowed
from forms import actions
from forms.models import Attachment, FormPage, Sending, Status, Submission
from tests.factories import forms as make

from .conftest import address

pytestmark = pytest.mark.django_db


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def seen_in(response):
    return re.search(r'name="seen" value="(\w*)"', response.content.decode())[1]


def test_whole_walk_from_start_to_confirmation(mine, jo):
    page = make.simple_page(send_label="Send it", sent_text="<p>We read it within a week.</p>")
    begun = mine.post(page.url)
    submission = Submission.objects.get()
    base = f"{page.url}{submission.reference}/"
    assert (begun.status_code, begun.url) == (302, base)
    assert mine.get(base).url == f"{base}about-you/"
    assert mine.post(f"{base}about-you/", {"subject": "Physics"}).url == f"{base}anything-else/"
    assert mine.post(f"{base}anything-else/", {"comment": "No"}).url == f"{base}check/"
    assert mine.get(base).url == f"{base}check/"
    shown = mine.get(f"{base}check/").content.decode()
    assert "Physics" in shown
    assert "Send it" in shown
    assert mine.post(f"{base}check/", {"revision": "2"}).url == f"{base}sent/"
    final = mine.get(f"{base}sent/").content.decode()
    assert submission.reference in final
    assert "We read it within a week." in final
    submission.refresh_from_db()
    assert (submission.status, submission.answers) == (
        Status.SENT,
        {"one": {"subject": "Physics"}, "two": {"comment": "No"}},
    )
    assert mine.get(base).url == f"{base}sent/"


def test_step_says_which_part_and_has_one_heading(mine, jo):
    submission = make.started(make.simple_page(), jo)
    shown = mine.get(address(submission, "anything-else")).content.decode()
    assert "Confidence audit: part 2 of 2" in shown
    assert re.findall(r"<h1[^>]*>([^<]*)</h1>", shown) == ["Anything else"]
    assert "Last saved" not in shown


@time_machine.travel("2026-11-16 16:12Z", tick=False)
def test_step_says_when_it_was_last_saved(mine, jo):
    submission = make.ready(jo)
    assert "Last saved today at 4:12pm" in mine.get(address(submission, "about-you")).content.decode()


def test_missing_answer_is_named_and_the_rest_kept(mine, jo):
    page = make.form_page(
        make.step(
            "You",
            make.question("short_text", "Subject", "a"),
            make.question("short_text", "Town", "b"),
            key="s",
        )
    )
    submission = make.started(page, jo)
    response = mine.post(address(submission, "you"), {"a": "", "b": "Leeds"})
    shown = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: You" in shown
    assert '<a href="#id_a">Enter subject</a>' in shown
    assert 'value="Leeds"' in shown
    submission.refresh_from_db()
    assert submission.answers == {"s": {"a": "", "b": "Leeds"}}


@pytest.mark.parametrize(("button", "leads_to"), [("back", "about-you/"), ("later", ""), (None, "check/")])
def test_every_button_keeps_what_was_typed(mine, jo, button, leads_to):
    submission = make.started(make.simple_page(), jo)
    data = {"comment": "Half a sent"} | ({button: "1"} if button else {})
    response = mine.post(address(submission, "anything-else"), data)
    start = submission.page.specific.url
    assert response.url == (f"{start}{submission.reference}/{leads_to}" if leads_to else start)
    submission.refresh_from_db()
    assert submission.answers == {"two": {"comment": "Half a sent"}}


def test_save_for_later_judges_nothing_and_says_so(mine, jo):
    submission = make.started(make.simple_page(), jo)
    response = mine.post(address(submission, "about-you"), {"subject": "", "later": "1"})
    assert said(response) == ["Your answers are saved. Come back to “Confidence audit” when you like."]


def test_back_on_the_first_step_leads_to_the_start(mine, jo):
    submission = make.started(make.simple_page(), jo)
    response = mine.post(address(submission, "about-you"), {"subject": "P", "back": "1"})
    assert response.url == submission.page.specific.url


def test_change_link_leads_back_to_check(mine, jo):
    submission = make.ready(jo)
    shown = mine.get(address(submission, "check")).content.decode()
    change = f"{address(submission, 'about-you')}?return=check"
    assert (
        f'<a class="govuk-link" href="{change}">Change<span class="govuk-visually-hidden"> Subject</span></a>'
        in shown
    )
    assert mine.post(change, {"subject": "Maths"}).url == address(submission, "check")
    assert mine.post(change, {"subject": "Maths", "back": "1"}).url == address(submission, "check")


def test_check_lists_the_steps_that_lack_answers(mine, jo):
    submission = make.started(make.simple_page(), jo)
    shown = mine.get(address(submission, "check")).content.decode()
    link = f"{address(submission, 'about-you')}?show=missing"
    assert f'<a class="govuk-link" href="{link}">Answer the questions in “About you”</a>' in shown
    assert "By sending this" not in shown
    assert "Enter subject" in mine.get(link).content.decode()


def test_sending_unready_answers_changes_nothing(mine, jo):
    submission = make.started(make.simple_page(), jo)
    response = mine.post(address(submission, "check"), {"revision": "0"})
    assert said(response) == ["Answer the questions in “About you”"]
    assert (response.url, Sending.objects.count()) == (address(submission, "check"), 0)


def test_pressing_send_twice_sends_once(mine, jo):
    submission = make.ready(jo)
    first = mine.post(address(submission, "check"), {"revision": "1"})
    second = mine.post(address(submission, "check"), {"revision": "1"})
    assert (first.url, second.url) == (address(submission, "sent"),) * 2
    assert Sending.objects.count() == 1


def test_pressing_start_twice_makes_one_draft(mine):
    page = make.simple_page()
    assert mine.post(page.url).url == mine.post(page.url).url
    assert Submission.objects.count() == 1


def test_a_draft_that_was_touched_is_not_handed_out_as_new(mine, jo):
    page = make.simple_page()
    make.ready(jo, page)
    mine.post(page.url)
    assert Submission.objects.count() == 2


def test_answers_changed_since_check_was_opened_are_not_sent(mine, jo):
    submission = make.ready(jo)
    make.answered(submission, {"two": {"comment": "From the phone"}})
    response = mine.post(address(submission, "check"), {"revision": "1"})
    assert said(response) == [
        "Your answers changed since you opened this page. Check them again before you send."
    ]
    assert Sending.objects.count() == 0


def test_saving_a_sent_one_says_why_not(mine, jo):
    submission = make.ready(jo)
    actions.send(submission=submission, by=jo, statement="")
    response = mine.post(address(submission, "about-you"), {"subject": "Chemistry"})
    assert (response.url, said(response)) == (
        address(submission, "sent"),
        ["You have sent this, so it cannot be changed now."],
    )
    submission.refresh_from_db()
    assert submission.answers == {"one": {"subject": "Physics"}}


def test_posted_facts_beside_the_questions_change_nothing(mine, jo):
    other, submission = make.person("Sam"), make.started(make.simple_page(), jo)
    mine.post(
        address(submission, "about-you"),
        {"subject": "P", "owner": other.pk, "status": "accepted", "version": 99, "reference": "ABCDEFGHJK"},
    )
    fresh = Submission.objects.get(pk=submission.pk)
    assert (fresh.owner, fresh.status, fresh.version_id, fresh.reference) == (
        jo,
        Status.DRAFT,
        submission.version_id,
        submission.reference,
    )


@pytest.mark.parametrize("step", ["nowhere", "two", "done", "wizard_goto_step"])
def test_a_step_that_the_version_lacks_is_not_found(mine, jo, step):
    submission = make.started(make.simple_page(), jo)
    assert mine.get(address(submission, step)).status_code == 404
    assert mine.post(address(submission, step), {"subject": "P"}).status_code == 404


def test_posted_step_names_count_for_nothing(mine, jo):
    submission = make.started(make.simple_page(), jo)
    mine.post(
        address(submission, "about-you"),
        {"subject": "P", "wizard_goto_step": "anything-else", "step_wizard-current_step": "anything-else"},
    )
    submission.refresh_from_db()
    assert submission.answers == {"one": {"subject": "P"}}


def test_name_is_filled_in_before_and_not_after(mine, jo):
    page = make.form_page(make.step("You", make.question("short_text", "Name", "n", prefill="name"), key="s"))
    submission = make.started(page, jo)
    assert 'value="Jo Okafor"' in mine.get(address(submission, "you")).content.decode()
    mine.post(address(submission, "you"), {"n": "", "later": "1"})
    assert 'value="Jo Okafor"' not in mine.get(address(submission, "you")).content.decode()


def everything():
    """A hash of every row in the database."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            digest.update(repr((table, cursor.fetchall())).encode())
    return digest.hexdigest()


def test_looking_writes_nothing(mine, jo):
    page = make.simple_page()
    draft = make.ready(jo, page)
    make.answered(draft, {"one": {"subject": ""}})
    done = make.sent(jo, page).submission
    make.changed(page, make.step("New", make.question("short_text", "N", "n"), key="n"))
    pages = [page.url, address(draft), address(done)]
    pages += [
        address(draft, part) for part in ("about-you", "anything-else", "check", "sent", "version", "delete")
    ]
    pages += [address(done, part) for part in ("sent", "check", "about-you", "withdraw", "delete")]
    pages += [address(draft, "about-you") + "?show=missing", address(draft, "about-you") + "?kept=abc"]
    before = everything()
    for url in pages:
        assert mine.get(url).status_code in (200, 302), url
        assert mine.head(url).status_code in (200, 302), url
    assert everything() == before


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(mine, jo, method):
    submission = make.started(make.simple_page(), jo)
    assert getattr(mine, method)(address(submission, "about-you")).status_code == 405


def test_start_page_lists_mine_with_their_statuses(mine, jo):
    page = make.simple_page()
    make.ready(make.person("Sam Other"), page, subject="Theirs")
    draft, done = make.ready(jo, page), make.sent(jo, page).submission
    back = make.sent(jo, page).submission
    actions.return_(submission=back, reason="More, please.")
    shown = mine.get(page.url).content.decode()
    found = re.findall(
        r"(Go on with|Look at) (\w{10}).*?w-tag--\w+\">(?:<span[^>]*>✓ </span>)?([^<]*)<", shown, re.DOTALL
    )
    assert found == [
        ("Go on with", back.reference, "Changes needed"),
        ("Look at", done.reference, "Sent"),
        ("Go on with", draft.reference, "In progress"),
    ]


def test_start_page_asks_as_much_of_the_database_for_many(mine, jo, django_assert_max_num_queries):
    page = make.simple_page()
    make.ready(jo, page)
    mine.get(page.url)
    with django_assert_max_num_queries(200) as few:
        mine.get(page.url)
    Submission.objects.bulk_create(
        Submission(owner=jo, page_id=page.pk, version=page.live_version, status=status)
        for status in ["draft", "sent", "returned", "accepted"] * 50
    )
    with django_assert_max_num_queries(len(few)) as many:
        mine.get(page.url)
    assert len(many) <= len(few) <= 13


def test_one_step_asks_little_of_the_database(mine, jo, django_assert_max_num_queries):
    submission = make.ready(jo)
    url = address(submission, "about-you")
    mine.get(url)
    with django_assert_max_num_queries(11):
        mine.get(url)
    with django_assert_max_num_queries(12):
        mine.post(url, {"subject": "Chemistry"})


def test_a_closed_form_says_why_and_has_no_button(mine):
    page = make.form_page()
    shown = mine.get(page.url).content.decode()
    assert "This form is not open yet." in shown
    assert "Start now" not in shown
    response = mine.post(page.url)
    assert (said(response), Submission.objects.count()) == (["This form is not open yet."], 0)


def test_an_unpublished_form_lets_those_who_began_finish(mine, jo):
    page = make.simple_page()
    submission = make.ready(jo, page)
    page.unpublish()
    assert mine.get(page.url).status_code == 404
    assert mine.get(address(submission, "check")).status_code == 200
    assert mine.post(address(submission, "check"), {"revision": "1"}).url == address(submission, "sent")
    assert mine.get(f"{page.url}ABCDEFGHJK/check/").status_code == 404


def test_a_returned_one_can_be_changed_and_sent_again(mine, jo):
    submission = make.sent(jo).submission
    actions.return_(submission=submission, reason="Say more.")
    assert mine.get(address(submission)).url == address(submission, "check")
    mine.post(address(submission, "about-you"), {"subject": "Physics and maths"})
    mine.post(address(submission, "check"), {})
    numbers = submission.sendings.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2]


def test_deleting_a_draft_asks_first_then_removes_answers_and_files(mine, jo):
    page = make.form_page(make.step("Files", make.question("file", "Notes", "f"), key="s"))
    submission = make.started(page, jo)
    mine.post(address(submission, "files"), {"f": make.upload()})
    assert "Delete this draft?" in mine.get(address(submission, "delete")).content.decode()
    response = mine.post(address(submission, "delete"))
    assert (response.url, said(response)) == (page.url, [f"Your draft {submission.reference} was deleted."])
    assert (Submission.objects.count(), Attachment.objects.count()) == (0, 0)


def test_what_was_sent_cannot_be_deleted(mine, jo):
    submission = make.sent(jo).submission
    actions.return_(submission=submission, reason="More.")
    response = mine.post(address(submission, "delete"))
    assert said(response) == ["This has been sent, so it cannot be deleted."]
    assert Submission.objects.count() == 1


def test_taking_back_is_refused_where_the_form_does_not_allow_it(mine, jo):
    submission = make.sent(jo).submission
    response = mine.post(address(submission, "withdraw"))
    assert said(response) == ["This has been sent and cannot be taken back."]
    submission.refresh_from_db()
    assert submission.status == Status.SENT


def test_editors_words_and_answers_are_escaped(mine, jo):
    bad = "<script>alert(1)</script>"
    page = make.form_page(
        make.step(bad, make.question("short_text", bad, "q", hint=bad), key="s"), title=bad, statement=bad
    )
    submission = make.started(page, jo)
    slug = submission.version.definition[0]["slug"]
    assert slug == "scriptalert1script"
    shown = mine.get(address(submission, slug)).content.decode()
    mine.post(address(submission, slug), {"q": bad})
    shown += mine.get(address(submission, "check")).content.decode() + mine.get(page.url).content.decode()
    mine.post(address(submission, "check"), {})
    shown += mine.get(address(submission, "sent")).content.decode()
    assert "alert(1)" in shown
    assert "<script>alert" not in shown


def test_taking_back_asks_first_where_the_form_allows_it(mine, jo, monkeypatch):
    monkeypatch.setattr(FormPage, "may_withdraw", lambda self, sending: Allowed())
    submission = make.sent(jo).submission
    assert (
        f'href="{address(submission, "withdraw")}"' in mine.get(address(submission, "sent")).content.decode()
    )
    assert "Take back what you sent?" in mine.get(address(submission, "withdraw")).content.decode()
    response = mine.post(address(submission, "withdraw"))
    assert said(response) == [f"You have taken back {submission.reference}."]
    submission.refresh_from_db()
    assert submission.status == Status.WITHDRAWN


def test_the_reason_for_sending_back_is_shown_first(mine, jo, monkeypatch):
    monkeypatch.setattr(FormPage, "notice", lambda self, submission: "Say more about lesson 2.")
    submission = make.sent(jo).submission
    actions.return_(submission=submission, reason="Say more about lesson 2.")
    assert "Say more about lesson 2." in mine.get(address(submission, "check")).content.decode()


def test_saving_for_later_may_lead_elsewhere(mine, jo, monkeypatch):
    monkeypatch.setattr(FormPage, "after_saving", lambda self, submission: "/my/")
    submission = make.started(make.simple_page(), jo)
    assert mine.post(address(submission, "about-you"), {"subject": "", "later": "1"}).url == "/my/"
