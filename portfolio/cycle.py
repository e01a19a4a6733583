"""A full year's cycle: which placements count towards it, and whether they cover every stage (R14, R15).

Placements are anything with `start`, `end`, `completed` and `provider_phase`; both days count (E26).
Different student teachers, schools and providers are all the same to it (E5, E6).
"""

from calendar import monthrange
from datetime import date, timedelta


def is_over(placement, today):
    """Whether a placement is behind the mentor: completed, and its last day has come."""
    return placement.completed and placement.end <= today


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


def fits(placements, months):
    """Whether the placements lie within so many months, first day to last (R15)."""
    first, last = min(each.start for each in placements), max(each.end for each in placements)
    return last <= last_day(first, months)


def stage_of(placement):
    """The id of the stage of the year that the placement counts as, or None."""
    return placement.provider_phase.stage_id if placement.provider_phase else None


def missing_stages(stages, placements):
    """The stages that none of the placements covers (R14)."""
    covered = {stage_of(placement) for placement in placements}
    return [stage for stage in stages if stage.pk not in covered]


def counted(completed, stages, months):
    """Of the completed placements those that count: the latest that cover every stage within `months`.

    What is older drops out by itself, so that a mentor whose time ran out goes on with what is newer (E11).
    While none do, all count: then the requirements say what is missing, or that the time is over.
    """
    for last in sorted(completed, key=lambda each: each.end, reverse=True):
        chosen = [each for each in completed if each.end <= last.end <= last_day(each.start, months)]
        if not missing_stages(stages, chosen):
            return chosen
    return list(completed)
