"""One state and one next step for every stage of the way."""

import pytest
from django.utils import timezone

from cms.dates import date_uk
from people.models.periods import today
from portfolio import actions
from portfolio.models import Award, RecordSheetPage, Request
from portfolio.permissions import can_start_record_sheet, enrolment_at
from portfolio.progress import next_step, state, tally, task_groups
from portfolio.record import load
from reviews.actions import claim
from tests.factories import portfolio as make

pytestmark = pytest.mark.django_db


def stands(enrolment):
    """(state's key, next step's title)"""
    record = load(make.fresh(enrolment))
    return state(record).key, next_step(record).title


def test_somebody_new_is_asked_for_the_audit_first(enrolment):
    assert stands(enrolment) == ("enrolled", "Next: Confidence audit")


def test_with_work_under_way_the_next_step_is_the_first_that_is_missing(enrolment):
    make.do_audit(enrolment)
    assert stands(enrolment) == ("in_progress", "Next: Conversation with your PCM")


def test_with_everything_in_place_the_sheet_is_next(ready):
    assert stands(ready) == ("ready", "Next: your record sheet")


def test_a_sheet_on_its_way_names_who_has_it(ready, cast):
    round_ = make.send_sheet(ready)
    assert stands(ready) == ("with_pcm", "Your record sheet is being read")
    make.sign(round_, cast.pcm)
    assert stands(ready) == ("with_link_tutor", "Your record sheet is being read")
    make.sign(round_, cast.tutor)
    assert stands(ready) == ("signed_off", "Everybody has signed")


def test_the_next_step_says_with_whom_the_sheet_is_since_when_and_who_looks_at_it(ready, cast):
    round_ = make.sign(make.send_sheet(ready), cast.pcm).round
    stage = round_.stages.open().get()
    waits = f"With the link tutor, {cast.provider.name}, since {date_uk(today())}"
    assert next_step(load(make.fresh(ready))).text == f"{waits}. You will hear by email."
    claim(stage=stage, by=cast.tutor)
    assert next_step(load(make.fresh(ready))).text == (
        f"{waits}; Tom Reid is looking at it. You will hear by email."
    )


def test_a_sheet_sent_back_says_by_whom(ready, cast):
    make.send_back(make.send_sheet(ready), cast.pcm)
    record = load(make.fresh(ready))
    assert state(record).key == "returned"
    assert next_step(record).text.startswith("Asha Patel sent it back on ")


def paused(enrolment, cast, **facts):
    """A pause that the lead has granted."""
    given = {"kind": "pause", "person": cast.mentor, "level": enrolment.level, "provider": cast.provider}
    given |= {"granted": True, "decided_by": cast.lead, "decided_at": timezone.now(), "start": make.ago(10)}
    return Request.objects.create(enrolment=enrolment, **given | facts)


@pytest.mark.parametrize(
    ("days", "until"), [(None, ""), (0, f" until {date_uk(today())}, that day included")]
)
def test_e12_on_a_pause_nothing_is_asked(enrolment, cast, days, until):
    paused(enrolment, cast, end=None if days is None else make.ago(days))
    assert stands(enrolment) == ("paused", "You are on a pause")
    step = next_step(load(make.fresh(enrolment)))
    assert (step.text, step.url, step.button) == (
        f"Your time has stood still since {date_uk(make.ago(10))}{until}. Nothing is asked of you meanwhile.",
        f"/my/{enrolment.slug}/requests/",
        "See your pause",
    )


@pytest.mark.parametrize(
    "facts",
    [{"end": make.ago(1)}, {"start": make.ago(-1)}, {"granted": False}],
    ids=["over", "to come", "refused"],
)
def test_e12_a_pause_that_is_not_today_changes_nothing(enrolment, cast, facts):
    paused(enrolment, cast, **facts)
    assert stands(enrolment)[0] == "enrolled"


def test_e12_what_was_sent_goes_on_during_a_pause(ready, cast):
    make.send_sheet(ready)
    paused(ready, cast)
    assert stands(ready)[0] == "with_pcm"


def test_when_only_others_can_act_the_next_step_says_who_is_waited_for(ready, cast):
    ready.placements.update(shared=True)
    assert stands(ready) == ("in_progress", "Waiting for your provider: Placement with a student teacher")
    tasks = {task.name: task for _, tasks in task_groups(load(make.fresh(ready))) for task in tasks}
    placement = tasks["Placement with a student teacher"]
    assert (placement.status, placement.word) == ("with_reviewer", "With your provider")


def test_an_award_ends_the_way_and_a_withdrawn_one_opens_it_again(ready, cast):
    round_ = make.sign_all(make.send_sheet(ready), cast)
    award = actions.record_award(enrolment=ready, round=round_, by=cast.office, on=today())
    assert stands(ready) == ("certified", "You are certified")
    actions.withdraw_award(award=award, by=cast.lead)
    assert Award.objects.valid().count() == 0
    # The round is closed by the issuing decision, which register appends.
    type(round_).objects.filter(pk=round_.pk).update(closed_at=round_.signed_at)
    assert stands(ready) == ("revoked", "Your certificate was revoked")
    assert can_start_record_sheet(cast.mentor, RecordSheetPage.objects.get(level=cast.level))
    assert enrolment_at(cast.mentor, cast.level) == ready


def test_the_tasks_come_in_four_groups_and_are_counted(ready):
    groups = task_groups(load(ready))
    assert [(title, [task.status for task in tasks]) for title, tasks in groups] == [
        ("Get ready", ["completed"] * 3),
        ("Work through the modules", ["completed"] * 2),
        ("Show your evidence", ["completed"] * 3),
        ("Finish", ["not_started", "cannot_start"]),
    ]
    assert tally(groups) == (8, 10)


def test_the_sheet_cannot_be_started_while_something_is_missing(enrolment):
    sheet = task_groups(load(enrolment))[-1][1][0]
    assert (sheet.status, sheet.url, sheet.hint) == (
        "cannot_start",
        "",
        "Opens when everything is in place. 7 things above are still open.",
    )


def test_evidence_that_is_begun_says_how_much_is_to_go(enrolment):
    make.add_evidence(enrolment, "S1.1", "S1.2")
    task = task_groups(load(enrolment))[2][1][-1]
    assert (task.status, task.word, task.hint) == (
        "in_progress",
        "6 criteria to go",
        "No evidence yet for S1.4, S2.8, S3.2, S3.4, S3.5 and S4.1.",
    )
