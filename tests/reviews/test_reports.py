"""What office, lead and co-ordinators read off the reports, and what they do not (T1, T29)."""

import csv
import io
import random
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

import forms.actions
from cms.permissions import Allowed
from people.models.periods import LONDON
from people.roles import Role
from reviews import actions
from reviews.models import Deputy, Stage
from reviews.queue import stages_waiting_for
from reviews.reports import can_see_reports, days_per_stage, load, period, reaches_of, returns, waiting
from reviews.reports.load import asked_by_each
from reviews.reports.returns import kind_of_part
from reviews.reports.spreads import Spread, spread
from reviews.routing import people_asked
from tests.factories.people import AppointmentFactory, ProviderFactory, SchoolFactory, UserFactory, holder
from tests.factories.reviews import send_back, sign, stage_of

NOW = datetime(2026, 11, 20, 12, tzinfo=LONDON)
REPORTS = "/reviews/reports/"


@pytest.fixture(autouse=True)
def clock():
    """It is 20 November 2026."""
    with time_machine.travel(NOW, tick=False):
        yield


def days_ago(days):
    return time_machine.travel(NOW - timedelta(days=days), tick=False)


def sent(cast, ago, mentor=None):
    """A round sent so many days ago by another mentor of the school."""
    with days_ago(ago):
        return cast.send(mentor=mentor or cast.another_mentor())


def signed(cast, ago, *, pcm=None, tutor=None):
    """A round sent so many days ago, signed after `pcm` days, and then after `tutor` days."""
    round_ = sent(cast, ago)
    if pcm is not None:
        with days_ago(ago - pcm):
            sign(round_, cast.pcm)
    if tutor is not None:
        with days_ago(ago - pcm - tutor):
            sign(round_, cast.tutor)
    return round_


def returned(cast, ago, after, sections=(), **more):
    """A round sent so many days ago and sent back after `after` days."""
    round_ = sent(cast, ago, **more)
    with days_ago(ago - after):
        send_back(round_, cast.pcm, sections=list(sections))
    return round_


def reach(person, key="own"):
    return next(each for each in reaches_of(person) if each.key == key)


def rows(report_rows):
    return [(row.place, row.role, row.spread) for row in report_rows]


# --- days --------------------------------------------------------------------------------------------------


def test_a_spread_says_within_how_many_days_half_and_nine_in_ten_were_done():
    assert spread({}) is None
    assert spread({3: 1}) == Spread(1, 3, 3)
    assert spread({1: 5, 10: 5}) == Spread(10, 1, 10)
    assert spread({0: 1, 2: 8, 30: 1}) == Spread(10, 2, 2)
    assert spread({0: 1, 2: 7, 30: 2}) == Spread(10, 2, 30)


def test_days_are_counted_by_stage_and_school(cast):
    for after in (0, 2, 9):
        signed(cast, 30, pcm=after, tutor=4)
    returned(cast, 20, 5)
    sent(cast, 8)
    report = days_per_stage(reach(cast.office), period("this"))

    assert rows(report.roles) == [("", "pcm", Spread(4, 2, 9)), ("", "link_tutor", Spread(3, 4, 4))]
    assert rows(report.schools) == [
        ("Hillcrest School", "link_tutor", Spread(3, 4, 4)),
        ("Hillcrest School", "pcm", Spread(4, 2, 9)),
    ]
    assert report.providers == []
    assert (
        report.finding == "In half of all cases the PCM decides within 2 days, the link tutor within 4 days."
    )


def test_a_day_is_a_day_in_london(cast):
    with time_machine.travel(datetime(2026, 9, 10, 23, 30, tzinfo=LONDON), tick=False):  # 22:30 in UTC
        round_ = cast.send()
    with time_machine.travel(datetime(2026, 9, 11, 0, 30, tzinfo=LONDON), tick=False):  # 23:30 in UTC
        sign(round_, cast.pcm)

    assert rows(days_per_stage(reach(cast.office), period("this")).roles) == [("", "pcm", Spread(1, 1, 1))]


