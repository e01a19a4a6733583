"""What lies ahead of a mentor: days from the record that are still to come, soonest first (R15, E12)."""

from dataclasses import dataclass
from datetime import date, timedelta

from portfolio import cycle
from portfolio.models import Placement
from reviews.routing import role_name


@dataclass(frozen=True)
class Ahead:
    """One day to come: what it is, and where to read more, if anywhere."""

    day: date
    what: str
    url: str = ""


def days_ahead(record):
    """The Ahead rows of a record from today on, soonest first."""
    found = [*_placements(record), *_window(record), *_answer_due(record), *_pause(record)]
    return sorted((row for row in found if row.day >= record.today), key=lambda row: row.day)


def _placements(record):
    """The last days of placements under way or planned, unless they are known not to count."""
    for placement in record.placements:
        if placement.counts != Placement.Counts.NOT and not placement.interrupted:
            what = f"Your placement with {placement.student} at {placement.school.name} ends"
            yield Ahead(placement.end, what, record.url("placements"))


def _window(record):
    """The last day on which a full cycle that begins with the oldest placement can end (R15, E11)."""
    if not record.level.needs_full_cycle or record.awarded_on or not record.missing_stages:
        return
    if counted := [each for each in record.placements if each.counts != Placement.Counts.NOT]:
        first = min(each.start for each in counted)
        day = window_ends(first, record.window_months, record.pauses)
        what = f"The {record.window_months} months for your placements end"
        yield Ahead(day, what, record.url("placements"))


def window_ends(first, months, pauses):
    """The last of so many months from the day `first`, put off by every paused day before it (E12)."""
    last = cycle.last_day(first, months)
    while True:
        put_off = cycle.last_day(first, months) + timedelta(days=cycle.paused_days(pauses, first, last))
        if put_off == last or any(end is None and start <= last for start, end in pauses):
            return put_off
        last = put_off


def _answer_due(record):
    """The day by which whoever has the record sheet is asked to answer."""
    if record.open_stage and record.open_stage.due_on:
        what = f"Your record sheet should be answered by the {role_name(record.open_stage)}"
        yield Ahead(record.open_stage.due_on, what, record.url("record_sheet"))


def _pause(record):
    """The last day of the pause that goes on, where it has one."""
    if record.pause and record.pause[1]:
        yield Ahead(record.pause[1], "The last day of your pause")
