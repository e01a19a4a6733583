"""More time and pauses: asked, decided, taken back, gone on from (E11, E12)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from forms.errors import NotNow
from modules.models import Level
from people.models import OutgoingMail
from people.models.periods import today
from people.roles import Role
from portfolio import actions, asking, history, leaving
from portfolio.models import Event, Request
from portfolio.record import load
from tests.factories import portfolio as make
from tests.factories import requests as ask
from tests.factories.people import holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def mastery(cast):
    """The cast's mentor on Mastery, by a waiver."""
    make.waive(cast)
    cast.level = Level.objects.get(slug="mastery")
    return cast.enrol()


def happened(enrolment):
    """[(kind, words)] of its history, oldest first."""
    return list(enrolment.events.values_list("kind", "words"))


# --- a pause -----------------------------------------------------------------------------------------------


def test_e12_a_pause_is_asked_with_two_days_and_no_reason(enrolment, cast):
    request = ask.pause(enrolment, make.ago(10), today() + timedelta(days=80))
    assert (request.kind, request.provider, request.words, request.start, request.end, request.is_open) == (
        "pause",
        cast.provider,
        "",
        make.ago(10),
        today() + timedelta(days=80),
        True,
    )
    assert load(make.fresh(enrolment)).pauses == []


def test_e12_a_granted_pause_stops_the_clock_and_refuses_the_mentor_nothing(enrolment, cast):
    decided = ask.paused(enrolment, cast.lead, make.ago(10))
    assert (decided.granted, decided.decided_by, decided.reason) == (True, cast.lead, "")
    record = load(make.fresh(enrolment))
    assert (record.pauses, record.is_paused) == ([(make.ago(10), None)], True)
    assert make.add_evidence(enrolment, "S1.1").pk
    assert make.talk(enrolment).pk


def test_a_refused_pause_has_a_reason_and_stops_nothing(enrolment, cast):
    request = ask.pause(enrolment, make.ago(10))
    with pytest.raises(ValidationError) as refused:
        actions.decide_request(request=request, by=cast.lead, granted=False, reason=" ")
    assert refused.value.message_dict == {"reason": ["Write why"]}
    actions.decide_request(request=request, by=cast.lead, granted=False, reason="You have one already.")
    assert load(make.fresh(enrolment)).pauses == []
    assert happened(enrolment) == [("enrolled", "With Kingsmere University")]


@pytest.mark.parametrize(
    ("start", "end", "field", "message"),
    [
        (10, 11, "end", "The last day cannot be before the first day"),
        (400 * 30, None, "start", "First day must be on or after 1 January 2000"),
        (-1200, None, "start", "First day must be on or before"),
        (10, -1200, "end", "Last day must be on or before"),
    ],
)
def test_days_that_cannot_be_are_named(enrolment, start, end, field, message):
    with pytest.raises(ValidationError) as refused:
        ask.pause(enrolment, make.ago(start), end and make.ago(end))
    assert refused.value.message_dict[field][0].startswith(message)
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("days", "is_free"),
    [
        ((60, 50), False),
        ((70, 60), False),
        ((40, 20), False),
        ((90, None), False),
        ((39, None), True),
        ((90, 61), True),
    ],
)
def test_a_pause_over_an_earlier_one_is_refused_kindly(enrolment, cast, days, is_free):
    ask.paused(enrolment, cast.lead, make.ago(60), make.ago(40))
    start, end = make.ago(days[0]), days[1] and make.ago(days[1])
    if is_free:
        assert ask.pause(enrolment, start, end).is_open
        return
    with pytest.raises(ValidationError) as refused:
        ask.pause(enrolment, start, end)
    [message] = refused.value.message_dict["start"]
    assert message.startswith("You have a pause from ")
    assert message.endswith("Choose other days, or end that one first")


def test_one_pause_is_asked_at_a_time(enrolment, cast):
    request = ask.pause(enrolment, make.ago(10))
    with pytest.raises(PermissionDenied, match="You have asked for a pause already"):
        ask.pause(enrolment, make.ago(5))
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.create(
            kind="pause", person=cast.mentor, level=cast.level, enrolment=enrolment,
            provider=cast.provider, start=make.ago(1),
        )  # fmt: skip
    actions.withdraw_request(request=request, by=cast.mentor)
    assert ask.pause(enrolment, make.ago(5)).is_open


def test_nobody_asks_for_somebody_else(enrolment, cast):
    for person in (cast.lead, cast.pcm, cast.another_mentor()):
        with pytest.raises(PermissionDenied, match="Only the mentor can ask this"):
            actions.ask_pause(enrolment=enrolment, start=today(), end=None, by=person)