def test_what_the_mentor_took_back_is_nobodys_delay(cast):
    cast.page.may_withdraw = lambda sending: Allowed()
    round_ = sent(cast, 9)
    round_.submission._form = cast.page
    forms.actions.withdraw(submission=round_.submission, by=round_.submission.owner)

    assert days_per_stage(reach(cast.office), period("this")).roles == []


def test_the_school_year_begins_on_the_first_of_september(cast):
    signed(cast, 90, pcm=8)  # 22 August, signed on 30 August
    signed(cast, 90, pcm=10)  # signed on 1 September
    counts = {
        key: [row.spread.count for row in days_per_stage(reach(cast.office), period(key)).roles]
        for key in ("last", "this", "all", "nonsense")
    }

    assert counts == {"last": [1], "this": [1], "all": [2], "nonsense": [1]}


# --- sent back ---------------------------------------------------------------------------------------------


def test_parts_are_grouped_by_what_they_are():
    labels = {
        "Evidence 2": "Evidence",
        "Evidence 2 (2)": "Evidence",
        "Step 1: The lesson": "Answers",
        "File 3": "File",
        "Audit": "Audit",
        "Module E1": "Module",
        "Signer and statement": "Signer and statement",
        "7": "7",
    }
    assert {label: kind_of_part(label) for label in labels} == labels


def test_what_was_sent_back_is_counted_by_part_and_stage(cast):
    signed(cast, 30, pcm=1, tutor=1)
    returned(cast, 20, 1, ["Step 1: The lesson", "Step 2: Your notes"])
    again = returned(cast, 20, 2, ["Step 2: Your notes"])
    again.submission.refresh_from_db()
    with days_ago(15):
        send_back(cast.send(again.submission), cast.pcm)
    report = returns(reach(cast.office), period("this"))

    assert [(row.name, row.decided, row.back, row.share) for row in report.places] == [
        ("PCM", 3, 2, "67%"),
        ("Link tutor", 1, 0, "0%"),
    ]
    assert (report.parts, report.backs) == ([("Answers", 2), ("No part named", 1)], 3)
    assert (
        report.finding == "2 of 3 sheets were sent back at least once (67%), most often because of: Answers."
    )


def test_the_offices_own_sending_back_has_a_line_of_its_own(cast):
    round_ = signed(cast, 9, pcm=1, tutor=1)
    with days_ago(3):
        actions.send_back(
            round=round_, by=cast.office, reason="Another name, please.", seal=round_.sending.seal
        )
    report = returns(reach(cast.office), period("this"))

    assert ("Office, before issuing", 1, 1) in [(row.name, row.decided, row.back) for row in report.places]
    assert report.whole.share == "100%"


# --- load --------------------------------------------------------------------------------------------------


def test_the_load_counts_what_waits_and_what_was_decided(cast):
    signed(cast, 30, pcm=2)
    signed(cast, 30, pcm=6, tutor=3)
    sent(cast, 5)
    sent(cast, 5)
    report = load(reach(cast.office), period("this"))

    assert [(row.name, row.roles, row.waiting, row.decided, row.spread) for row in report.rows] == [
        ("Asha Patel", "PCM", 2, 2, Spread(2, 2, 6)),
        ("Tom Reid", "Link tutor", 1, 1, Spread(1, 3, 3)),
    ]
    assert report.finding == "3 reviews wait; 2 people can decide, and the fullest desk has 2."


def test_a_shared_school_counts_for_each_provider_alone(cast):
    sent(cast, 5)
    other = ProviderFactory()
    office = holder(Role.OFFICE, provider=other)
    AppointmentFactory(person=cast.pcm, role=Role.PCM, school=SchoolFactory(partner=other))

    assert [(row.name, row.waiting) for row in load(reach(cast.office), period("this")).rows] == [
        ("Asha Patel", 1)
    ]
    assert load(reach(office), period("this")).rows == []


