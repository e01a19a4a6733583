"""The morning's messages with a moved clock: digest, reminder, the office's help; each once, none lost."""

from contextlib import contextmanager
from datetime import date, datetime

import pytest
import time_machine
from django.core.management import call_command
from django_q.models import OrmQ, Schedule

from home import tasks
from people import mail
from people.models import MailChoice, OutgoingMail
from people.models.periods import LONDON
from people.roles import Role
from reviews import actions, digest
from reviews.models import Deputy, Notice, Stage
from tests.factories.people import AppointmentFactory, SchoolFactory, holder
from tests.factories.reviews import send_back, sign, stage_of

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in (2, 3, 4, 5))
MORNING = ("review-digest", "review-reminder", "review-escalation", "review-help")


@contextmanager
def at(day, hour=7, minute=1):
    """The clock stands at this moment in London."""
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)
    with time_machine.travel(moment, tick=False):
        yield


def morning(day, hour=7):
    """Run the morning's work on this day; return what it told: sorted (kind, recipient)."""
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    with at(day, hour):
        tasks.now()
    told = OutgoingMail.objects.filter(kind__in=MORNING).exclude(pk__in=before)
    return sorted(told.values_list("kind", "recipient"))


def sent(cast, day, mentor=None, hour=9):
    """A round that this mentor sent on this day."""
    with at(day, hour):
        return cast.send(mentor=mentor)


def text_of(kind, recipient):
    return OutgoingMail.objects.filter(kind=kind, recipient=recipient).latest("pk").text


def november(day):
    return date(2026, 11, day)


# --- three weeks -------------------------------------------------------------------------------------------


def test_three_weeks_of_a_sheet_that_nobody_touches(cast):
    sent(cast, TUESDAY)
    told = {day: morning(november(day)) for day in range(3, 31)}

    pcm, mentor, office = cast.pcm.email, cast.mentor.email, cast.provider.office_email
    assert {day: what for day, what in told.items() if what} == {
        9: [("review-digest", pcm)],
        14: [("review-reminder", pcm)],  # after 10 days
        16: [("review-digest", pcm)],
        23: [("review-digest", pcm)],
        25: [("review-escalation", office), ("review-help", mentor)],  # after 21 days
        30: [("review-digest", pcm)],
    }


def test_the_digest_names_what_waits_and_until_when(cast, settings):
    round_ = sent(cast, TUESDAY)
    morning(november(9))
    message = OutgoingMail.objects.get(kind="review-digest")

    assert (message.reference, message.subject) == ("2026-W46", "Jo Okafor waits for you: Entry record sheet")
    assert message.person == cast.pcm
    assert message.text.splitlines()[:9] == [
        "Dear Asha Patel",
        "",
        "1 review waits for your decision. Please sign or send back by the day given.",
        "",
        "- Jo Okafor: Entry record sheet",
        "  Waiting since 3 November 2026, due 17 November 2026",
        "",
        "Go to what waits:",
        f"{settings.BASE_URL}/reviews/",
    ]
    assert round_.submission.reference not in message.text


def test_the_digest_names_twenty_and_counts_the_rest(cast):
    for number in range(22):
        sent(cast, TUESDAY, cast.another_mentor(name=f"Mentor {number:02}"), hour=8)
    sent(cast, WEDNESDAY)
    morning(november(9))
    text = text_of("review-digest", cast.pcm.email)

    assert text.count("- Mentor") == 20
    assert "- and 3 more" in text
    assert "Jo Okafor" not in text
    subject = OutgoingMail.objects.get(kind="review-digest").subject
    assert subject == "23 reviews wait for you, the oldest from Mentor 00"


def test_nothing_waiting_means_no_mail(cast):
    round_ = sent(cast, TUESDAY)
    with at(WEDNESDAY):
        sign(round_, cast.pcm)
        sign(round_, cast.tutor)

    assert [morning(november(day)) for day in (9, 16, 23, 30)] == [[], [], [], []]


def test_what_came_since_monday_waits_for_the_next_digest(cast):
    assert morning(MONDAY) == []
    sent(cast, MONDAY, hour=9)

    assert [morning(MONDAY, 15), morning(TUESDAY)] == [[], []]
    assert morning(november(9)) == [("review-digest", cast.pcm.email)]


