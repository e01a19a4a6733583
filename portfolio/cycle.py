"""A full year's cycle: which placements count towards it, and whether they cover every stage (R14, R15).

Placements are anything with `start`, `end`, `completed`, `interrupted` and `provider_phase`; both days count
(E26). Different schools and providers are all the same to it (E5, E6), and so are different student teachers
unless the level wants one and the same.

Pauses are (first day, last day or None while it goes on). Paused days do not count towards the months (E12).
"""

from calendar import monthrange
from datetime import date, timedelta


def is_over(placement, today, needs_completion=True):
    """Whether a placement is behind the mentor: its last day has come, and it was seen through or broken off.

    Where a level does not ask for completion, a placement counts from its first day (Q11).
    """
    if not needs_completion:
        return placement.start <= today
    return (placement.completed or placement.interrupted) and placement.end <= today


def last_day(start, months):
    """The last of so many months from `start` on, both days included.

    1 September 2024 and 24 months end on 31 August 2026, 29 February 2024 and 24 months on 28 February 2026.
    """
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    length = monthrange(year, month)[1]
    if start.day > length:
        return date(year, month, length)
    return date(year, month, start.day) - timedelta(days=1)


def paused_days(pauses, first, last):
    """How many of the days from `first` to `last`, both included, were paused, each counted once (E12)."""
    days, after = 0, first
    for start, end in sorted(pauses, key=lambda pause: pause[0]):
        begin, stop = max(start, after), min(end or last, last)
        if begin <= stop:
            days += (stop - begin).days + 1
            after = stop + timedelta(days=1)
    return days


def within(first, last, months, pauses=()):
    """Whether so many months reach from `first` to `last`, paused days left out (R15, E12, E26)."""
    return last <= last_day(first, months) + timedelta(days=paused_days(pauses, first, last))


def fits(placements, months, pauses=()):
    """Whether the placements lie within so many months, first day to last (R15)."""
    first, last = min(each.start for each in placements), max(each.end for each in placements)
    return within(first, last, months, pauses)


def stage_of(placement):
    """The id of the stage of the year that the placement counts as, or None."""
    return placement.provider_phase.stage_id if placement.provider_phase else None


def missing_stages(stages, placements):
    """The stages that none of the placements covers (R14)."""
    covered = {stage_of(placement) for placement in placements}
    return [stage for stage in stages if stage.pk not in covered]


def whole(completed, stages, months, pauses=()):
    """The latest of the completed placements that cover every stage within `months`, or [].

    A placement that is longer than the months by itself is never the last of them.
    """
    ends = [each for each in completed if within(each.start, each.end, months, pauses)]
    for last in sorted(ends, key=lambda each: each.end, reverse=True):
        chosen = [
            each
            for each in completed
            if each.end <= last.end and within(each.start, last.end, months, pauses)
        ]
        if not missing_stages(stages, chosen):
            return chosen
    return []


def counted(completed, stages, months, pauses=()):
    """Of the completed placements those that count: the latest whole cycle.

    What is older drops out by itself, so that a mentor whose time ran out goes on with what is newer (E11).
    While there is none, all count: then the requirements say what is missing, or that the time is over.
    """
    return whole(completed, stages, months, pauses) or list(completed)


def counted_of_one(completed, stages, months, pauses=()):
    """The same where one student teacher has to be seen through the whole cycle (Q12)."""
    cycles = (whole(each, stages, months, pauses) for each in by_student(completed))
    return max(filter(None, cycles), key=lambda each: max(row.end for row in each), default=list(completed))


def missing_stages_of_one(stages, placements):
    """The stages still to come with the student teacher with whom fewest are missing (Q12)."""
    missing = (missing_stages(stages, each) for each in by_student(placements))
    return min(missing, key=len, default=list(stages))


def by_student(placements):
    """Placements as lists, one for each student teacher: "S.K." and "sk" are the same."""
    found = {}
    for placement in placements:
        name = "".join(letter for letter in placement.student.casefold() if letter.isalnum())
        found.setdefault(name, []).append(placement)
    return list(found.values())