@pytest.mark.parametrize("seed", range(8))
def test_who_is_asked_is_the_same_for_one_stage_for_many_and_in_each_queue(cast, seed):
    people = random_crowd(cast, random.Random(seed))
    asked, known = asked_by_each(Stage.objects.open())

    stages = {stage.pk: stage for stage in Stage.objects.open()}
    assert asked.keys() == stages.keys()
    assert asked == {pk: {person.pk for person in people_asked(stage)} for pk, stage in stages.items()}
    for person in people:
        waits = set(stages_waiting_for(type(person).objects.get(pk=person.pk)).values_list("pk", flat=True))
        assert waits == {pk for pk, found in asked.items() if person.pk in found}
        assert person.name == known.get(person.pk, (person.name,))[0]


def random_crowd(cast, dice):
    """Rounds at every point, people with several roles, deputies, panels, somebody given a stage."""
    cast.page.workflow.stages.update(panel_size=dice.choice([0, 2]))
    second = holder(Role.PCM, school=cast.school)
    visiting = holder(Role.LINK_TUTOR, provider=cast.provider, school=SchoolFactory(partner=cast.provider))
    here = holder(Role.LINK_TUTOR, provider=cast.provider, school=cast.school)
    gone = holder(Role.PCM, school=cast.school)
    both = holder(Role.MENTOR, school=cast.school)
    AppointmentFactory(person=both, role=Role.PCM, school=cast.school)
    for number in range(6):
        mentor = both if number == 0 else cast.another_mentor()
        with days_ago(30):
            round_ = cast.send(mentor=mentor)
        _advance(cast, round_, dice, [cast.pcm, second, gone])
    for stage in Stage.objects.open().filter(role=Role.LINK_TUTOR, is_panel=False):
        if dice.random() < 0.5:
            actions.pass_on(stage=stage, to=visiting, by=cast.lead, note="You visit this school.")
    for stage in Stage.objects.open().filter(is_panel=True):
        if dice.random() < 0.7:
            actions.name_panel(stage=stage, people=[cast.tutor, cast.lead], by=cast.lead, note="For a panel.")
    deputy = holder(Role.MENTOR, school=cast.school)
    Deputy.objects.create(
        appointment=cast.pcm.appointments.get(),
        person=cast.pcm,
        deputy=dice.choice([deputy, second, both]),
        start=NOW.date(),
        end=NOW.date(),
    )
    if dice.random() < 0.5:
        gone.appointments.update(end=NOW.date() - timedelta(days=1))
    return [second, visiting, here, gone, both, deputy, cast.pcm, cast.tutor, cast.office, cast.lead]


def _advance(cast, round_, dice, pcms):
    """Take a round on by chance: signed, sent back, once or twice, with the wish for somebody else."""
    pcms = [person for person in pcms if person.pk != round_.submission.owner_id]
    with days_ago(20):
        move = dice.randrange(4)
        if move == 1:
            sign(round_, dice.choice(pcms))
        for _ in range(move - 1 if move > 1 else 0):
            able = people_asked(stage_of(round_))
            send_back(round_, dice.choice([person for person in pcms if person in able]))
            if stage_of_latest(round_).panel_size and dice.random() < 0.5 and _ == 0:
                actions.ask_for_another(round=round_, by=round_.submission.owner)
            round_.submission.refresh_from_db()
            round_ = cast.send(round_.submission)


def stage_of_latest(round_):
    return round_.stages.first()


# --- what waits --------------------------------------------------------------------------------------------


def test_what_waits_longest_stands_first_with_whose_turn_it_is(cast):
    newer, older = sent(cast, 3), signed(cast, 40, pcm=10)
    report = waiting(reach(cast.lead))

    assert [(stage.round, stage.with_whom, stage.days_waiting) for stage in report.stages] == [
        (older, "Link tutor, Kingsmere University", 30),
        (newer, "PCM, Hillcrest School", 3),
    ]
    assert report.finding == "Of 2 under way 1 is past the day set. The oldest has waited 30 days."


