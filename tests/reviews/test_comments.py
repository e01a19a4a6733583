"""Comments and questions on the review page: said, shown in their place, taken back (T1, T2, T7)."""

import re

import pytest
from django.urls import reverse

from people.roles import Role
from reviews import actions
from reviews.models import Comment, ReviewedFormPage
from tests.factories.people import UserFactory, holder
from tests.factories.reviews import send_back, sign, stage_of
from tests.reading import text
from tests.sessions import just_signed_in

STEP = "Step 1: The lesson"


def url(round_, name="review", *more):
    return reverse(f"reviews:{name}", args=[round_.submission.reference, *more])


def said(round_, words="Which class was it?", **more):
    """What the comment form of the first step posts."""
    given = {"seal": round_.sending.seal, "part": STEP, "criterion": "", "audience": "mentor", "text": words}
    return given | more


def place(page, anchor):
    """What is drawn at one place, up to the form."""
    begin = page.index(f'id="{anchor}"')
    return page[begin : page.index("<details", begin)]


def test_a_comment_is_saved_and_leads_back_to_its_place(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    response = client.post(url(round_, "comment"), said(round_))

    assert response.headers["Location"] == f"{url(round_)}#talk-step-1-the-lesson"
    kept = Comment.objects.get()
    assert (kept.round, kept.author, kept.part, kept.audience, kept.text) == (
        round_,
        cast.pcm,
        STEP,
        "mentor",
        "Which class was it?",
    )
    page = text(client.get(url(round_)))
    assert "<b>You</b>, today" in place(page, "talk-step-1-the-lesson")
    assert "Which class was it?" in place(page, "talk-step-1-the-lesson")


def test_colleagues_read_what_is_for_reviewers_and_who_said_it(client, cast):
    round_ = cast.send()
    actions.comment(round=round_, by=cast.pcm, text="Only among us.", part=STEP, audience="reviewers")
    just_signed_in(client, cast.tutor)
    here = place(text(client.get(url(round_))), "talk-step-1-the-lesson")

    assert "<b>Asha Patel</b>, today" in here
    assert "for reviewers only" in here
    assert "Take it back" not in here


def test_a_comment_on_a_criterion_stands_beside_it_once(client, cast, monkeypatch):
    criteria = [{"title": "Standard 1", "criteria": [{"code": "S1.1", "text": "Is easy to approach"}]}]
    panel = (
        "portfolio/panels/criteria.html",
        {"parts": [{"title": "", "standards": criteria}], "missing": []},
    )
    monkeypatch.setattr(ReviewedFormPage, "panels", lambda page, round_, user: [panel])
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    response = client.post(url(round_, "comment"), said(round_, part="", criterion="S1.1"))
    page = text(client.get(url(round_)))

    assert response.headers["Location"] == f"{url(round_)}#talk-s1-1"
    assert "Which class was it?" in place(page, "talk-s1-1")
    assert page[: page.index('id="history"')].count("Which class was it?") == 1


def test_a_comment_on_what_the_page_does_not_draw_stands_at_the_end_and_says_where(client, cast):
    round_ = cast.send()
    actions.comment(round=round_, by=cast.pcm, text="Well chosen.", criterion="S9.9")
    just_signed_in(client, cast.pcm)
    here = place(text(client.get(url(round_))), "talk-all")

    assert "Well chosen." in here
    assert ", about S9.9" in here


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Write what you want to say"),
        (" \n ", "Write what you want to say"),
        ("x" * 50_000, "Use 5000 characters or fewer. You have used 50000."),
        ("one\x00two", "Null characters are not allowed."),
    ],
)
def test_words_that_cannot_be_taken_are_kept_with_the_sentence_beside_them(client, cast, words, sentence):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    response = client.post(url(round_, "comment"), said(round_, words, audience="reviewers"))
    page = text(response)

    assert Comment.objects.count() == 0
    assert "<title>Error: Review: Jo Okafor" in page
    assert f'<a href="#text-step-1-the-lesson">{sentence}</a>' in page
    assert 'aria-describedby="text-step-1-the-lesson_error"' in page
    assert page.count('<details class="govuk-details w-cmt" open>') == 1
    assert words.strip("\x00 \n")[:20] in page
    assert re.search(r'value="reviewers" id="audience-step-1-the-lesson_1" checked', page)


