"""What people are reminded of in the portfolio, and when it stops, with a moved clock (R13, R15, E12)."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from modules.models import Level, Phase, YearStage
from people.models.periods import LONDON, today
from people.roles import Role
from portfolio import reminders
from portfolio.models import (
    Audit,
    Award,
    Conversation,
    EvidenceItem,
    Observation,
    Placement,
    Request,
)
from tests.factories import portfolio as make
from tests.factories.people import ProviderFactory, holder

pytestmark = pytest.mark.django_db


@contextmanager
def later(days):
    """The clock stands so many days from now, at noon."""
    day = today() + timedelta(days=days)
    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=LONDON), tick=False):
        yield


def keys(*people):
    """{name: [what each is reminded of, by the second word of its key]}."""
    found = reminders.lines_of([person.pk for person in people])
    names = {person.pk: person.name for person in people}
    return {names[pk]: [line.key.split("/")[1] for line in lines] for pk, lines in found.items() if lines}


def told(person):
    return [(line.what, line.facts) for line in reminders.lines_of([person.pk]).get(person.pk, [])]


def placed(enrolment, cast, **facts):
    """A placement under way, written down as it is."""
    given = {"student": "SK", "start": today() - timedelta(days=30), "end": today() + timedelta(days=30)}
    given |= {"school": cast.school, "provider": cast.provider}
    return Placement.objects.create(enrolment=enrolment, **given | facts)


def paused(enrolment, start, end, **facts):
    """A pause that the lead has granted."""
    given = {
        "person": enrolment.person,
        "level": enrolment.level,
        "provider": enrolment.provider,
        "kind": "pause",
    }
    decided = {"decided_at": timezone.now(), "granted": True}
    return Request.objects.create(enrolment=enrolment, start=start, end=end, **given | decided | facts)


# --- mentors -----------------------------------------------------------------------------------------------


def test_an_audit_that_lies_for_two_weeks(enrolment, cast):
    draft = make.begin_audit(enrolment)
    with later(14):
        assert keys(cast.mentor) == {}
    with later(15):
        assert told(cast.mentor) == [
            (
                "Your confidence audit for Entry",
                f"Begun and not completed; last saved on {day(draft.changed_at)}.",
            )
        ]
    make.send(make.filled(draft))
    with later(15):
        assert keys(cast.mentor) == {}


def day(moment):
    from cms.dates import date_uk

    return date_uk(moment)


def test_a_month_without_any_change(enrolment, cast):
    with later(29):
        assert keys(cast.mentor) == {}
    with later(30):
        assert told(cast.mentor) == [
            (
                "Your way to Entry",
                f"Nothing has changed since {day(enrolment.started_on)}. Your desk shows the next step.",
            )
        ]
        EvidenceItem.objects.create(
            enrolment=enrolment, title="Notes", kind="meeting", activity_date=today(), anonymous=True
        )
        assert keys(cast.mentor) == {}


def test_a_placement_that_ended_and_is_not_marked_as_completed(enrolment, cast):
    row = placed(enrolment, cast, end=today() + timedelta(days=3))
    with later(3):
        assert keys(cast.mentor) == {}
    with later(4):
        assert keys(cast.mentor) == {cast.mentor.name: ["placement"]}
        Placement.objects.filter(pk=row.pk).update(completed=True)
        assert keys(cast.mentor) == {}


def test_a_level_that_asks_for_no_completion_reminds_of_none(enrolment, cast):
    Level.objects.filter(pk=enrolment.level_id).update(needs_completion=False)
    placed(enrolment, cast)
    with later(29):
        assert keys(cast.mentor) == {}


@pytest.fixture
def cycle_of_12(enrolment, cast):
    """The level asks for a full cycle within 12 months; the first stage's placement began 320 days ago."""
    Level.objects.filter(pk=enrolment.level_id).update(needs_full_cycle=True, window_months=12)
    first = Phase.objects.filter(stage=YearStage.objects.first()).first()
    begun = today() - timedelta(days=320)
    placed(enrolment, cast, start=begun, end=begun + timedelta(days=60), completed=True, provider_phase=first)
    make.talk(enrolment)
    return enrolment