def test_a_digest_that_was_missed_on_monday_comes_later_in_the_week(cast):
    sent(cast, TUESDAY)
    other = sent(cast, november(9), cast.another_mentor(name="Ola Later"), hour=11)

    assert morning(november(11)) == [("review-digest", cast.pcm.email)]
    assert other.submission.owner.name in text_of("review-digest", cast.pcm.email)
    assert morning(november(12)) == []


def test_the_week_begins_on_monday_at_seven_in_london(cast):
    sent(cast, TUESDAY)
    with at(november(9), 6, 59):
        assert f"{digest.last_monday():%G-W%V}" == "2026-W45"
    assert morning(november(8)) == []
    with at(date(2027, 1, 1)):
        assert f"{digest.last_monday():%G-W%V}" == "2026-W53"
    with at(date(2026, 6, 1), 7, 0):  # 06:00 in UTC
        assert f"{digest.last_monday():%G-W%V}" == "2026-W23"


def test_who_chose_each_time_hears_at_once_and_gets_no_digest(cast):
    MailChoice.objects.create(person=cast.pcm, topic="reviews", value="each")
    sent(cast, TUESDAY)

    asked = OutgoingMail.objects.filter(kind="review-asked").values_list("recipient", flat=True)
    assert list(asked) == [cast.pcm.email]
    assert morning(november(9)) == []
    assert morning(november(14)) == [("review-reminder", cast.pcm.email)]


# --- whose it is today -------------------------------------------------------------------------------------


def test_who_has_left_hears_nothing_and_who_came_hears_everything(cast):
    sent(cast, TUESDAY)
    cast.pcm.appointments.update(end=november(8))
    with at(november(8)):
        new = holder(Role.PCM, school=cast.school, name="Nia New")

    assert morning(november(9)) == [("review-digest", new.email)]


def test_a_closed_account_hears_nothing(cast):
    sent(cast, TUESDAY)
    type(cast.pcm).objects.filter(pk=cast.pcm.pk).update(is_active=False)

    assert [kind for kind, _ in morning(november(9))] == ["review-escalation", "review-help"]


def test_a_deputy_is_told_for_whom_and_only_on_those_days(cast):
    deputy = holder(Role.MENTOR, school=cast.school, name="Dan Deputy")
    post = cast.pcm.appointments.get()
    Deputy.objects.create(
        appointment=post, person=cast.pcm, deputy=deputy, start=november(9), end=november(15)
    )
    sent(cast, TUESDAY)

    assert morning(november(9)) == sorted(
        [("review-digest", cast.pcm.email), ("review-digest", deputy.email)]
    )
    line = "Waiting since 3 November 2026, due 17 November 2026, as deputy for Asha Patel"
    assert line in text_of("review-digest", deputy.email)
    assert line not in text_of("review-digest", cast.pcm.email)
    assert morning(november(16)) == sorted(
        [("review-digest", cast.pcm.email), ("review-reminder", cast.pcm.email)]
    )


def test_the_mentors_own_sheet_never_waits_for_them(cast):
    AppointmentFactory(person=cast.mentor, role=Role.PCM, school=cast.school)
    sent(cast, TUESDAY)

    assert morning(november(9)) == [("review-digest", cast.pcm.email)]


# --- reminders ---------------------------------------------------------------------------------------------


def test_each_stage_is_reminded_of_once_and_a_days_reminders_are_one_mail(cast):
    sent(cast, TUESDAY)
    sent(cast, TUESDAY, cast.another_mentor(name="Ola Other"), hour=10)
    sent(cast, THURSDAY, cast.another_mentor(name="Zoe Third"))
    told = {day: morning(november(day)) for day in (12, 13, 14, 15, 16, 17)}

    pcm = cast.pcm.email
    assert {day: what for day, what in told.items() if what} == {
        12: [("review-digest", pcm)],  # the first run of this week
        14: [("review-reminder", pcm)],
        16: [("review-digest", pcm), ("review-reminder", pcm)],
    }
    first, second = OutgoingMail.objects.filter(kind="review-reminder").order_by("pk")
    assert first.subject == "Reminder: 2 reviews still wait for you, the oldest from Jo Okafor"
    assert second.subject == "Reminder: Zoe Third still waits for you: Entry record sheet"


def test_zero_days_means_neither_reminder_nor_help(cast):
    cast.page.workflow.stages.update(remind_after_days=0, escalate_after_days=0)
    sent(cast, TUESDAY)

    told = [what for day in range(3, 31) for what in morning(november(day))]
    assert told == [("review-digest", cast.pcm.email)] * 4


