"""Which placements count towards a full year's cycle, at the edges of months and years (R14, R15, E26)."""

from datetime import date
from types import SimpleNamespace

import pytest

from portfolio import cycle

STAGES = [SimpleNamespace(pk=pk, title=title) for pk, title in enumerate(("Foundation", "Development"), 1)]
FOUNDATION, DEVELOPMENT = 1, 2


def placed(start, end, stage=None, student="SK"):
    """A completed placement; without a stage nobody has said which phase it was."""
    phase = SimpleNamespace(stage_id=stage) if stage else None
    facts = {"completed": True, "interrupted": False, "student": student}
    return SimpleNamespace(start=start, end=end, provider_phase=phase, **facts)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2024, 9, 1), 24, date(2026, 8, 31)),
        (date(2024, 9, 2), 24, date(2026, 9, 1)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2022, 3, 1), 24, date(2024, 2, 29)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 12, date(2026, 12, 30)),
        (date(2025, 1, 1), 12, date(2025, 12, 31)),
    ],
)
def test_e26_the_window_ends_on_the_day_before_the_anniversary(start, months, last):
    assert cycle.last_day(start, months) == last


@pytest.mark.parametrize(("end", "fits"), [(date(2026, 8, 31), True), (date(2026, 9, 1), False)])
def test_e26_both_days_of_the_window_count(end, fits):
    early = placed(date(2024, 9, 1), date(2024, 12, 20))
    assert cycle.fits([early, placed(date(2026, 4, 20), end)], 24) is fits


def test_a_window_from_the_29th_of_february_holds_the_28th_two_years_on():
    leap = placed(date(2024, 2, 29), date(2024, 6, 1))
    assert cycle.fits([leap, placed(date(2026, 1, 5), date(2026, 2, 28))], 24)
    assert not cycle.fits([leap, placed(date(2026, 1, 5), date(2026, 3, 1))], 24)


def test_stages_without_a_placement_are_missing_and_a_placement_without_phase_covers_none():
    done = [
        placed(date(2025, 9, 1), date(2025, 12, 1), DEVELOPMENT),
        placed(date(2026, 1, 1), date(2026, 2, 1)),
    ]
    assert [stage.title for stage in cycle.missing_stages(STAGES, done)] == ["Foundation"]


def test_e11_what_is_older_than_a_whole_cycle_in_the_window_drops_out():
    old = placed(date(2022, 9, 1), date(2022, 12, 1), FOUNDATION)
    again = placed(date(2025, 9, 1), date(2025, 12, 1), FOUNDATION)
    later = placed(date(2026, 1, 5), date(2026, 3, 27), DEVELOPMENT)
    assert cycle.counted([old, again, later], STAGES, 24) == [again, later]


def test_a_placement_longer_than_the_window_itself_pushes_nothing_out_of_it():
    first = placed(date(2024, 11, 4), date(2024, 11, 19), FOUNDATION)
    second = placed(date(2024, 11, 21), date(2025, 1, 2), DEVELOPMENT)
    long = placed(date(2024, 11, 1), date(2025, 1, 19))
    assert cycle.counted([long, first, second], STAGES, 2) == [first, second]
    assert cycle.counted([long, first, second], STAGES[1:], 2) == [first, second]


def test_while_no_window_holds_every_stage_all_placements_count():
    old = placed(date(2022, 9, 1), date(2022, 12, 1), FOUNDATION)
    later = placed(date(2026, 1, 5), date(2026, 3, 27), DEVELOPMENT)
    assert cycle.counted([old, later], STAGES, 24) == [old, later]


@pytest.mark.parametrize(
    ("completed", "end", "over"),
    [
        (True, date(2026, 8, 31), True),
        (True, date(2026, 9, 1), False),
        (False, date(2026, 8, 30), False),
    ],
)
def test_a_placement_is_over_from_its_last_day_on_once_it_is_completed(completed, end, over):
    row = SimpleNamespace(start=date(2026, 4, 1), end=end, completed=completed, interrupted=False)
    assert cycle.is_over(row, date(2026, 8, 31)) is over


# --- pauses, one student teacher, completion -------------------------------------------------

