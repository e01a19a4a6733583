"""Which placements count towards a full year's cycle, at the edges of months and years (R14, R15, E26)."""

from datetime import date
from types import SimpleNamespace

import pytest

from portfolio import cycle

STAGES = [SimpleNamespace(pk=pk, title=title) for pk, title in enumerate(("Foundation", "Development"), 1)]
FOUNDATION, DEVELOPMENT = 1, 2


def placed(start, end, stage=None):
    """A completed placement; without a stage nobody has said which phase it was."""
    phase = SimpleNamespace(stage_id=stage) if stage else None
    return SimpleNamespace(start=start, end=end, completed=True, provider_phase=phase)


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
    row = SimpleNamespace(start=date(2026, 4, 1), end=end, completed=completed)
    assert cycle.is_over(row, date(2026, 8, 31)) is over