def test_the_next_stage_has_its_own_time(cast):
    round_ = sent(cast, TUESDAY)
    with at(november(12), 12):
        sign(round_, cast.pcm)
    told = {day: morning(november(day)) for day in range(13, 25)}

    tutor = cast.tutor.email
    assert {day: what for day, what in told.items() if what} == {
        16: [("review-digest", tutor)],
        23: [("review-digest", tutor), ("review-reminder", tutor)],
    }


# --- the office's help -------------------------------------------------------------------------------------


def test_the_office_hears_the_next_morning_that_nobody_can_sign(cast):
    sent(cast, TUESDAY)
    cast.pcm.appointments.update(end=TUESDAY)

    assert morning(WEDNESDAY) == [
        ("review-escalation", cast.provider.office_email),
        ("review-help", cast.mentor.email),
    ]
    text = text_of("review-escalation", cast.provider.office_email)
    assert "With the professional co-ordinating mentor (PCM), Hillcrest School, since 3 November 2026" in text
    assert "Nobody can sign it today." in text
    assert "/reviews/hand-over/" in text
    assert morning(THURSDAY) == []


def test_the_office_is_asked_about_each_stage_once_for_each_reason(cast):
    sent(cast, TUESDAY)
    cast.pcm.appointments.update(end=TUESDAY)
    told = {day: morning(november(day)) for day in range(4, 31)}

    office = cast.provider.office_email
    assert {day: what for day, what in told.items() if what} == {
        4: [("review-escalation", office), ("review-help", cast.mentor.email)],
        25: [("review-escalation", office)],
    }
    assert "longer than it should" not in text_of("review-escalation", office)
    assert "Nobody can sign it today." in text_of("review-escalation", office)


def test_a_gap_that_opens_again_is_told_again(cast):
    sent(cast, TUESDAY)
    cast.pcm.appointments.update(end=TUESDAY)
    morning(WEDNESDAY)
    with at(THURSDAY):
        helper = holder(Role.PCM, school=cast.school)
    assert morning(november(6)) == []
    helper.appointments.update(end=november(6))

    assert morning(november(7)) == [("review-escalation", cast.provider.office_email)]


def test_the_offices_message_names_no_reviewer(cast):
    sent(cast, TUESDAY)
    morning(november(25))
    text = text_of("review-escalation", cast.provider.office_email)

    assert "It has waited longer than it should." in text
    assert cast.pcm.name not in text
    assert cast.pcm.email not in text


def test_another_providers_office_hears_nothing(cast):
    sent(cast, TUESDAY)
    other = SchoolFactory()
    holder(Role.OFFICE)
    assert other.pk != cast.school.pk

    told = {recipient for _, recipient in morning(november(25))}
    assert told == {cast.pcm.email, cast.provider.office_email, cast.mentor.email}


def test_a_panel_without_members_is_on_the_offices_list_the_next_morning(cast):
    cast.page.workflow.stages.update(panel_size=2)
    with at(TUESDAY):
        submission = cast.draft()
        for _ in range(2):
            send_back(cast.send(submission), cast.pcm)
            submission.refresh_from_db()
        round_ = cast.send(submission)
    assert stage_of(round_).is_panel

    assert morning(WEDNESDAY) == [
        ("review-escalation", cast.provider.office_email),
        ("review-help", cast.mentor.email),
    ]
    assert "Its panel needs members." in text_of("review-escalation", cast.provider.office_email)


# --- again, and after a mishap -----------------------------------------------------------------------------


def everything():
    return sorted(OutgoingMail.objects.values_list("kind", "reference", "recipient"))


def test_running_twice_tells_nothing_twice(cast):
    sent(cast, TUESDAY)
    days = [november(day) for day in (9, 14, 25)]
    for day in days:
        morning(day)
    once = everything()
    notices = Notice.objects.count()

    assert [morning(day, hour) for day in days for hour in (7, 12, 23)] == [[]] * 9
    assert everything() == once
    assert Notice.objects.count() == notices == 2


def crowd(cast):
    """Four more PCMs at the school, and sheets that wait for all of them."""
    sent(cast, TUESDAY)
    return [cast.pcm, *(holder(Role.PCM, school=cast.school) for _ in range(4))]


