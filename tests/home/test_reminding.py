"""One message a week over all rooms: each matter twice at most, none once it is settled; the clock moves."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django_q.models import OrmQ, Schedule

from home import reminding, tasks
from people.models import MailChoice, OutgoingMail, Reminder
from people.models.periods import LONDON
from portfolio import reminders
from portfolio.reminders import Line
from portfolio.reminders.lines import CONFIRM, DECISION
from tests.factories.reviews import make_cast, sign

MONDAY = date(2026, 11, 9)
KINDS = ("weekly", "review-digest", "review-reminder")


@contextmanager
def at(day, hour=7):
    with time_machine.travel(datetime(day.year, day.month, day.day, hour, 1, tzinfo=LONDON), tick=False):
        yield


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def waits(monkeypatch):
    """What the portfolio has to say, as {person: lines}; a test changes it as matters are settled."""
    found = {}
    monkeypatch.setattr(reminders, "lines_of", lambda pks: {pk: found[pk] for pk in pks if pk in found})
    monkeypatch.setattr(reminders, "people", lambda: reminding.User.objects.filter(pk__in=found))
    return found


def line(person, key="talk/1", what="Jo Okafor noted a conversation with you", kind=CONFIRM):
    return Line(person.pk, f"portfolio/{key}", what, "On 3 November 2026.", kind)


def morning(day, hour=7):
    """Run the morning's work on this day; return what it told: sorted (kind, recipient)."""
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    with at(day, hour):
        tasks.now()
    told = OutgoingMail.objects.filter(kind__in=KINDS).exclude(pk__in=before)
    return sorted(told.values_list("kind", "recipient"))


def days(first, count):
    return [first + timedelta(days=number) for number in range(count)]


def sent(cast, day):
    with at(day, 9):
        return cast.send()


# --- each matter twice at most -----------------------------------------------------------------------------


def test_a_matter_that_nobody_settles_is_named_twice_with_two_weeks_between(cast, waits):
    waits[cast.mentor.pk] = [line(cast.mentor)]
    told = {day: morning(day) for day in days(MONDAY, 60)}

    assert {day: what for day, what in told.items() if what} == {
        MONDAY: [("weekly", cast.mentor.email)],
        MONDAY + timedelta(days=14): [("weekly", cast.mentor.email)],
    }
    assert Reminder.objects.get().times == 2


def test_a_settled_matter_is_not_named_again(cast, waits):
    waits[cast.mentor.pk] = [line(cast.mentor)]
    morning(MONDAY)
    waits.clear()

    assert [morning(day) for day in days(MONDAY + timedelta(days=1), 30)] == [[]] * 30


def test_what_comes_up_in_between_waits_for_the_next_week(cast, waits):
    waits[cast.mentor.pk] = [line(cast.mentor)]
    morning(MONDAY)
    waits[cast.mentor.pk] = [line(cast.mentor), line(cast.mentor, "audit/2", "Your confidence audit")]
    told = {day: morning(day) for day in days(MONDAY + timedelta(days=1), 8)}

    assert {day: what for day, what in told.items() if what} == {
        MONDAY + timedelta(days=7): [("weekly", cast.mentor.email)]
    }
    message = OutgoingMail.objects.filter(kind="weekly").latest("pk")
    assert (message.reference, message.subject) == ("2026-W47", "Your confidence audit")


def test_a_message_names_twenty_and_the_next_week_the_others(cast, waits):
    waits[cast.mentor.pk] = [
        line(cast.mentor, f"talk/{number}", f"Matter {number:02}") for number in range(23)
    ]
    morning(MONDAY)
    morning(MONDAY + timedelta(days=7))
    first, second = OutgoingMail.objects.filter(kind="weekly").order_by("pk")

    assert (first.text.count("- Matter"), second.text.count("- Matter")) == (20, 3)
    assert first.subject == "20 things wait for you, the first: Matter 00"


def test_the_message_says_what_waits_with_one_link_and_why(cast, waits, settings):
    waits[cast.pcm.pk] = [line(cast.pcm)]
    morning(MONDAY)
    message = OutgoingMail.objects.get(kind="weekly")

    assert message.text.splitlines() == [
        "Dear Asha Patel",
        "",
        "This waits for you:",
        "",
        "- Jo Okafor noted a conversation with you",
        "  On 3 November 2026.",
        "",
        "Go to your desk:",
        f"{settings.BASE_URL}/my/",
        "",
        "WELTEC mentor certification",
        "",
        reminding.WHY,
    ]
    assert message.person == cast.pcm


# --- one message over all rooms ----------------------------------------------------------------------------


def test_reviews_and_portfolio_go_into_one_message(cast, waits):
    sent(cast, MONDAY - timedelta(days=6))
    waits[cast.pcm.pk] = [line(cast.pcm)]

    assert morning(MONDAY) == [("review-digest", cast.pcm.email)]
    text = OutgoingMail.objects.get(kind="review-digest").text
    assert "- Jo Okafor: Entry record sheet" in text
    assert "And in the mentors’ portfolios:\n\n- Jo Okafor noted a conversation with you" in text
    assert text.count("http") == 1
    assert "/my/" in text
    assert [morning(day) for day in days(MONDAY, 3)] == [[]] * 3