AUTUMN = (date(2025, 9, 1), date(2025, 11, 30))  # 91 days


@pytest.mark.parametrize(
    ("pauses", "days"),
    [
        ([], 0),
        ([(date(2025, 9, 1), date(2025, 9, 1))], 1),
        ([AUTUMN], 91),
        ([AUTUMN, (date(2025, 11, 1), date(2025, 12, 1))], 92),  # a day is counted once
        ([(date(2025, 11, 1), date(2025, 12, 1)), AUTUMN], 92),
        ([(date(2024, 1, 1), date(2025, 1, 1))], 1),  # the first day of the span was still paused
        ([(date(2024, 1, 1), date(2024, 12, 31))], 0),
        ([(date(2026, 8, 31), None)], 1),  # still going on: up to the last day of the span
        ([(date(2026, 9, 1), None)], 0),
        ([(date(2028, 2, 28), date(2028, 3, 1))], 0),
    ],
)
def test_e12_paused_days_are_those_within_the_span(pauses, days):
    assert cycle.paused_days(pauses, date(2025, 1, 1), date(2026, 8, 31)) == days


def test_e12_the_29th_of_february_is_a_paused_day_like_any_other():
    leap = [(date(2024, 2, 28), date(2024, 3, 1))]
    assert cycle.paused_days(leap, date(2024, 1, 1), date(2024, 12, 31)) == 3


@pytest.mark.parametrize(("end", "fits"), [(date(2026, 11, 30), True), (date(2026, 12, 1), False)])
def test_e12_the_window_reaches_as_many_days_further_as_were_paused(end, fits):
    both = [placed(date(2024, 9, 1), date(2024, 12, 20)), placed(date(2026, 9, 7), end)]
    assert cycle.fits(both, 24, [AUTUMN]) is fits
    assert not cycle.fits(both, 24)


def test_e12_a_placement_that_a_pause_keeps_in_the_window_goes_on_counting():
    early = placed(date(2024, 9, 1), date(2024, 12, 20), FOUNDATION)
    late = placed(date(2026, 9, 7), date(2026, 11, 30), DEVELOPMENT)
    assert cycle.whole([early, late], STAGES, 24) == []
    assert cycle.counted([early, late], STAGES, 24, [AUTUMN]) == [early, late]


def test_q12_of_several_student_teachers_one_covers_every_stage():
    sam = [
        placed(date(2024, 9, 1), date(2024, 12, 1), FOUNDATION, "S.K."),
        placed(date(2025, 1, 6), date(2025, 3, 1), DEVELOPMENT, "sk"),
    ]
    other = placed(date(2025, 9, 1), date(2025, 12, 1), FOUNDATION, "AB")
    assert cycle.counted_of_one([*sam, other], STAGES, 24) == sam
    assert cycle.missing_stages_of_one(STAGES, [*sam, other]) == []


def test_q12_while_none_does_the_stages_still_to_come_are_those_of_whoever_misses_fewest():
    first = placed(date(2024, 9, 1), date(2024, 12, 1), FOUNDATION, "SK")
    second = placed(date(2025, 1, 6), date(2025, 3, 1), DEVELOPMENT, "AB")
    assert cycle.counted_of_one([first, second], STAGES, 24) == [first, second]
    assert cycle.missing_stages_of_one(STAGES, [first, second]) == [STAGES[1]]
    assert cycle.missing_stages_of_one(STAGES, []) == STAGES


def test_e7_a_placement_that_was_broken_off_is_over_on_its_last_day():
    broken = placed(date(2026, 4, 1), date(2026, 5, 4))
    broken.completed, broken.interrupted = False, True
    assert not cycle.is_over(broken, date(2026, 5, 3))
    assert cycle.is_over(broken, date(2026, 5, 4))


def test_q11_without_completion_a_placement_counts_from_its_first_day():
    begun = placed(date(2026, 4, 1), date(2026, 7, 1))
    begun.completed = False
    assert cycle.is_over(begun, date(2026, 4, 1), needs_completion=False)
    assert not cycle.is_over(begun, date(2026, 3, 31), needs_completion=False)
