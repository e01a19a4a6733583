"""A mentor's placements as a line through the year, as they stand today (R14, R15, E11, E12).

The sealed twin, drawn from what was sent, is portfolio/timeline.py.
"""

from datetime import timedelta

from cms.charts import share
from cms.dates import date_uk
from portfolio import cycle
from portfolio.frozen import placement as in_words
from portfolio.models import Exemption
from portfolio.timeline import covered

NO_STAGE = "No stage given"
NAME, LANE, GAP = 26, 22, 8  # pixels: a row's name, one placement below it, the room before the next row


def cycle_line(record, standings):
    """{finding, rows, window, months, pauses, first, last, height} for a level with a full cycle, else {}.

    `standings` is {placement's pk: Standing}. Whatever is drawn has `x` and `width` in per cent of the whole
    time; rows and their placements have `y` in pixels.
    """
    if not (record.level.needs_full_cycle and record.placements):
        return {}
    window, pauses = window_of(record), closed_pauses(record)
    spans = [(each.start, each.end) for each in record.placements] + ([window] if window else [])
    whole = min(start for start, _ in spans), max(end for _, end in spans)
    rows = rows_of(record, [bar(row, standings[row.pk], whole) for row in record.placements])
    height = lay_out(rows)
    return {
        "finding": covered(rows),
        "rows": rows,
        "window": placed(*window, whole) if window else None,
        "months": record.window_months,
        "pauses": [placed(a, b, whole) for a, b in pauses if a <= whole[1] and b >= whole[0]],
        "first": date_uk(whole[0]),
        "last": date_uk(whole[1]),
        "height": height,
    }


def lay_out(rows):
    """Give each row's name and each of its placements a `y`, one below the other; return the whole height."""
    y = 0
    for row in rows:
        row["y"] = y + 18  # the line that the letters of the name stand on
        for lane, each in enumerate(row["placements"]):
            each["y"] = y + NAME + LANE * lane
        y += NAME + LANE * max(1, len(row["placements"])) + GAP
    return y


def rows_of(record, bars):
    """The stages of the year with their placements, and those without a stage below."""
    stages = [stage.title for stage in record.stages_of_the_year]
    rows = [
        {"stage": name, "placements": [each for each in bars if each["stage"] == name]} for name in stages
    ]
    others = [each for each in bars if each["stage"] not in stages]
    return rows + ([{"stage": NO_STAGE, "placements": others}] if others else [])


def closed_pauses(record):
    """The pauses as (first, last) day, one that still goes on until today (E12)."""
    return [(start, end or max(start, record.today)) for start, end in record.pauses]


def window_of(record):
    """(first, last) day of the time within which placements count, paused days added; None if waived."""
    if Exemption.Waives.WINDOW in record.exemptions:
        return None
    start = min(each.start for each in record.counted_placements or record.placements)
    pauses = closed_pauses(record)
    planned = cycle.last_day(start, record.window_months)
    last, longer = planned, planned + timedelta(days=cycle.paused_days(pauses, start, planned))
    while longer > last:  # a longer time may reach the next pause
        last = longer
        longer = planned + timedelta(days=cycle.paused_days(pauses, start, last))
    return start, last


def bar(row, standing, whole):
    """A placement in words, with its place on the line and how it stands."""
    return (
        in_words(row) | placed(row.start, row.end, whole) | {"standing": standing, "counts": standing.counts}
    )


def placed(start, end, whole):
    """Where days lie within the whole time, cut off at its ends: {start, end, x, width}."""
    first, last = whole
    days = (last - first).days + 1
    begin, stop = max(start, first), min(end, last)
    return {
        "start": date_uk(start),
        "end": date_uk(end),
        "x": share((begin - first).days, days),
        "width": share((stop - begin).days + 1, days),
    }
