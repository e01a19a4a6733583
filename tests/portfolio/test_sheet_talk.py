"""What the mentor reads of a review, and says in it: questions, comments, parts, somebody else (E8, T2)."""

import re

import pytest
from django.urls import reverse

from people.roles import Role
from reviews import actions
from reviews.models import Comment
from reviews.openings import still_to_open
from tests.factories import portfolio as make
from tests.factories.people import holder
from tests.factories.reviews import send_back, sign, stage_of
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(ready):
    return make.send_sheet(ready)


def url(enrolment, name="record_sheet", *more):
    return reverse(f"portfolio:{name}", args=[enrolment.slug, *more])


def opened(round_, person):
    """Everything opened that the stage wants opened."""
    for label, _ in still_to_open(person, stage_of(round_)):
        actions.note_opening(round=round_, by=person, label=label)


def refused_by_tutor(round_, cast, **more):
    """The PCM signs, the link tutor sends back."""
    opened(round_, cast.pcm)
    sign(round_, cast.pcm)
    return send_back(round_, cast.tutor, **more)


# --- questions ---------------------------------------------------------------------------------------------


def test_a_question_is_answered_on_the_page_of_the_sheet(mine, ready, cast, round_):
    question = actions.ask(stage=stage_of(round_), by=cast.pcm, text="Which class was it?")
    page = text(mine.get(url(ready)))
    assert "Questions to you" in page
    assert "Which class was it?" in page

    response = mine.post(url(ready, "answer"), {"question": question.pk, "text": "Class 8b."}, follow=True)

    assert response.redirect_chain == [(url(ready), 302)]
    assert "Asha Patel has your answer." in text(response)
    assert Comment.objects.get(answers=question).text == "Class 8b."
    page = text(mine.get(url(ready)))
    assert "Class 8b." in page
    assert "Your answer" not in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Write what you want to say"),
        ("x" * 50_000, "Use 5000 characters or fewer. You have used 50000."),
    ],
)
def test_an_answer_that_cannot_be_taken_is_kept_beside_the_sentence(
    mine, ready, cast, round_, words, sentence
):
    first = actions.ask(stage=stage_of(round_), by=cast.pcm, text="Which class was it?")
    actions.ask(stage=stage_of(round_), by=cast.pcm, text="Which lesson was it?")
    page = text(mine.post(url(ready, "answer"), {"question": first.pk, "text": words}))

    assert "<title>Error: Your record sheet" in page
    assert page.count(sentence) == 2
    assert f'<a href="#text-answer-{first.pk}">' in page
    assert words in page
    assert not Comment.objects.filter(answers__isnull=False).exists()


def test_a_question_is_answered_once(mine, ready, cast, round_):
    question = actions.ask(stage=stage_of(round_), by=cast.pcm, text="Which class was it?")
    for words in ("Class 8b.", "Class 9a."):
        response = mine.post(url(ready, "answer"), {"question": question.pk, "text": words}, follow=True)

    assert "You have answered this already." in text(response)
    assert Comment.objects.get(answers=question).text == "Class 8b."


def test_nobody_answers_somebody_elses_question(client, ready, cast, round_):
    question = actions.ask(stage=stage_of(round_), by=cast.pcm, text="Which class was it?")
    other = cast.enrol(cast.another_mentor())
    make.everything(other, cast)
    make.send_sheet(other)
    client.force_login(other.person)

    for where in (ready, other):
        data = {"question": question.pk, "text": "Class 8b."}
        assert client.post(url(where, "answer"), data).status_code == 404
    remark = actions.comment(round=round_, by=cast.pcm, text="Well done.")
    client.force_login(cast.mentor)
    for number in (remark.pk, "", "x", 10**30):
        assert client.post(url(ready, "answer"), {"question": number, "text": "Yes."}).status_code == 404
    assert not Comment.objects.filter(answers__isnull=False).exists()


# --- comments ----------------------------------------------------------------------------------------------


def test_comments_to_the_mentor_are_read_once_somebody_has_decided_those_among_reviewers_never(
    mine, ready, cast, round_
):
    actions.comment(round=round_, by=cast.pcm, text="A date would help.", part="Evidence 1")
    actions.comment(round=round_, by=cast.pcm, text="Among us.", part="Evidence 1", audience="reviewers")
    sheet, sent = url(ready), url(ready, "sent", 1)
    assert "A date would help." not in text(mine.get(sheet)) + text(mine.get(sent))

    send_back(round_, cast.pcm)

    page = text(mine.get(sheet))
    assert "Comments to you" in page
    assert f'about <a class="govuk-link" href="{sent}#talk-evidence-1">Evidence 1</a>' in page
    copy = text(mine.get(sent))
    here = copy[copy.index('id="talk-evidence-1"') :]
    assert "A date would help." in here[: here.index("</section>")]
    assert "Comment on this" not in copy
    assert "Among us." not in page + copy


