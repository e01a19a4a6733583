"""What the collaboration sets on a level and a provider decides for a mentor, as records built by hand."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from cms.dates import date_uk
from portfolio.facts import years_before
from portfolio.ratings import Change, Comparison
from portfolio.requirements import Answer, requirements
from tests.portfolio.test_mastery import (
    ACCEPTED,
    AGAIN,
    STAGES,
    TODAY,
    TOLD,
    WAIVED,
    YEAR,
    answer,
    level,
    link,
    placed,
    record,
    waived,
)


def who(key, **facts):
    """(answer, whose turn it is) of one requirement for a record with these facts."""
    [found] = [each for each in requirements(record(**facts)) if each.key == key]
    return found.answer, found.who


def ratings(*pairs):
    """A comparison of criteria rated (before, after); "" for none."""
    rows = [{"code": f"S1.{n}", "before": b, "after": a} for n, (b, a) in enumerate(pairs, 1)]
    numbers = [(int(b), int(a)) for b, a in pairs if b and a]
    return Comparison(
        up=sum(a > b for b, a in numbers),
        same=sum(a == b for b, a in numbers),
        down=sum(a < b for b, a in numbers),
        groups=[Change("Personal qualities", "", "", rows)],
    )


ONE_UP_TWO_DOWN = ratings(("2", "3"), ("3", "1"), ("4", "4"), ("", "4"))
MEAN_UP = ratings(("1", "4"), ("3", "2"))
FLAT = ratings(("3", "3"))


@pytest.mark.parametrize(
    ("measure", "comparison", "answer"),
    [
        ("criterion", ONE_UP_TWO_DOWN, Answer.MET),
        ("criterion", FLAT, Answer.NOT_YET),
        ("mean", ONE_UP_TWO_DOWN, Answer.NOT_YET),
        ("mean", MEAN_UP, Answer.MET),
        ("account", MEAN_UP, Answer.NOT_YET),
        ("none", ratings(("4", "1")), Answer.MET),
    ],
)
def test_q2_the_measure_of_progress_is_the_levels(measure, comparison, answer):
    facts = {"level": level(audit_progress=measure), "comparison": comparison}
    assert who("second_audit", **facts) == (answer, "mentor")
    if answer == Answer.NOT_YET:
        comparison = replace(comparison, account="I see more now.")
        facts["comparison"] = comparison
        assert who("second_audit", **facts) == (Answer.WAITING, "pcm")
        assert who("second_audit", **facts, account_accepted=ACCEPTED) == (Answer.MET, "mentor")


def test_e10_whoever_accepted_the_account_is_named():
    assert answer("second_audit", comparison=TOLD, account_accepted=ACCEPTED) == (
        Answer.MET,
        f"{AGAIN}Higher in 0 of 21 criteria, unchanged in 21, lower in 0. "
        "Asha Patel accepted the written account on 12 September 2025.",
    )


OLD = " It stays valid, and as it is more than {} old, going over its modules again is worth the time."


@pytest.mark.parametrize(
    ("years", "awarded", "note"),
    [
        (None, date(2001, 7, 4), ""),
        (1, date(2025, 8, 31), ""),
        (
            1,
            date(2025, 8, 30),
            OLD.format("a year"),
        ),
        (
            3,
            date(2023, 8, 30),
            OLD.format("3 years"),
        ),
    ],
)
def test_e9_q7_an_old_certificate_is_noted_and_never_refused(years, awarded, note):
    old = level(prerequisite=SimpleNamespace(title="Entry", refresh_after_years=years))
    assert answer("prerequisite", level=old, prerequisite_on=awarded) == (
        Answer.MET,
        f"Certified at Entry on {date_uk(awarded)}.{note}",
    )


def asked(kind, **facts):
    """A request of the mentor, open unless `facts` say otherwise."""
    given = {"kind": kind, "provider": "Kingsmere University", "is_open": True, "asked_at": date(2026, 8, 3)}
    return SimpleNamespace(**given | facts)


def test_r7_while_the_provider_decides_about_experience_it_is_waited_for():
    facts = {"prerequisite_on": None, "requests": [asked("experience")]}
    assert answer("prerequisite", **facts) == (
        Answer.WAITING,
        "Kingsmere University decides whether experience stands in for the Entry certificate.",
    )
    assert who("prerequisite", **facts)[1] == "provider_lead"
    decided = {"prerequisite_on": None, "requests": [asked("experience", is_open=False)]}
    assert answer("prerequisite", **decided)[0] == Answer.NOT_YET
    closed = level(experience_may_replace=[])
    assert answer("prerequisite", level=closed, **facts)[0] == Answer.NOT_YET


LATE = [*YEAR[:2], placed(date(2026, 4, 20), date(2026, 8, 31), 3)]
EARLY = placed(date(2024, 6, 1), date(2024, 12, 13), 1)  # three months too early for the 24 of the others
OVER = [EARLY, *LATE[1:]]
TOO_LONG = "From 1 June 2024 to 31 August 2026 is longer than {}."


def test_e11_more_months_granted_make_the_window_longer():
    assert answer("window", placements=OVER, extra_months=2)[0] == Answer.NOT_YET
    assert answer("window", placements=OVER, extra_months=3) == (
        Answer.MET,
        "From 1 June 2024 to 31 August 2026, within 27 months (3 more than usual).",
    )


def test_e11_a_request_for_more_time_is_waited_for():
    facts = {"placements": OVER, "requests": [asked("extension")]}
    assert answer("window", **facts) == (
        Answer.WAITING,
        f"{TOO_LONG.format('24 months')} You asked Kingsmere University for more time on 3 August 2026.",
    )
    assert who("window", **facts)[1] == "provider_lead"


@pytest.mark.parametrize(
    ("last", "answer_"), [(date(2025, 8, 30), Answer.NOT_YET), (date(2025, 8, 31), Answer.MET)]
)
def test_e12_paused_days_are_left_out_of_the_window(last, answer_):
    pause = [(date(2025, 6, 1), last)]  # 92 days with the second last day: what three months were too long
    found, why = answer("window", placements=OVER, pauses=pause)
    assert found == answer_
    if answer_ == Answer.MET:
        assert why == "From 1 June 2024 to 31 August 2026, within 24 months, 92 paused days left out."


def test_e12_the_record_knows_whether_it_is_paused_today():
    paused = {
        "over": [(date(2026, 5, 1), date(2026, 8, 30))],
        "last day": [(date(2026, 5, 1), TODAY)],
        "open": [(TODAY, None)],
        "to come": [(date(2026, 9, 1), None)],
    }
    assert {name: record(pauses=pauses).is_paused for name, pauses in paused.items()} == {
        "over": False,
        "last day": True,
        "open": True,
        "to come": False,
    }


def test_r14_a_level_may_ask_for_some_of_the_stages():
    two = {"stages_of_the_year": STAGES[:2], "placements": YEAR[:2]}
    assert answer("full_cycle", **two) == (
        Answer.MET,
        "Foundation and Development, from 9 September 2024 to 28 March 2025.",
    )


def test_q12_a_level_may_ask_for_the_same_student_teacher_throughout():
    same = level(needs_same_student=True)
    assert answer("full_cycle", level=same)[0] == Answer.MET
    changed = [*YEAR[:2], placed(date(2026, 4, 20), date(2026, 8, 31), 3, student="AB")]
    assert answer("full_cycle", level=same, placements=changed) == (
        Answer.NOT_YET,
        "Still to come with the same student teacher: Consolidation.",
    )
    assert answer("full_cycle", placements=changed)[0] == Answer.MET


def test_q11_a_level_may_count_placements_that_were_not_completed():
    begun = [*YEAR[:2], placed(date(2026, 4, 20), date(2026, 9, 4), 3, completed=False)]
    assert answer("full_cycle", placements=begun)[0] == Answer.NOT_YET
    assert answer("full_cycle", level=level(needs_completion=False), placements=begun)[0] == Answer.MET


ELSEWHERE = {"provider": "Brunel University", "provider_id": 2}


def test_e5_a_placement_with_another_provider_waits_for_its_decision():
    mixed = [placed(YEAR[0].start, YEAR[0].end, 1, **ELSEWHERE), *YEAR[1:]]
    assert answer("full_cycle", placements=mixed) == (
        Answer.WAITING,
        "Still to come: Foundation. Brunel University decides whether your placement from 9 September 2024 "
        "counts, because it is not your own provider’s.",
    )
    assert who("full_cycle", placements=mixed)[1] == "provider_lead"
    only = [placed(YEAR[0].start, YEAR[0].end, 1, **ELSEWHERE)]
    assert answer("window", placements=only) == (Answer.WAITING, "No placement is completed yet.")


@pytest.mark.parametrize(
    ("counts", "expected"), [("wholly", Answer.MET), ("partly", Answer.MET), ("not", Answer.NOT_YET)]
)
def test_e7_what_counts_partly_counts_for_its_stage_of_the_year(counts, expected):
    decided = [placed(YEAR[0].start, YEAR[0].end, 1, counts=counts, **ELSEWHERE), *YEAR[1:]]
    assert answer("full_cycle", placements=decided)[0] == expected
    both = level(placements_needed=3)
    found = answer("placement", level=both, placements=decided)[0]
    assert found == (Answer.MET if counts == "wholly" else Answer.NOT_YET)


def test_r16_evidence_of_a_placement_that_does_not_count_does_not_count():
    refused = [placed(YEAR[0].start, YEAR[0].end, 1, counts="not", **ELSEWHERE), *YEAR[1:]]
    from_it = [link(date(2024, 10, 1))]
    assert answer("evidence", links=from_it)[0] == Answer.MET
    assert answer("evidence", placements=refused, links=from_it)[0] == Answer.NOT_YET
    undecided = [placed(YEAR[0].start, YEAR[0].end, 1, **ELSEWHERE), *YEAR[1:]]
    assert answer("evidence", placements=undecided, links=from_it)[0] == Answer.NOT_YET


def test_r20_where_dates_are_waived_evidence_of_any_day_counts_and_says_whose_decision_that_is():
    old = [link(date(2019, 3, 1))]
    assert answer("evidence", links=old)[0] == Answer.NOT_YET
    assert answer("evidence", links=old, **waived("dates")) == (
        Answer.MET,
        "All 1 key criteria have dated evidence. Evidence counts from outside the placements too, as decided "
        "by Lena Lead, Kingsmere University, on 2 March 2026: Eight years of mentoring.",
    )


@pytest.mark.parametrize(("day", "counts"), [(date(2021, 8, 31), True), (date(2021, 8, 30), False)])
def test_r20_a_level_may_say_how_old_that_evidence_may_be(day, counts):
    five = level(experience_years=5)
    found, why = answer("evidence", level=five, links=[link(day)], **waived("dates"))
    assert ((found == Answer.MET), ("“Feedback”" in why)) == (counts, not counts)
    assert "Evidence of the last 5 years counts" in why


def test_e26_years_before_the_29th_of_february():
    assert years_before(date(2028, 2, 29), 4) == date(2024, 2, 29)
    assert years_before(date(2028, 2, 29), 1) == date(2027, 2, 28)


def test_r20_without_a_cycle_there_is_no_time_it_has_to_lie_in():
    nothing = {"placements": [], **waived("full_cycle")}
    assert (answer("full_cycle", **nothing), answer("window", **nothing)) == (WAIVED, WAIVED)