def test_who_hears_of_each_review_gets_the_portfolios_lines_alone(cast, waits):
    MailChoice.objects.create(person=cast.pcm, topic="reviews", value="each")
    sent(cast, MONDAY - timedelta(days=6))
    waits[cast.pcm.pk] = [line(cast.pcm)]

    assert morning(MONDAY) == [("weekly", cast.pcm.email)]


def test_a_reviewer_without_lines_gets_the_digest_as_ever(cast, waits):
    round_ = sent(cast, MONDAY - timedelta(days=6))
    assert morning(MONDAY) == [("review-digest", cast.pcm.email)]
    with at(MONDAY, 12):
        sign(round_, cast.pcm)
    assert morning(MONDAY + timedelta(days=7)) == [("review-digest", cast.tutor.email)]


def test_no_week_brings_anybody_two_messages(cast, waits):
    sent(cast, MONDAY - timedelta(days=6))
    for number, day in enumerate(days(MONDAY, 28)):
        waits[cast.pcm.pk] = [line(cast.pcm, f"talk/{number}")]
        waits[cast.mentor.pk] = [line(cast.mentor, f"talk/{number}")]
        morning(day)
    weekly = OutgoingMail.objects.filter(kind__in=("weekly", "review-digest"))

    found = sorted(weekly.values_list("recipient", "reference"))
    assert found == sorted(
        (person.email, f"2026-W{week}") for person in (cast.pcm, cast.mentor) for week in (46, 47, 48, 49)
    )


# --- who wants none ----------------------------------------------------------------------------------------


def test_who_wants_no_reminders_hears_only_what_they_have_to_decide(cast, waits):
    for person in (cast.mentor, cast.lead):
        MailChoice.objects.create(person=person, topic="portfolio", value="never")
        waits[person.pk] = [line(person)]
    waits[cast.lead.pk] += [line(cast.lead, "request/1", "Jo Okafor asks for a pause", DECISION)]

    assert morning(MONDAY) == [("weekly", cast.lead.email)]
    text = OutgoingMail.objects.get(kind="weekly").text
    assert ("asks for a pause" in text, "noted a conversation" in text) == (True, False)


# --- again, and after a mishap -----------------------------------------------------------------------------


def test_running_twice_tells_nothing_twice(cast, waits):
    waits[cast.mentor.pk] = [line(cast.mentor)]
    morning(MONDAY)

    assert [morning(MONDAY, hour) for hour in (7, 12, 23)] == [[]] * 3
    assert (OutgoingMail.objects.filter(kind="weekly").count(), Reminder.objects.get().times) == (1, 1)


def test_killed_before_the_note_neither_mail_nor_note_is_there(cast, waits, monkeypatch):
    waits[cast.mentor.pk] = [line(cast.mentor)]
    note = reminding._note

    def killing(*args):
        raise SystemExit

    monkeypatch.setattr(reminding, "_note", killing)
    with at(MONDAY), pytest.raises(SystemExit):
        tasks.now()
    assert not OutgoingMail.objects.filter(kind="weekly").exists()
    monkeypatch.setattr(reminding, "_note", note)
    assert morning(MONDAY) == [("weekly", cast.mentor.email)]


def test_one_who_cannot_be_told_holds_nobody_else_up(cast, waits, monkeypatch):
    people = [cast.mentor, cast.pcm, cast.tutor]
    for person in people:
        waits[person.pk] = [line(person)]
    tell = reminding.tell

    def failing(person, lines):
        if person == cast.pcm:
            raise ValueError("a private text")
        return tell(person, lines)

    monkeypatch.setattr(reminding, "tell", failing)
    with at(MONDAY), pytest.raises(tasks.NotAllTold, match="1 of 3 could not be told"):
        tasks.tell_people([person.pk for person in people])

    told = OutgoingMail.objects.filter(kind="weekly").values_list("recipient", flat=True)
    assert sorted(told) == sorted([cast.mentor.email, cast.tutor.email])


@pytest.mark.parametrize("count", [3, 30])
def test_people_to_whom_nothing_is_to_be_said_cost_no_queries(
    cast, waits, django_assert_max_num_queries, count
):
    people = [cast.another_mentor() for _ in range(count)]
    with at(MONDAY), django_assert_max_num_queries(8):
        assert reminding.lines_to_tell([person.pk for person in people]) == {}
        tasks.tell_people([person.pk for person in people])


# --- how it is run -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_worker_runs_it_every_morning_at_seven():
    schedule = Schedule.objects.get(func="home.tasks.daily")

    local = schedule.next_run.astimezone(LONDON)
    assert (schedule.schedule_type, local.hour, local.minute) == (Schedule.DAILY, 7, 0)
    assert not Schedule.objects.filter(func="reviews.tasks.daily").exists()


def test_the_day_is_handed_out_in_batches(cast, waits, monkeypatch):
    monkeypatch.setattr(tasks, "PEOPLE_AT_ONCE", 2)
    waits[cast.mentor.pk] = [line(cast.mentor)]
    sent(cast, MONDAY - timedelta(days=6))
    OrmQ.objects.all().delete()
    with at(MONDAY):
        count = tasks.daily()

    given = [(task.task["func"], task.task["args"]) for task in OrmQ.objects.all()]
    people = [pk for func, (pks,) in given if func == "home.tasks.tell_people" for pk in pks]
    assert sorted(people) == sorted(
        person.pk for person in (cast.mentor, cast.pcm, cast.tutor, cast.office, cast.lead)
    )
    assert (count, ("reviews.tasks.tell_office", (cast.provider.pk,)) in given) == (4, True)