def test_the_time_for_placements_ends_within_two_months(cycle_of_12, cast):
    assert keys(cast.mentor) == {cast.mentor.name: ["window"]}
    with later(-30):
        assert keys(cast.mentor) == {}
    with later(60):  # it is over by then
        assert "window" not in keys(cast.mentor).get(cast.mentor.name, [])


def test_more_time_or_a_pause_puts_the_end_off(cycle_of_12, cast):
    pause = paused(
        cycle_of_12, today() - timedelta(days=200), today() - timedelta(days=130), decided_by=cast.lead
    )
    assert "window" not in keys(cast.mentor).get(cast.mentor.name, [])
    Request.objects.filter(pk=pause.pk).update(kind="extension", start=None, end=None, months=6)
    assert keys(cast.mentor) == {}


def test_who_is_on_a_pause_hears_nothing_and_is_welcomed_back(enrolment, cast):
    make.begin_audit(enrolment)
    paused(enrolment, today(), today() + timedelta(days=40), decided_by=cast.lead)
    with later(40):
        assert keys(cast.mentor) == {}
    with later(41):
        assert sorted(keys(cast.mentor)[cast.mentor.name]) == ["audit", "pause"]


def test_who_has_left_or_is_certified_or_waits_for_others_hears_nothing(cast):
    enrolment = cast.enrol()
    with later(40):
        assert keys(cast.mentor) == {cast.mentor.name: ["next"]}
        type(enrolment).objects.filter(pk=enrolment.pk).update(withdrawn_on=today())
        assert keys(cast.mentor) == {}
    other = cast.another_mentor(name="Ola Other")
    sent = make.send_sheet(cast.ready(mentor=other))
    with later(40):
        assert keys(other) == {}
    assert sent.submission.owner == other


def test_who_is_certified_hears_nothing(cast):
    make.certified(cast)
    with later(40):
        assert keys(cast.mentor) == {}
    assert Award.objects.count() == 1


def test_a_closed_account_hears_nothing(enrolment, cast):
    type(cast.mentor).objects.filter(pk=cast.mentor.pk).update(is_active=False)
    with later(40):
        assert keys(cast.mentor) == {}


# --- who helps ---------------------------------------------------------------------------------------------


def test_the_person_named_confirms_a_conversation(enrolment, cast):
    row = Conversation.objects.create(
        enrolment=enrolment, held_on=today(), with_name="Asha Patel", other=cast.pcm, gist="My audit."
    )
    assert keys(cast.pcm, cast.tutor, cast.lead) == {cast.pcm.name: ["talk"]}
    assert told(cast.pcm)[0][0] == "Jo Okafor noted a conversation with you"
    assert "My audit" not in str(told(cast.pcm))
    Conversation.objects.filter(pk=row.pk).update(confirmed_at=timezone.now())
    assert keys(cast.pcm) == {}


def test_who_no_longer_holds_the_role_is_not_asked_to_confirm(enrolment, cast):
    Conversation.objects.create(
        enrolment=enrolment, held_on=today(), with_name="Asha Patel", other=cast.pcm, gist="My audit."
    )
    cast.pcm.appointments.update(end=today() - timedelta(days=1))
    assert keys(cast.pcm) == {}


def test_the_tutor_confirms_a_joint_observation_and_a_conversation_kept_as_evidence(enrolment, cast):
    Observation.objects.create(
        enrolment=enrolment, held_on=today(), tutor_name="Tom Reid", other=cast.tutor, recorded_by=cast.mentor
    )
    EvidenceItem.objects.create(
        enrolment=enrolment,
        title="A talk",
        kind="conversation",
        activity_date=today(),
        anonymous=True,
        other=cast.tutor,
    )
    assert sorted(keys(cast.tutor)[cast.tutor.name]) == ["evidence", "joint"]


def test_nothing_is_asked_of_helpers_about_who_left_or_is_on_a_pause(enrolment, cast):
    Conversation.objects.create(
        enrolment=enrolment, held_on=today(), with_name="Asha Patel", other=cast.pcm, gist="My audit."
    )
    pause = paused(enrolment, today(), None, decided_by=cast.lead)
    assert keys(cast.pcm) == {}
    Request.objects.filter(pk=pause.pk).update(end=today() - timedelta(days=0))
    with later(1):
        assert keys(cast.pcm) == {cast.pcm.name: ["talk"]}
    type(enrolment).objects.filter(pk=enrolment.pk).update(withdrawn_on=today())
    assert keys(cast.pcm) == {}