# --- going on ----------------------------------------------------------------------------------------------


def test_e12_going_on_ends_the_pause_the_day_before(enrolment, cast):
    ask.paused(enrolment, cast.lead, make.ago(30))
    pause = actions.resume(enrolment=enrolment, on=make.ago(3), by=cast.mentor)
    assert (pause.start, pause.end) == (make.ago(30), make.ago(4))
    assert load(make.fresh(enrolment)).is_paused is False
    assert [kind for kind, _ in happened(enrolment)] == ["enrolled", "paused", "resumed"]


@time_machine.travel("2028-03-01 12:00", tick=False)
def test_e26_going_on_after_29_february_ends_the_pause_on_it(enrolment, cast):
    ask.paused(enrolment, cast.lead, date(2028, 2, 1))
    assert actions.resume(enrolment=enrolment, on=date(2028, 3, 1), by=cast.mentor).end == date(2028, 2, 29)


def test_a_day_before_the_pause_or_to_come_is_refused(enrolment, cast):
    ask.paused(enrolment, cast.lead, make.ago(30))
    for day, words in (
        (make.ago(30), "Your pause began on"),
        (today() + timedelta(days=1), "Day must be today"),
    ):
        with pytest.raises(ValidationError, match=words):
            actions.resume(enrolment=enrolment, on=day, by=cast.mentor)


def test_who_is_not_paused_cannot_go_on(enrolment, cast):
    assert leaving.can_resume(cast.mentor, enrolment).reason == "You are not paused at present."
    ask.paused(enrolment, cast.lead, today())
    assert leaving.can_resume(cast.mentor, enrolment).reason.startswith("Your pause begins today")
    assert leaving.can_resume(cast.lead, enrolment).reason == "Only the mentor can end a pause."


# --- more time ---------------------------------------------------------------------------------------------


def test_e11_more_time_is_asked_with_a_form_that_the_lead_alone_reviews(mastery, cast):
    request = ask.begin(cast.mentor, "extension")
    round_ = ask.send(request)
    assert (request.enrolment, request.provider) == (mastery, cast.provider)
    assert [stage.role for stage in round_.stages.all()] == ["provider_lead"]


def test_e11_months_and_reason_are_kept_and_add_up(mastery, cast):
    for months in (6, 3):
        request = ask.begin(cast.mentor, "extension")
        ask.send(request)
        actions.decide_request(request=request, by=cast.lead, granted=True, months=months, reason="Agreed.")
    record = load(make.fresh(mastery))
    assert (record.extra_months, record.window_months) == (9, 33)
    assert happened(mastery)[1:] == [("extended", "By 6 months"), ("extended", "By 3 months")]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"months": None}, "months"),
        ({"months": 0}, "months"),
        ({"months": 25}, "months"),
        ({"reason": " "}, "reason"),
        ({"granted": False, "reason": ""}, "reason"),
    ],
)
def test_e11_months_and_reason_are_asked_for(mastery, cast, facts, field):
    request = ask.begin(cast.mentor, "extension")
    ask.send(request)
    with pytest.raises(ValidationError) as refused:
        actions.decide_request(
            request=request, by=cast.lead, **({"granted": True, "months": 6, "reason": "Agreed."} | facts)
        )
    assert list(refused.value.message_dict) == [field]
    assert Request.objects.get().is_open


def test_more_time_is_for_those_enrolled_on_a_level_with_a_limit(cast):
    page = ask.page_for("extension")
    assert asking.can_ask(cast.mentor, page).reason.startswith("Enrol on Mastery first")
    make.waive(cast)
    cast.level = Level.objects.get(slug="mastery")
    enrolment = cast.enrol()
    assert asking.can_ask(cast.mentor, page)
    Level.objects.filter(pk=enrolment.level_id).update(needs_full_cycle=False)
    page = ask.page_for("extension")
    assert asking.can_ask(cast.mentor, page).reason == "Mastery has no limit of time, so you need not ask."


def test_e11_the_page_says_that_newer_placements_count_by_themselves(client, mastery, cast):
    client.force_login(cast.mentor)
    shown = client.get(f"/my/{mastery.slug}/requests/").content.decode()
    assert "newer placements count by themselves, older ones drop out, and nothing is deleted" in shown


# --- who decides -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mentor", "pcm", "tutor", "office", "other_lead"])
def test_only_the_home_providers_lead_decides(enrolment, cast, who):
    request = ask.pause(enrolment, today())
    person = holder(Role.PROVIDER_LEAD) if who == "other_lead" else getattr(cast, who)
    with pytest.raises(PermissionDenied):
        actions.decide_request(request=request, by=person, granted=True)
    assert Request.objects.get().is_open


