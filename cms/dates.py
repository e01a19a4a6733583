"""Dates as people type them and as we write them."""

import re
from datetime import date

from django.utils import timezone

MONTHS = ("january february march april may june july august september october november december").split()
PARTS = ("day", "month", "year")


class DatePartError(ValueError):
    """A date that cannot be read. `part` names the box to correct: "day", "month" or "year"."""

    def __init__(self, message, part):
        super().__init__(message)
        self.part = part


def parse_date_parts(boxes, noun="Date"):
    """Return the date in three boxes (day, month, year), or None when all are empty.

    Takes "3", "03" or "3rd"; "9", "09", "Sep", "Sept" or "September"; a whole date in the first box
    ("3 Sept 2026", "3/9/2026", "2026-09-03"). Raises DatePartError with words that say what to do.
    """
    boxes = [str(box or "").strip() for box in boxes]
    if not any(boxes):
        return None
    words = [word for box in boxes for word in re.split(r"[\s/.,-]+", box) if word]
    if len(words) == 3:
        year_first = re.fullmatch(r"\d{4}", words[0]) and not all(boxes)
        return _build(words[::-1] if year_first else words, noun)
    missing = [part for part, box in zip(PARTS, boxes, strict=True) if not box]
    if missing:
        raise DatePartError(f"{noun} must include a {' and '.join(missing)}", missing[0])
    raise DatePartError(f"{noun} must be a day, a month and a year, like 3 9 2026", "day")


def _build(words, noun):
    day = _number(words[0], noun)
    month = month_number(words[1])
    if month is None:
        raise DatePartError(f"{noun}: enter the month as a number or a name, like 9 or September", "month")
    if not re.fullmatch(r"[0-9]{4}", words[2]):
        raise DatePartError("Year must have 4 numbers, like 2026", "year")
    year = int(words[2])
    try:
        return date(year, month, day)
    except ValueError:
        message = f"There is no {day} {MONTHS[month - 1].capitalize()} {year}"
        raise DatePartError(message, "day") from None


def _number(word, noun):
    found = re.fullmatch(r"([0-9]{1,2})(st|nd|rd|th)?", word.lower())
    if not found or int(found[1]) == 0:
        raise DatePartError(f"{noun}: enter the day as a number, like 3", "day")
    return int(found[1])


def month_number(word):
    """Return 1 to 12 for a month's number, name or beginning of its name (three letters on), else None."""
    word = word.lower()
    if re.fullmatch(r"[0-9]{1,2}", word):
        return int(word) if 1 <= int(word) <= 12 else None
    if len(word) < 3:
        return None
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(word)), None)


def out_of_bounds(day, noun="Date", *, past=False, future=False, earliest=None, latest=None):
    """Return what is wrong with a date's place in time, or "". `past` includes today, `future` does not."""
    today = timezone.localdate()
    if past and day > today:
        return f"{noun} must be today or in the past"
    if future and day <= today:
        return f"{noun} must be in the future"
    if earliest and day < earliest:
        return f"{noun} must be on or after {date_uk(earliest)}"
    if latest and day > latest:
        return f"{noun} must be on or before {date_uk(latest)}"
    return ""


def local(moment):
    """Return an aware datetime in the site's own time zone; anything else as it is."""
    if hasattr(moment, "tzinfo") and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def date_uk(day):
    """Return "16 November 2026" for a date or datetime, "" for None."""
    if not day:
        return ""
    day = local(day)
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def time_uk(moment):
    """Return "4:12pm", "4pm" on the hour, "midday" and "midnight"; "" for None."""
    if not moment:
        return ""
    moment = local(moment)
    hour, minute = moment.hour, moment.minute
    if minute == 0 and hour in (0, 12):
        return "midday" if hour else "midnight"
    minutes = f":{minute:02}" if minute else ""
    return f"{hour % 12 or 12}{minutes}{'am' if hour < 12 else 'pm'}"


def days_since(moment):
    """Return whole calendar days from a date or datetime until today, never below 0."""
    moment = local(moment)
    day = moment.date() if hasattr(moment, "date") else moment
    return max((timezone.localdate() - day).days, 0)


def school_year_start(day):
    """The first of September on or before the day: a school year runs to 31 August."""
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def school_year(day):
    """The school year in words: "2026 to 2027"."""
    start = school_year_start(day).year
    return f"{start} to {start + 1}"