def test_an_audience_nobody_knows_is_refused_beside_the_radios(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    page = text(client.post(url(round_, "comment"), said(round_, audience="everybody")))

    assert "Select one of the answers shown" in page
    assert Comment.objects.count() == 0


def test_a_part_that_was_never_sent_is_no_place(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    refused = text(client.post(url(round_, "comment"), said(round_, "", part="Step 99")))
    client.post(url(round_, "comment"), said(round_, part="Step 99"))

    assert refused.count("Write what you want to say") == 2
    assert Comment.objects.get().part == ""


def test_ones_own_comment_is_taken_back_until_somebody_decides(client, cast):
    round_ = cast.send()
    first, second = (actions.comment(round=round_, by=cast.pcm, text=words) for words in ("One.", "Two."))
    just_signed_in(client, cast.pcm)
    response = client.post(url(round_, "remove_comment", first.pk))
    assert response.headers["Location"] == f"{url(round_)}#talk-all"
    assert list(Comment.objects.all()) == [second]

    sign(round_, cast.pcm)
    response = client.post(url(round_, "remove_comment", second.pk))
    assert response.status_code == 403
    assert "A decision has been made since, so this comment stays." in text(response)
    assert list(Comment.objects.all()) == [second]


def test_nobody_takes_back_what_somebody_else_said(client, cast):
    round_ = cast.send()
    mine = actions.comment(round=round_, by=cast.pcm, text="One.")
    other = cast.send(mentor=cast.another_mentor())
    just_signed_in(client, cast.tutor)

    assert client.post(url(round_, "remove_comment", mine.pk)).status_code == 403
    assert client.post(url(other, "remove_comment", mine.pk)).status_code == 404
    assert client.post(url(round_, "remove_comment", 10**12)).status_code == 404
    assert list(Comment.objects.all()) == [mine]


def test_strangers_say_nothing_and_find_nothing(client, cast):
    round_ = cast.send()
    comment = actions.comment(round=round_, by=cast.pcm, text="One.")
    doors = [url(round_, "comment"), url(round_, "ask"), url(round_, "remove_comment", comment.pk)]
    for person in (cast.mentor, holder(Role.PCM), holder(Role.COORDINATOR), UserFactory(admin=True)):
        just_signed_in(client, person)
        assert [client.post(door, said(round_)).status_code for door in doors] == [404, 404, 404]
    client.logout()
    assert [client.post(door, said(round_)).status_code for door in doors] == [302, 302, 302]
    assert list(Comment.objects.all()) == [comment]


def test_a_closed_round_takes_no_more_words(client, cast):
    round_ = cast.send()
    send_back(round_, cast.pcm)
    just_signed_in(client, cast.pcm)
    response = client.post(url(round_, "comment"), said(round_))

    assert response.status_code == 403
    assert "This was sent back, so nothing more can be decided about it." in text(response)
    assert "Comment on this" not in text(client.get(url(round_)))
    assert Comment.objects.count() == 0


def test_the_address_of_a_form_leads_back_to_the_page(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)

    assert client.get(url(round_, "comment")).headers["Location"] == url(round_)
    assert client.get(url(round_, "ask")).headers["Location"] == url(round_)


def test_what_was_said_is_text_and_nothing_else(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    client.post(url(round_, "comment"), said(round_, "<script>alert(1)</script>"))

    assert "<script>alert" not in client.get(url(round_)).content.decode()


# --- questions ---------------------------------------------------------------------------------------------


def test_a_question_goes_to_the_mentor_and_the_stage_stays_open(client, cast, mailoutbox):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    data = {"question-seal": round_.sending.seal, "question-text": "Which class was it?"}
    response = client.post(url(round_, "ask"), data, follow=True)
    page = text(response)

    assert "Your question is on its way to Jo Okafor." in page
    assert "You asked today" in page
    assert "no answer yet" in page
    assert stage_of(round_).role == Role.PCM
    question = Comment.objects.get()
    assert (question.is_question, question.audience, question.author) == (True, "mentor", cast.pcm)

    actions.answer(question=question, by=cast.mentor, text="Class 8b, in the morning.")
    page = text(client.get(url(round_)))
    assert "read the answer" in page
    assert "Class 8b, in the morning." in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("", "Write what you want to say"), ("x" * 5001, "Use 5000 characters or fewer. You have used 5001.")],
)
def test_a_question_without_words_is_told_so(client, cast, words, sentence):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    page = text(
        client.post(url(round_, "ask"), {"question-text": words, "question-seal": round_.sending.seal})
    )

    assert page.count(sentence) == 2
    assert '<a href="#id_question-text">' in page
    assert Comment.objects.count() == 0


def test_only_whoever_may_decide_asks(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.tutor)
    response = client.post(url(round_, "ask"), {"question-text": "Which class?"})

    assert response.status_code == 403
    assert "It is not your turn yet." in text(response)
    assert Comment.objects.count() == 0


# --- the time line -----------------------------------------------------------------------------------------


def test_the_time_line_tells_what_was_said_in_each_round(client, cast):
    round_ = cast.send()
    actions.comment(round=round_, by=cast.pcm, text="Among us.", part=STEP, audience="reviewers")
    actions.ask(stage=stage_of(round_), by=cast.pcm, text="Which class?")
    send_back(round_, cast.pcm, sections=[STEP])
    round_.submission.refresh_from_db()
    second = cast.send(round_.submission)
    just_signed_in(client, cast.tutor)
    page = text(client.get(url(second)))
    told = re.findall(r"<p><b>([^<]+)</b> ([^<]+)</p>", page[page.index('id="history"') :])

    assert told == [
        ("Jo Okafor", "sent this for review again, for round 2"),
        ("Asha Patel", f"sent this back as professional co-ordinating mentor (PCM), to look again at {STEP}"),
        ("Asha Patel", "asked a question"),
        ("Asha Patel", f"commented on {STEP}, for reviewers only"),
        ("Jo Okafor", "sent this for review"),
    ]


@pytest.mark.parametrize("many", [2, 40])
def test_many_comments_ask_the_database_no_more(client, cast, many, django_assert_max_num_queries):
    round_ = cast.send()
    for number in range(many):
        author = cast.pcm if number % 2 else cast.tutor
        actions.comment(round=round_, by=author, text=f"Comment {number}.", part=STEP if number % 3 else "")
    actions.ask(stage=stage_of(round_), by=cast.pcm, text="Which class?")
    just_signed_in(client, cast.pcm)
    client.get(url(round_))

    with django_assert_max_num_queries(25):
        page = text(client.get(url(round_)))
    assert page.count("Comment 1.") == 2  # in its place and in the time line