@pytest.mark.parametrize("killed_at", range(1, 11))
def test_killed_half_way_and_run_again_loses_and_doubles_nothing(cast, monkeypatch, killed_at):
    people = crowd(cast)
    writes = iter(range(1, 100))

    def killing(*args, **kwargs):
        message = queue(*args, **kwargs)
        if next(writes) == killed_at:
            raise SystemExit
        return message

    queue = mail.queue
    with at(november(16)):
        monkeypatch.setattr(mail, "queue", killing)
        with pytest.raises(SystemExit):
            tasks.now()
        monkeypatch.setattr(mail, "queue", queue)
        reached = OutgoingMail.objects.filter(kind__in=MORNING).count()
        tasks.now()

    assert reached < 10
    assert sorted(OutgoingMail.objects.filter(kind__in=MORNING).values_list("kind", "recipient")) == sorted(
        (kind, person.email) for kind in ("review-digest", "review-reminder") for person in people
    )
    assert Notice.objects.count() == 5


def test_one_who_cannot_be_told_holds_nobody_else_up(cast, monkeypatch):
    people = crowd(cast)
    unlucky = people[2]
    weekly = digest.weekly

    def failing(person, also=()):
        if person == unlucky:
            raise ValueError("a private text")
        return weekly(person, also)

    monkeypatch.setattr(digest, "weekly", failing)
    with at(november(9)), pytest.raises(tasks.NotAllTold, match="1 of 5 could not be told"):
        tasks.tell_people([person.pk for person in people])

    told = OutgoingMail.objects.filter(kind="review-digest").values_list("recipient", flat=True)
    assert sorted(told) == sorted(person.email for person in people if person != unlucky)


# --- how it is run -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_worker_runs_it_every_morning_at_seven():
    schedule = Schedule.objects.get(func="home.tasks.daily")

    local = schedule.next_run.astimezone(LONDON)
    assert (schedule.schedule_type, local.hour, local.minute) == (Schedule.DAILY, 7, 0)


def test_the_day_is_handed_out_in_small_tasks(cast, monkeypatch):
    monkeypatch.setattr(tasks, "PEOPLE_AT_ONCE", 2)
    sent(cast, TUESDAY)
    OrmQ.objects.all().delete()
    with at(november(9)):
        count = tasks.daily()

    given = [(task.task["func"], task.task["args"]) for task in OrmQ.objects.all()]
    reviewers = sorted(person.pk for person in (cast.pcm, cast.tutor, cast.office, cast.lead))
    assert count == len(given) == 3
    assert sorted(pk for func, (pks,) in given if func == "home.tasks.tell_people" for pk in pks) == reviewers
    assert ("reviews.tasks.tell_office", (cast.provider.pk,)) in given


def test_remind_runs_it_by_hand_and_says_what_it_did(cast, capsys):
    sent(cast, TUESDAY)
    with at(november(25)):
        call_command("remind")
        call_command("remind")

    assert capsys.readouterr().out.splitlines() == [
        "Owed now: digests: 1, reminders: 1, requests for help: 1, other weekly messages: 0.",
        "Owed now: digests: 0, reminders: 0, requests for help: 0, other weekly messages: 0.",
    ]


@pytest.mark.parametrize("stages", [2, 30])
def test_what_one_person_is_told_costs_the_same_however_much_waits(
    cast, django_assert_max_num_queries, stages
):
    for number in range(stages):
        sent(cast, TUESDAY, cast.another_mentor(name=f"Mentor {number}"))
    with at(november(16)), django_assert_max_num_queries(40):
        tasks.tell_people([cast.pcm.pk])

    assert Notice.objects.count() == stages
    assert Stage.objects.open().count() == stages
    with at(november(16)), django_assert_max_num_queries(12):
        tasks.tell_people([cast.pcm.pk])


def test_what_was_passed_on_is_told_at_once(cast):
    other = holder(Role.PCM, school=cast.school, name="Uma Until")
    round_ = sent(cast, TUESDAY)
    with at(WEDNESDAY):
        actions.pass_on(stage=stage_of(round_), to=other, by=cast.pcm, note="You know this school better.")

    message = OutgoingMail.objects.get(kind="review-passed-on")
    assert (message.recipient, message.subject) == (
        other.email,
        "Asha Patel passed a review on to you: Entry record sheet of Jo Okafor",
    )