def test_the_time_line_of_the_mentor_tells_no_note_for_colleagues(mine, ready, cast, round_):
    other = holder(Role.PCM, school=cast.school, name="Nia Next")
    actions.pass_on(stage=stage_of(round_), to=other, by=cast.pcm, note="We do not get on well.")
    page = text(mine.get(url(ready)))

    assert "<b>Asha Patel</b> passed this on to Nia Next" in page
    assert "We do not get on well." not in page


def test_the_page_says_whose_turn_it_is_and_since_when(mine, ready, round_):
    page = text(mine.get(url(ready)))

    waits = (
        r"It waits for the professional co-ordinating mentor \(PCM\), Hillcrest School, since \d+ \w+ \d{4}\."
    )
    assert re.search(waits, page)


# --- sent back ---------------------------------------------------------------------------------------------


def test_the_parts_to_look_at_again_are_named_with_the_reason(mine, ready, cast, round_):
    send_back(round_, cast.pcm, sections=["Evidence 1", "Conversation 1"])
    page = text(mine.get(url(ready)))
    title = ready.evidence.get().title
    sent = url(ready, "sent", 1)

    assert "These parts should be looked at again:" in page
    assert f'<a class="govuk-link" href="{sent}#evidence-1">Evidence 1: {title}</a>' in page
    assert f'<a class="govuk-link" href="{sent}#conversation-1">Conversation 1: with Asha Patel</a>' in page
    assert 'id="conversation-1"' in text(mine.get(sent))


def test_the_mentor_asks_once_that_somebody_else_decides(mine, ready, cast, round_):
    refused_by_tutor(round_, cast)
    assert "Ask for somebody else to decide" in text(mine.get(url(ready)))

    response = mine.post(url(ready, "ask_for_another"), follow=True)

    assert response.redirect_chain == [(url(ready), 302)]
    page = text(response)
    assert "Somebody else decides when you have sent your record sheet again." in page
    assert "You asked for somebody else. Tom Reid does not decide about it again." in page
    assert "Ask for somebody else to decide" not in page
    round_.refresh_from_db()
    wanted = round_.another_wanted_at
    assert wanted is not None
    assert "You have asked already." in text(mine.post(url(ready, "ask_for_another"), follow=True))
    round_.refresh_from_db()
    assert round_.another_wanted_at == wanted


def test_where_the_same_people_read_it_again_nobody_else_can_be_asked_for(mine, ready, cast, round_):
    send_back(round_, cast.pcm)
    assert "Ask for somebody else to decide" not in text(mine.get(url(ready)))

    assert "At this stage the same people read it again." in text(
        mine.post(url(ready, "ask_for_another"), follow=True)
    )
    round_.refresh_from_db()
    assert round_.another_wanted_at is None


@pytest.mark.parametrize("many", [2, 40])
def test_much_talk_asks_the_database_no_more(mine, ready, cast, round_, many, django_assert_max_num_queries):
    for number in range(many):
        actions.comment(round=round_, by=cast.pcm, text=f"Comment {number}.", part="Evidence 1")
    send_back(round_, cast.pcm)
    mine.get(url(ready))

    with django_assert_max_num_queries(45):
        assert "Comment 1." in text(mine.get(url(ready)))


@pytest.mark.parametrize("many", [1, 20])
def test_a_real_record_is_reviewed_with_as_many_questions_to_the_database(
    client, ready, cast, many, django_assert_max_num_queries
):
    for number in range(many - 1):
        make.add_evidence(ready, title=f"Evidence {number}")
    round_ = make.send_sheet(ready)
    for number in range(many * 2):
        actions.comment(round=round_, by=cast.pcm, text=f"Comment {number}.", part=f"Evidence {number}")
    send_back(round_, cast.pcm)
    round_.submission.refresh_from_db()
    again = make.send(round_.submission).round
    client.force_login(cast.pcm)
    address = reverse("reviews:review", args=[again.submission.reference])
    client.get(address)

    with django_assert_max_num_queries(25):
        page = text(client.get(address))
    assert page.count("Comment on this") >= many