# --- who sees what -----------------------------------------------------------------------------------------


def test_office_and_lead_see_their_own_provider_and_coordinators_counts(cast):
    coordinator = holder(Role.COORDINATOR)
    assert [(each.key, each.named) for each in reaches_of(cast.office)] == [("own", True)]
    assert [(each.key, each.named) for each in reaches_of(cast.lead)] == [("own", True)]
    assert [(each.key, each.named) for each in reaches_of(coordinator)] == [("all", False)]
    for person in (cast.pcm, cast.tutor, cast.mentor, UserFactory(admin=True)):
        assert not can_see_reports(person), person
        assert reaches_of(person) == []


@pytest.mark.parametrize("which", ["", "days.csv", "sent-back.csv", "load.csv", "waiting.csv"])
def test_only_those_three_open_the_reports(client, cast, which):
    assert client.get(REPORTS + which).status_code == 302
    wanted = {cast.office: 200, cast.lead: 200, cast.tutor: 403, cast.pcm: 403, cast.mentor: 403}
    for person, status in wanted.items():
        client.force_login(person)
        assert (person.name, client.get(REPORTS + which).status_code) == (person.name, status)
    client.force_login(holder(Role.COORDINATOR))
    assert client.get(REPORTS + which).status_code == (404 if which == "load.csv" else 200)


def test_another_providers_office_sees_nothing_of_ours(client, cast):
    for _ in range(6):
        signed(cast, 20, pcm=2)
    client.force_login(holder(Role.OFFICE))
    html = client.get(REPORTS).content.decode()

    for name in ("Hillcrest", "Asha Patel", "Person", "Kingsmere"):
        assert name not in html.split("<main")[1], name
    assert "Nothing is under way." in html


def test_the_coordinator_sees_no_name_of_a_school_or_a_person(client, cast):
    mentors = [cast.another_mentor(name=f"Secret Mentor {n}") for n in range(6)]
    for number, mentor in enumerate(mentors):
        round_ = sent(cast, 20, mentor)
        with days_ago(18):
            sign(round_, cast.pcm) if number else send_back(round_, cast.pcm, sections=["Step 1: The lesson"])
    client.force_login(holder(Role.COORDINATOR, name="Cora Ordinator"))
    pages = [
        client.get(REPORTS + which).content.decode()
        for which in ("", "days.csv", "sent-back.csv", "waiting.csv")
    ]

    for name in ("Secret", "Asha Patel", "Hillcrest", "Tom Reid"):
        assert [name in page for page in pages] == [False] * 4, name
    assert all("Kingsmere" in page for page in pages)
    main = pages[0].split("<main")[1]
    assert "How the work is shared" not in main
    assert "Slowest is the PCM of Kingsmere: in half of all cases they decide within 2 days." in main


def test_groups_under_five_are_hidden_from_the_coordinator(client, cast):
    for _ in range(4):
        signed(cast, 20, pcm=2)
    client.force_login(holder(Role.COORDINATOR))
    answer = client.get(REPORTS)
    main = answer.content.decode().split("<main")[1]

    assert [(row.place, row.spread) for row in answer.context["days"].providers] == [("Kingsmere", None)]
    assert [(row.decided, row.back) for row in answer.context["returns"].places] == [(None, None)]
    assert [(row.waiting, row.late) for row in answer.context["waiting"].providers] == [(None, None)]
    assert answer.context["waiting"].waiting == 0
    assert main.count("fewer than 5") == 2
    assert main.count("Too little was decided") == 2
    signed(cast, 20, pcm=2)
    assert client.get(REPORTS).context["days"].providers[0].spread == Spread(5, 2, 2)


