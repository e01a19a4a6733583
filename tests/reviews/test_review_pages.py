"""Reading and deciding through the pages: queue, review, check of the decision, files (T2, T7, T11, T13)."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.permissions import Refused
from forms.models import Status
from people.models.periods import today
from people.roles import Role
from reviews import actions
from reviews.models import Decision, Outcome, ReviewedFormPage, Stage
from tests.factories.people import AppointmentFactory, SchoolFactory, UserFactory, holder
from tests.factories.reviews import PCM_SAYS, send_back, sign, stage_of
from tests.reading import text
from tests.sessions import just_signed_in

REASON = "Good notes. Please add the date of the lesson by Friday."


def url(round_, name="review", *more):
    return reverse(f"reviews:{name}", args=[round_.submission.reference, *more])


def typed(round_, decision="sign", **more):
    """What the decision form posts."""
    stage = round_.stages.open().first()
    given = {
        "seal": round_.sending.seal,
        "stage": str(stage.position) if stage else "office",
        "decision": decision,
        "typed_name": "Asha Patel",
        "reason": REASON,
    }
    return given | more


def without_token(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(response))


# --- the queue ---------------------------------------------------------------------------------------------


def test_an_empty_queue_says_so(client, cast):
    just_signed_in(client, cast.pcm)

    assert "Nothing waiting for you" in text(client.get(reverse("reviews:queue")))


def test_the_queue_lists_what_waits_oldest_first(client, cast):
    rounds = [cast.send(mentor=cast.another_mentor(name=name)) for name in ("Ines Duarte", "Femi Adeyemi")]
    Stage.objects.filter(round=rounds[1]).update(
        opened_at=rounds[1].opened_at - datetime.timedelta(days=20),
        due_on=today() - datetime.timedelta(days=6),
    )
    just_signed_in(client, cast.pcm)
    page = text(client.get(reverse("reviews:queue")))

    assert page.index("Femi Adeyemi") < page.index("Ines Duarte")
    assert "2 waiting" in page
    assert "Start with Femi Adeyemi." in page
    assert "20 days, late" in page
    assert url(rounds[0]) in page


def test_what_was_sent_again_is_marked(client, cast):
    first = cast.sent_back()
    first.submission.refresh_from_db()
    cast.send(first.submission)
    just_signed_in(client, cast.pcm)

    assert "Sent again" in text(client.get(reverse("reviews:queue")))


def test_nobody_sees_their_own_sheet_in_the_queue(client, cast):
    AppointmentFactory(person=cast.mentor, role=Role.PCM, school=cast.school)
    cast.send()
    just_signed_in(client, cast.mentor)

    assert "Nothing waiting for you" in text(client.get(reverse("reviews:queue")))


def test_a_signed_sheet_leaves_the_queue_and_is_listed_as_decided(client, cast):
    cast.signed_by_pcm()
    just_signed_in(client, cast.pcm)
    page = text(client.get(reverse("reviews:queue")))

    assert "Nothing waiting for you" in page
    assert "Signed" in page
    assert "Jo Okafor, Entry record sheet" in page


# --- the page ----------------------------------------------------------------------------------------------


def test_the_page_shows_what_was_sent_and_who_signs(client, cast):
    submission = cast.draft()
    attachment = cast.attach(submission)
    round_ = cast.send(submission)
    just_signed_in(client, cast.pcm)
    page = text(client.get(url(round_)))

    for shown in (
        "Jo Okafor",
        "Hillcrest School, with Kingsmere University",
        "What did you observe?",
        "A Year 8 lesson on fractions",
        "notes.png",
        url(round_, "file", attachment.key),
        PCM_SAYS,
        "Link tutor, Kingsmere University,</b> signs after that",
        "Your decision",
    ):
        assert shown in page


def test_the_page_shows_what_was_sent_although_the_answers_changed_since(client, cast):
    round_ = cast.sent_back()
    submission = round_.submission
    submission.refresh_from_db()
    cast.answer(submission, "Quite another lesson")
    just_signed_in(client, cast.pcm)
    page = text(client.get(url(round_)))

    assert "A Year 8 lesson on fractions" in page
    assert "Quite another lesson" not in page


def test_panels_of_the_form_stand_on_the_page(client, cast, monkeypatch):
    def panels(page, round_, user):
        return [("components/empty.html", {"text": "8 of 8 are met."})]

    monkeypatch.setattr(ReviewedFormPage, "panels", panels)
    round_ = cast.send()
    just_signed_in(client, cast.pcm)

    assert "8 of 8 are met." in text(client.get(url(round_)))


def test_whose_turn_it_is_stands_where_nothing_can_be_decided(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.tutor)
    page = text(client.get(url(round_)))

    assert "It is not your turn yet." in page
    assert "It waits for the professional co-ordinating mentor (PCM), Hillcrest School" in page
    assert 'name="decision"' not in page


def test_without_what_the_form_asks_for_only_sending_back_is_offered(client, cast, monkeypatch):
    why = Refused("Note your observation of the mentor first.")
    monkeypatch.setattr(ReviewedFormPage, "guards", lambda page, stage, user: why)
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    page = text(client.get(url(round_)))

    assert "Note your observation of the mentor first." in page
    assert 'value="back"' in page
    assert 'value="sign"' not in page
    response = client.post(url(round_, "decide"), typed(round_))
    assert "Select one of the answers shown" in text(response)
    assert Decision.objects.count() == 0


def test_a_later_round_says_what_changed_and_the_old_one_stays_readable(client, cast):
    first = cast.sent_back(REASON)
    submission = first.submission
    submission.refresh_from_db()
    cast.answer(submission, "A Year 9 lesson")
    cast.attach(submission)
    second = cast.send(submission)
    just_signed_in(client, cast.pcm)
    page = text(client.get(url(second)))
    old = text(client.get(url(first, "round", 1)))

    assert "What changed since round 1" in page
    assert re.findall(r'<b>(\w+)</b> <div> <a class="govuk-link" href="#[\w-]+">([^<]+)</a>', page) == [
        ("Changed", "The lesson"),
        ("Changed", "Your notes"),
        ("Added", "notes.png"),
    ]
    assert REASON in page
    assert "A Year 8 lesson on fractions" in old
    assert "A Year 9 lesson" not in old
    assert "You are reading round 1 as it was sent." in old
    assert 'name="decision"' not in old


def test_the_latest_round_has_one_address(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)

    assert client.get(url(round_, "round", 1)).headers["Location"] == url(round_)
    assert client.get(url(round_, "round", 2)).status_code == 404


# --- deciding ----------------------------------------------------------------------------------------------


def test_a_decision_is_checked_and_then_made(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    check = text(client.post(url(round_), typed(round_)))

    assert "Check your decision" in check
    assert PCM_SAYS in check
    assert f'action="{url(round_, "decide")}"' in check
    assert Decision.objects.count() == 0

    response = client.post(url(round_, "decide"), typed(round_), follow=True)

    assert response.redirect_chain == [(url(round_, "done"), 302)]
    assert "You have signed" in text(response)
    assert "<b>Jo Okafor, Entry record sheet</b>" in text(response)
    assert Decision.objects.get().outcome == Outcome.SIGNED


def test_sending_back_from_the_page(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    check = text(client.post(url(round_), typed(round_, "back")))
    assert "Send back to Jo Okafor" in check
    assert REASON in check

    client.post(url(round_, "decide"), typed(round_, "back"))

    round_.submission.refresh_from_db()
    assert round_.submission.status == Status.RETURNED
    assert Decision.objects.get().comment == REASON


def test_change_leads_back_with_everything_kept(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    page = text(client.post(url(round_), typed(round_, "back", change="1")))

    assert "Your decision" in page
    assert REASON in page
    assert re.search(r'value="back"[^>]* checked', page)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"decision": ""}, "Select whether you sign or send back"),
        ({"decision": "approve"}, "Select one of the answers shown"),
        ({"typed_name": ""}, "Type your full name to sign"),
        ({"typed_name": "Somebody Else"}, "Type your name as it stands on your account: Asha Patel"),
        ({"decision": "back", "reason": ""}, "Say what is good, what to change and by when"),
        ({"decision": "back", "reason": "x" * 5001}, "Use 5000 characters or fewer"),
    ],
)
@pytest.mark.parametrize("step", ["review", "decide"])
def test_what_is_missing_is_said_by_the_field_and_the_rest_is_kept(client, cast, given, message, step):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    page = text(client.post(url(round_, step), typed(round_, **given)))

    assert "There is a problem" in page
    assert page.count(message) == 2
    assert "<title>Error: Review: Jo Okafor" in page
    if "reason" not in given:
        assert REASON in page
    assert Decision.objects.count() == 0


def test_a_second_press_finds_the_decision_made(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    answers = [client.post(url(round_, "decide"), data) for data in [typed(round_)] * 2]

    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [
        (302, url(round_, "done"))
    ] * 2
    assert Decision.objects.count() == 1


def test_an_old_page_is_refused_with_409_and_what_was_typed_is_kept(client, cast):
    first = cast.send()
    old = typed(first, "back")
    send_back(first, cast.pcm)
    first.submission.refresh_from_db()
    second = cast.send(first.submission)
    other = holder(Role.PCM, school=cast.school, name="Asha Patel")
    just_signed_in(client, other)

    for step in ("review", "decide"):
        response = client.post(url(second, step), old)
        assert response.status_code == 409
        assert "changed since you opened it" in text(response)
        assert REASON in text(response)
        assert second.sending.seal in text(response)
    assert second.decisions.count() == 0


def test_a_page_of_another_stage_is_refused(client, cast):
    round_ = cast.send()
    old = typed(round_)
    both = holder(Role.PCM, school=cast.school, name="Asha Patel")
    AppointmentFactory(person=both, role=Role.LINK_TUTOR, provider=cast.provider)
    sign(round_, cast.pcm)
    just_signed_in(client, both)

    assert client.post(url(round_, "decide"), old).status_code == 409
    assert round_.decisions.count() == 1


def test_whose_turn_it_is_not_gets_403_and_a_sentence(client, cast):
    AppointmentFactory(person=cast.mentor, role=Role.PCM, school=cast.school)
    round_ = cast.send()

    for person, sentence in (
        (cast.mentor, "This is your own work."),
        (cast.tutor, "It is not your turn yet."),
        (cast.office, "This waits for the professional co-ordinating mentor"),
    ):
        just_signed_in(client, person)
        for step in ("review", "decide"):
            response = client.post(url(round_, step), typed(round_, typed_name=person.name))
            assert response.status_code == 403
            assert sentence in text(response)
    assert Decision.objects.count() == 0


def test_office_sends_back_from_the_page_when_everybody_has_signed(client, cast):
    round_ = cast.signed_by_all()
    just_signed_in(client, cast.office)
    page = text(client.get(url(round_)))

    assert "Everybody has signed." in page
    assert 'value="sign"' not in page
    client.post(url(round_, "decide"), typed(round_, "back"))
    assert round_.decisions.last().outcome == Outcome.SENT_BACK


def test_a_role_that_ends_ends_reading_and_deciding_with_the_next_request(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    data = typed(round_)
    assert client.get(url(round_)).status_code == 200
    cast.pcm.appointments.update(end=today() - datetime.timedelta(days=1))

    assert client.get(url(round_)).status_code == 404
    assert client.post(url(round_, "decide"), data).status_code == 404
    assert "Nothing waiting for you" in text(client.get(reverse("reviews:queue")))
    assert Decision.objects.count() == 0


def test_the_next_pcm_finds_what_the_last_one_left(client, cast):
    cast.pcm.appointments.update(end=today() - datetime.timedelta(days=1))
    following = holder(Role.PCM, school=cast.school, name="Nia Next")
    round_ = cast.send()

    assert sign(round_, following).signatory == following


def test_after_a_decision_the_next_one_is_one_press_away(client, cast):
    first, second, third = (cast.send(mentor=cast.another_mentor(name=name)) for name in "ABC")
    just_signed_in(client, cast.pcm)
    page = text(client.post(url(second, "decide"), typed(second), follow=True))

    assert "You have signed" in page
    assert f'href="{url(third)}"' in page
    assert "Next: C, Entry record sheet" in page
    client.post(url(third, "decide"), typed(third))
    assert "Next: A, Entry record sheet" in text(client.get(url(third, "done")))
    client.post(url(first, "decide"), typed(first, "back"))
    page = text(client.get(url(first, "done")))
    assert "You have sent this back" in page
    assert "Nothing else waits for you." in page


def test_who_decided_nothing_is_led_from_the_confirmation_to_the_page(client, cast):
    round_ = cast.signed_by_pcm()
    just_signed_in(client, cast.tutor)

    assert client.get(url(round_, "done")).headers["Location"] == url(round_)


def test_the_page_says_where_it_stands_in_the_queue(client, cast):
    rounds = [cast.send(mentor=cast.another_mentor(name=name)) for name in "ABC"]
    just_signed_in(client, cast.pcm)
    page = text(client.get(url(rounds[1])))

    assert "2 of 3, oldest first" in page
    assert f'href="{url(rounds[0])}" rel="prev"' in page
    assert f'href="{url(rounds[2])}" rel="next"' in page
    just_signed_in(client, cast.tutor)
    assert "oldest first" not in text(client.get(url(rounds[1])))


# --- deciding later, and in part ---------------------------------------------------------------------------


def test_a_decision_is_kept_for_later_and_there_again_next_time(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    begun = typed(round_, "back", later="1", reason="So far good", sections=["Step 1: The lesson"])
    response = client.post(url(round_), begun, follow=True)

    assert response.redirect_chain == [(reverse("reviews:queue"), 302)]
    assert "Kept for later" in text(response)
    assert Decision.objects.count() == 0
    page = text(client.get(url(round_)))
    assert "You saved this today at" in page
    assert "So far good" in page
    assert re.search(r'value="back"[^>]* checked', page)
    assert re.search(r'value="Step 1: The lesson"[^>]* checked', page)
    just_signed_in(client, holder(Role.PCM, school=cast.school))
    assert "So far good" not in text(client.get(url(round_)))


@pytest.mark.parametrize(
    ("given", "message"),
    [({"reason": "x" * 5001}, "Use 5000 characters"), ({"decision": "x" * 99}, "Select one of the answers")],
)
def test_what_is_too_long_to_be_kept_is_said_by_the_field(client, cast, given, message):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)

    assert message in text(client.post(url(round_), typed(round_, later="1", **given)))
    assert round_.stages.get(position=1).drafts.count() == 0


def test_parts_to_look_at_again_are_checked_by_name_and_sent_with_the_reason(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    data = typed(round_, "back", sections=["Step 1: The lesson", "Step 2: Your notes"])
    check = text(client.post(url(round_), data))
    assert "The lesson<br>Your notes" in check
    assert check.count('name="sections"') == 2

    client.post(url(round_, "decide"), data)

    assert Decision.objects.get().sections == ["Step 1: The lesson", "Step 2: Your notes"]


def test_a_part_that_was_not_sent_cannot_be_named(client, cast):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    page = text(client.post(url(round_, "decide"), typed(round_, "back", sections=["Step 9"])))

    assert "Select parts from the list" in page
    assert REASON in page
    assert Decision.objects.count() == 0


# --- in which capacity -------------------------------------------------------------------------------------


def test_a_deputy_decides_with_the_name_of_whom_they_stand_in_for(client, cast):
    colleague = holder(Role.LINK_TUTOR, provider=cast.provider, school=SchoolFactory(), name="Dee Deputy")
    post = cast.tutor.appointments.get()
    actions.stand_in(appointment=post, deputy=colleague, start=today(), end=today(), by=cast.tutor)
    round_ = cast.signed_by_pcm()
    just_signed_in(client, colleague)
    data = typed(round_, typed_name="Dee Deputy")

    capacity = "link tutor, Kingsmere University, standing in for Tom Reid"
    assert f"You decide as {capacity}" in text(client.get(url(round_)))
    assert f"L{capacity[1:]}" in text(client.post(url(round_), data))
    client.post(url(round_, "decide"), data)
    page = text(client.get(url(round_)))
    assert f"<b>You, {capacity},</b> signed on" in page
    assert "<b>Dee Deputy</b> signed as link tutor, standing in for Tom Reid" in page


def test_an_acting_pcm_is_called_so_wherever_they_decided(client, cast):
    cast.pcm.appointments.update(acting=True, end=today() + datetime.timedelta(days=30))
    round_ = cast.signed_by_pcm()
    just_signed_in(client, cast.tutor)
    page = text(client.get(url(round_)))

    assert "<b>Asha Patel, acting professional co-ordinating mentor (PCM), Hillcrest School,</b>" in page
    assert "signed as acting professional co-ordinating mentor (PCM)" in page


def test_the_page_says_who_looks_at_it_and_to_whom_it_was_passed_on(client, cast):
    nia = holder(Role.PCM, school=cast.school, name="Nia Next")
    round_ = cast.send()
    actions.pass_on(stage=stage_of(round_), to=nia, by=cast.pcm, note="You know the class.")
    actions.claim(stage=stage_of(round_), by=nia)
    just_signed_in(client, cast.pcm)
    page = text(client.get(url(round_)))
    assert "Asha Patel passed this on to Nia Next on" in page
    assert "“You know the class.”" in page
    assert "<b>Nia Next is looking at this</b>, since today at" in page
    just_signed_in(client, nia)
    page = text(client.get(url(round_)))
    assert "Asha Patel passed this on to you on" in page
    assert "<b>You are looking at this</b>" in page
    assert "passed this on to Nia Next" in page[page.index('id="history"') :]


# --- proving again who one is ------------------------------------------------------------------------------


def test_a_decision_asks_for_the_password_when_the_last_proof_is_old(client, cast):
    round_ = cast.send()
    client.force_login(cast.pcm)
    response = client.post(url(round_, "decide"), typed(round_))

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert Decision.objects.count() == 0


def test_nobody_is_asked_for_a_password_only_to_be_refused(client, cast):
    round_ = cast.send()
    client.force_login(cast.tutor)
    assert client.post(url(round_, "decide"), typed(round_)).status_code == 403
    client.force_login(holder(Role.PCM))
    assert client.post(url(round_, "decide"), typed(round_)).status_code == 404


# --- who reads ---------------------------------------------------------------------------------------------


def strangers(cast):
    return {
        "the mentor": cast.mentor,
        "a mentor of the school": cast.another_mentor(),
        "a PCM elsewhere": holder(Role.PCM, school=SchoolFactory()),
        "a tutor elsewhere": holder(Role.LINK_TUTOR),
        "a tutor of another school": holder(Role.LINK_TUTOR, provider=cast.provider, school=SchoolFactory()),
        "an office elsewhere": holder(Role.OFFICE),
        "a lead elsewhere": holder(Role.PROVIDER_LEAD),
        "a co-ordinator": holder(Role.COORDINATOR),
        "an administrator": UserFactory(admin=True),
        "a person without a role": UserFactory(),
    }


def test_those_concerned_read_and_nobody_else(client, cast):
    submission = cast.draft()
    key = cast.attach(submission).key
    round_ = cast.send(submission)
    doors = [url(round_), url(round_, "file", key), url(round_, "decide"), url(round_, "round", 1)]

    for person in (cast.pcm, cast.tutor, cast.office, cast.lead):
        just_signed_in(client, person)
        assert [client.get(door).status_code for door in doors] == [200, 200, 302, 302]
    for name, person in strangers(cast).items():
        just_signed_in(client, person)
        assert (name, [client.get(door).status_code for door in doors]) == (name, [404, 404, 302, 404])
        assert client.post(url(round_), typed(round_)).status_code == 404
        assert client.post(url(round_, "decide"), typed(round_)).status_code == 404
    client.logout()
    assert [client.get(door).status_code for door in doors] == [302] * 4
    assert client.post(url(round_, "decide"), typed(round_)).status_code == 302
    assert Decision.objects.count() == 0


def test_a_missing_reference_and_a_foreign_one_look_alike(client, cast):
    round_ = cast.send()
    just_signed_in(client, holder(Role.PCM, school=SchoolFactory()))

    foreign, missing = client.get(url(round_)), client.get("/reviews/ABCDEFGHJK/")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert without_token(foreign) == without_token(missing)


def test_a_file_is_found_only_under_the_sheet_it_was_sent_with(client, cast):
    with_file = cast.draft()
    key = cast.attach(with_file).key
    cast.send(with_file)
    other = cast.send(mentor=cast.another_mentor())
    just_signed_in(client, cast.pcm)

    assert client.get(url(other, "file", key)).status_code == 404


def test_a_file_never_sent_is_behind_no_door(client, cast):
    submission = cast.draft()
    key = cast.attach(submission).key
    just_signed_in(client, cast.pcm)

    assert client.get(reverse("reviews:file", args=[submission.reference, key])).status_code == 404


def test_whoever_signed_reads_it_after_leaving(client, cast):
    round_ = cast.signed_by_pcm()
    cast.pcm.appointments.update(end=today() - datetime.timedelta(days=1))
    just_signed_in(client, cast.pcm)

    assert client.get(url(round_)).status_code == 200


def test_an_erased_step_says_so(client, cast):
    round_ = cast.send()
    actions.erase_parts(round=round_, labels=["Step 1: The lesson"], by=cast.office, reason="Asked for.")
    just_signed_in(client, cast.pcm)
    page = text(client.get(url(round_)))

    assert "This was erased." in page
    assert "A Year 8 lesson on fractions" not in page


def test_what_was_typed_is_text_and_nothing_else(client, cast):
    submission = cast.draft(answer="<script>alert(1)</script>")
    round_ = cast.send(submission)
    sign(round_, cast.pcm)
    just_signed_in(client, cast.tutor)
    send = client.post(url(round_), typed(round_, "back", reason="<script>alert(2)</script> please"))

    assert "<script>alert" not in text(client.get(url(round_)))
    assert "<script>alert" not in text(send)


# --- how many queries --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [10, 200])
def test_the_queue_asks_as_much_for_10_rows_as_for_200(client, cast, rows, django_assert_max_num_queries):
    for _ in range(rows):
        cast.send(mentor=cast.another_mentor())
    just_signed_in(client, cast.pcm)
    client.get(reverse("reviews:queue"))

    with django_assert_max_num_queries(15):
        page = text(client.get(reverse("reviews:queue")))
    assert f"{rows} waiting" in page


def test_the_page_asks_as_much_after_many_rounds_and_files(client, cast, django_assert_max_num_queries):
    submission = cast.draft()
    round_ = cast.send(submission)
    just_signed_in(client, cast.pcm)
    with django_assert_max_num_queries(25):
        client.get(url(round_))

    for number in range(4):
        send_back(round_, cast.pcm)
        submission.refresh_from_db()
        cast.attach(submission, name=f"notes-{number}.png", colour=(number, 0, 0))
        round_ = cast.send(submission)
    with django_assert_max_num_queries(25):
        client.get(url(round_))
    sign(round_, cast.pcm)
    just_signed_in(client, cast.tutor)
    with django_assert_max_num_queries(25):
        assert "Your decision" in text(client.get(url(round_)))
    assert stage_of(round_).role == Role.LINK_TUTOR


@pytest.mark.parametrize("many", [2, 40])
def test_deciding_asks_as_much_for_2_comments_and_files_as_for_40(client, cast, many):
    submission = cast.draft()
    for number in range(many // 4):
        cast.attach(submission, name=f"notes-{number}.png", colour=(number, 0, 0))
    round_ = cast.send(submission)
    for number in range(many):
        actions.comment(round=round_, by=cast.pcm, text=f"Comment {number}.")
    just_signed_in(client, cast.pcm)
    data = typed(round_)

    with CaptureQueriesContext(connection) as asked:
        client.post(url(round_, "decide"), data)
    assert Decision.objects.get().outcome == Outcome.SIGNED
    assert sum("SAVEPOINT" not in query["sql"] for query in asked.captured_queries) <= 40


def test_the_slower_press_of_a_double_click_leads_where_the_quicker_one_did(client, cast, monkeypatch):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    sign = actions.sign

    def both_presses(**facts):
        sign(**facts)
        return sign(**facts)

    monkeypatch.setattr(actions, "sign", both_presses)
    response = client.post(url(round_, "decide"), typed(round_, decision="sign"))

    assert (response.status_code, response.url) == (302, url(round_, "done"))
    assert [line.signatory for line in round_.decisions.all()] == [cast.pcm]