def test_decided_once_and_never_taken_back(enrolment, cast):
    request = ask.paused(enrolment, cast.lead, today())
    with pytest.raises(NotNow, match="Lena Lead has decided this already"):
        actions.decide_request(request=request, by=cast.lead, granted=False, reason="No.")
    with pytest.raises(PermissionDenied, match="This is decided"):
        actions.withdraw_request(request=request, by=cast.mentor)


def test_leads_hear_of_a_pause_and_the_mentor_of_the_answer(enrolment, cast):
    colleague = holder(Role.PROVIDER_LEAD, provider=cast.provider)
    request = ask.pause(enrolment, today())
    asked = OutgoingMail.objects.filter(kind="request-asked")
    assert set(asked.values_list("recipient", flat=True)) == {cast.lead.email, colleague.email}
    assert all(f"/my/requests/{request.slug}/" in mail.text for mail in asked)
    actions.decide_request(request=request, by=cast.lead, granted=False, reason="A private word.")
    [mail] = OutgoingMail.objects.filter(kind="request-decided")
    assert (mail.recipient, "A private word." in mail.text) == (cast.mentor.email, False)


# --- the pages ---------------------------------------------------------------------------------------------


def test_the_mentor_asks_and_pressing_twice_asks_once(mine, enrolment):
    door = f"/my/{enrolment.slug}/requests/pause/"
    typed = make.boxes("start", today())
    for _ in range(2):  # T11
        assert mine.post(door, typed).url == f"/my/{enrolment.slug}/requests/"
    context = mine.get(f"/my/{enrolment.slug}/requests/").context
    assert [(row.kind, turn) for row, turn in context["rows"]] == [("pause", Role.PROVIDER_LEAD)]
    refused = {offer["title"]: str(offer["may"]) for offer in context["offers"] if not offer["may"]}
    assert refused["A pause"].startswith("You have asked for a pause already")


def test_the_mentor_goes_on_from_the_page(mine, enrolment, cast):
    ask.paused(enrolment, cast.lead, make.ago(30))
    assert "Your pause began on" in mine.get(f"/my/{enrolment.slug}/requests/").content.decode()
    door = f"/my/{enrolment.slug}/resume/"
    assert mine.post(door, make.boxes("on", make.ago(0))).url == f"/my/{enrolment.slug}/"
    assert leaving.running_pause(enrolment) is None
    assert str(mine.get(door).context["may"]) == "You are not paused at present."
    assert mine.post(door, make.boxes("on", make.ago(0))).url == f"/my/{enrolment.slug}/requests/"


def test_the_lead_reads_that_no_health_reason_is_wanted(client, enrolment, cast):
    request = ask.pause(enrolment, today())
    client.force_login(cast.lead)
    shown = client.get(f"/my/requests/{request.slug}/").content.decode()
    assert "No reason is needed for a pause, and none is kept" in shown
    assert "Never write about health or family" in shown
    errors = client.post(f"/my/requests/{request.slug}/", {"granted": "no"}).context["form"].errors
    assert errors == {"reason": ["Write why"]}


def test_a_lead_who_comes_second_is_led_to_the_decision(client, enrolment, cast):
    request = ask.paused(enrolment, cast.lead, today())
    client.force_login(holder(Role.PROVIDER_LEAD, provider=cast.provider))
    door = f"/my/requests/{request.slug}/"
    assert client.post(door, {"granted": "no", "reason": "Late."}).url == door
    shown = client.get(door).content.decode()
    assert ("Decided by Lena Lead" in shown, "Late." in shown) == (True, False)


def test_the_mentor_takes_a_pause_back_after_a_question(mine, enrolment):
    request = ask.pause(enrolment, today())
    door = f"/my/requests/{request.slug}/withdraw/"
    assert mine.get(door).status_code == 200
    assert Request.objects.get().is_open
    for page in (f"/my/{enrolment.slug}/requests/", f"/my/requests/{request.slug}/"):
        assert mine.post(door).url == page
    assert not Request.objects.get().is_open


def test_the_history_tells_what_happened_newest_first(enrolment, cast):
    ask.paused(enrolment, cast.lead, date(2026, 3, 2), date(2026, 5, 1))
    assert [(entry["who"], entry["text"]) for entry in history.entries(enrolment)] == [
        ("Lena Lead", "approved a pause: from 2 March 2026 to 1 May 2026"),
        ("Jo Okafor", "enrolled: with Kingsmere University"),
    ]
    Event.objects.all().delete()  # enrolled before there was a history
    assert [entry["text"] for entry in history.entries(enrolment)] == ["Enrolled"]