def test_who_has_both_roles_chooses(client, cast):
    AppointmentFactory(person=cast.lead, role=Role.COORDINATOR)
    sent(cast, 5)
    client.force_login(cast.lead)

    assert client.get(REPORTS).context["reach"].key == "own"
    assert client.get(REPORTS, {"of": "all"}).context["reach"].key == "all"
    client.force_login(cast.office)
    assert client.get(REPORTS, {"of": "all"}).context["reach"].key == "own"


# --- the page and its tables -------------------------------------------------------------------------------


def table(client, which, **query):
    answer = client.get(reverse("reviews:report_csv", args=[which]), query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_tables_hold_what_the_page_says(client, cast, settings):
    first = signed(cast, 30, pcm=2, tutor=5)
    returned(cast, 12, 1, ["Step 1: The lesson"])
    round_ = sent(cast, 21, cast.another_mentor(name="=cmd|' /C calc'!A0"))
    client.force_login(cast.office)

    assert table(client, "days") == [
        ["School", "Role", "Decided", "Half within days", "9 in 10 within days"],
        ["Hillcrest School", "Link tutor", "1", "5", "5"],
        ["Hillcrest School", "PCM", "2", "1", "2"],
    ]
    assert table(client, "sent-back") == [
        ["What", "Name", "Sheets decided", "Sent back", "Share"],
        ["Stage", "PCM", "2", "1", "50%"],
        ["Stage", "Link tutor", "1", "0", "0%"],
        ["Part", "Answers", "", "1", ""],
    ]
    assert table(client, "load") == [
        ["Reviewer", "Roles", "Waiting now", "Decided", "Half within days"],
        ["Asha Patel", "PCM", "1", "2", "1"],
        ["Tom Reid", "Link tutor", "0", "1", "5"],
    ]
    [_, line] = table(client, "waiting")
    assert line == [
        "'=cmd|' /C calc'!A0",
        "Entry record sheet",
        "Hillcrest School",
        "PCM, Hillcrest School",
        "",
        "2026-10-30",
        "2026-11-13",
        "21",
        f"{settings.BASE_URL}/reviews/{round_.submission.reference}/",
    ]
    assert first.submission.owner.name not in str(table(client, "waiting"))
    assert table(client, "days", period="last") == [
        ["School", "Role", "Decided", "Half within days", "9 in 10 within days"]
    ]
    assert client.get(f"{REPORTS}nonsense.csv").status_code == 404


def test_the_page_states_each_finding_and_leads_to_what_waits(client, cast):
    round_ = sent(cast, 21)
    signed(cast, 30, pcm=2, tutor=5)
    client.force_login(cast.office)
    main = client.get(REPORTS).content.decode().split("<main")[1]

    for finding in (
        "Of 1 under way 1 is past the day set. The oldest has waited 21 days.",
        "In half of all cases the PCM decides within 2 days, the link tutor within 5 days.",
        "Nothing was sent back.",
        "1 review waits; 1 person can decide, and the fullest desk has 1.",
    ):
        assert finding in main
    assert f'href="/reviews/{round_.submission.reference}/"' in main
    assert main.count("Download as a table") == 4


def test_an_empty_page_says_so(client, cast):
    client.force_login(cast.office)
    main = client.get(REPORTS, {"period": "last"}).content.decode().split("<main")[1]

    assert "Nothing is under way." in main
    assert main.count("was decided in the school year 2025 to 2026") == 3
    assert "<table" not in main


@pytest.mark.parametrize("rounds", [3, 40])
def test_the_page_asks_the_database_no_more_often_when_there_is_more(
    client, cast, rounds, django_assert_max_num_queries
):
    cast.page.workflow.stages.update(panel_size=2)
    for number in range(rounds):
        signed(cast, 20, pcm=number % 7)
    for _ in range(3):
        submission = returned(cast, 20, 1).submission
        submission.refresh_from_db()
        with days_ago(12):
            send_back(cast.send(submission), cast.pcm)
            submission.refresh_from_db()
            cast.send(submission)
    client.force_login(cast.office)
    client.get(REPORTS)
    with django_assert_max_num_queries(15):
        client.get(REPORTS)