def test_a_sent_audit_is_to_be_discussed_after_a_week(enrolment, cast):
    make.do_audit(enrolment)
    with later(7):
        assert keys(cast.pcm) == {}
    with later(8):
        assert keys(cast.pcm, holder(Role.PCM)) == {cast.pcm.name: ["discuss"]}
        Audit.objects.update(discussed_on=today())
        assert keys(cast.pcm) == {}


def test_the_pcms_observation_is_due_six_weeks_into_a_placement(enrolment, cast):
    Level.objects.filter(pk=enrolment.level_id).update(needs_pcm_observation=True)
    placed(enrolment, cast)
    with later(11):
        assert keys(cast.pcm) == {}
    with later(12):
        assert keys(cast.pcm) == {cast.pcm.name: ["observe"]}
        row = Observation.objects.create(
            enrolment=enrolment,
            held_on=today(),
            kind="pcm",
            tutor_name="Asha",
            recorded_by=cast.pcm,
            mentor=cast.mentor,
        )
        assert keys(cast.pcm) == {cast.pcm.name: ["observe"]}
        Observation.objects.filter(pk=row.pk).update(feedback_seen=True, targets_seen=True)
        assert keys(cast.pcm) == {}


def test_a_pcm_who_is_a_mentor_is_not_reminded_of_themself(cast):
    make.do_audit(cast.enrol(mentor=cast.another_mentor(name="Ola Other")))
    from tests.factories.people import AppointmentFactory

    AppointmentFactory(person=cast.pcm, role=Role.MENTOR, school=cast.school)
    make.do_audit(cast.enrol(mentor=cast.pcm))
    with later(8):
        assert [what for what, _ in told(cast.pcm)] == ["Ola Other: the confidence audit"]


# --- who decides -------------------------------------------------------------------------------------------


def test_the_lead_decides_requests_and_placements(enrolment, cast):
    asked = Request.objects.create(
        kind="pause",
        person=cast.mentor,
        level=enrolment.level,
        enrolment=enrolment,
        provider=cast.provider,
        start=today(),
    )
    placed(enrolment, cast, shared=True)
    placed(enrolment, cast, provider=ProviderFactory())

    found = reminders.lines_of([cast.lead.pk, cast.office.pk])[cast.lead.pk]
    assert [(line.what, line.is_decision) for line in found] == [
        ("Jo Okafor asks for a pause", True),
        ("A placement of Jo Okafor: does it count?", True),
    ]
    assert keys(holder(Role.PROVIDER_LEAD), cast.office) == {}
    Request.objects.filter(pk=asked.pk).update(withdrawn_at=timezone.now())
    Placement.objects.update(counts="wholly", decided_by=cast.lead, decided_at=timezone.now())
    assert keys(cast.lead) == {}


def test_another_providers_placement_is_that_leads_decision(enrolment, cast):
    other = ProviderFactory()
    lead = holder(Role.PROVIDER_LEAD, provider=other)
    placed(enrolment, cast, provider=other)

    assert keys(lead, cast.lead) == {lead.name: ["counts"]}


# --- how much it costs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("mentors", [2, 12])
def test_the_lines_of_many_cost_no_more_queries_than_those_of_few(
    cast, django_assert_max_num_queries, mentors
):
    Level.objects.filter(pk=cast.level.pk).update(needs_full_cycle=True, needs_pcm_observation=True)
    everybody = [cast.pcm, cast.lead, cast.tutor]
    for number in range(mentors):
        mentor = cast.another_mentor(name=f"Mentor {number:02}")
        enrolment = cast.enrol(mentor=mentor)
        placed(enrolment, cast, shared=True, end=date(2020, 1, 1) + timedelta(days=3), start=date(2020, 1, 1))
        Conversation.objects.create(
            enrolment=enrolment, held_on=today(), with_name="A", other=cast.pcm, gist="We talked."
        )
        everybody.append(mentor)
    with later(40), django_assert_max_num_queries(20):
        found = reminders.lines_of([person.pk for person in everybody])

    assert len(found) == mentors + 2
    assert len(found[cast.pcm.pk]) == 2 * mentors


def test_everybody_who_can_be_reminded_is_asked_after(enrolment, cast):
    assert set(reminders.people()) == {cast.mentor, cast.pcm, cast.tutor, cast.lead}
