"""The placements in which the mentor worked with student teachers, and the time they lie in.

Each function looks at a Record and yields a Requirement if the level asks for it, or nothing.
"""

from cms.dates import date_uk
from people.roles import Role
from portfolio import cycle
from portfolio.answers import EVIDENCE, Answer, Requirement, listed, numbered
from portfolio.models import Placement, Request

Counts = Placement.Counts


def placement(record):
    """R13: as many placements seen through to the end as the level asks for; at Entry one."""
    needed = record.level.placements_needed
    if not needed or (needed == 1 and record.level.needs_full_cycle):
        return  # a full cycle holds one placement anyway
    completed, one = record.completed_placements, needed == 1
    answer, who, why = placed(record, needed)
    if not one:
        why = " ".join(filter(None, [f"{len(completed)} of {needed} completed.", decisions(record)]))
    yield Requirement(
        key="placement",
        rules=("R13", "E5", "E7"),
        group=EVIDENCE,
        label="Placement with a student teacher" if one else f"{needed} placements with student teachers",
        question="Has the mentor seen a student teacher through a placement?"
        if one
        else f"Has the mentor seen student teachers through {needed} placements?",
        answer=answer,
        why=why,
        url=record.url("placements"),
        begun=bool(record.placements),
        proof=numbered("Placement", record.placements, completed),
        who=who.value,
    )


def placed(record, needed):
    """(answer, who, why) for placements seen through."""
    completed = record.completed_placements
    under_way = [
        each
        for each in record.placements
        if each not in completed and record.counts_as(each) == Counts.WHOLLY
    ]
    if len(completed) >= needed:
        return Answer.MET, Role.MENTOR, counts_since(completed[-1], record)
    if record.undecided_placements:
        return Answer.WAITING, Role.PROVIDER_LEAD, decisions(record)
    if under_way:
        why = " ".join(filter(None, [still_to_come(under_way[-1], record.today), decisions(record)]))
        return Answer.WAITING, Role.MENTOR, why
    ask = "Note whose student teacher you mentor, where and when."
    return Answer.NOT_YET, Role.MENTOR, decisions(record) or ask


def counts_since(placement, record):
    """Since when a placement counts; where completion is not asked for, from its first day (Q11)."""
    if record.level.needs_completion:
        return f"Completed on {date_uk(placement.end)}."
    return f"Begun on {date_uk(placement.start)}."


def still_to_come(placement, today):
    """What keeps a placement from counting."""
    if placement.start > today:
        return f"Begins on {date_uk(placement.start)}."
    if placement.end <= today:
        return f"Its last day was {date_uk(placement.end)}. Mark it as completed if you saw it through."
    return f"Under way until {date_uk(placement.end)}. Mark it as completed when it is over."


def decisions(record):
    """What providers have still to decide about placements, and what they decided against the mentor (E7)."""
    waiting = [to_decide(record, row) for row in record.undecided_placements]
    return " ".join(waiting + [refusal(row) for row in record.refused_placements])


def to_decide(record, placement):
    """Who has to decide whether a placement counts, and why, in a sentence (E5, E7)."""
    reasons = ["it was shared"] if placement.shared else []
    reasons += ["it was interrupted"] if placement.interrupted else []
    if placement.provider_id != record.enrolment.provider_id:
        reasons.append("it is not your own provider’s")
    which = f"your placement from {date_uk(placement.start)}"
    return f"{placement.provider} decides whether {which} counts, because {listed(reasons)}."


def refusal(placement):
    """That a placement does not count, or for its stage only, with the provider's reason."""
    what = "does not count" if placement.counts == Counts.NOT else "counts for its stage of the year only"
    reason = placement.counts_because.strip()
    return f"Your placement from {date_uk(placement.start)} {what}, says {placement.provider}" + (
        f": {reason.rstrip('.')}." if reason else "."
    )


def full_cycle(record):
    """R14, E15: placements cover every stage of the year, wherever and with whomever (E5, E6).

    With one student teacher throughout, where the level asks for that (Q12).
    """
    if not record.level.needs_full_cycle:
        return
    counting, missing = record.counted_placements, record.missing_stages
    same = " with the same student teacher" if record.level.needs_same_student else ""
    if counting and not missing:
        answer, who = Answer.MET, Role.MENTOR
        why = f"{listed(map(str, record.stages_of_the_year))}, from {span(counting)}."
    else:
        answer, who = wanting(record)
        why = f"Still to come{same}: {listed(map(str, missing))}." + unmapped(record)
        why = " ".join(filter(None, [why, decisions(record)]))
    yield Requirement(
        key="full_cycle",
        rules=("R14", "E5", "E7", "E15"),
        group=EVIDENCE,
        label="Placements through a full year",
        question=f"Has the mentor worked with student teachers through every stage of the year{same}?",
        answer=answer,
        why=why,
        url=record.url("placements"),
        begun=bool(record.placements),
        proof=numbered("Placement", record.placements, counting),
        who=who.value,
    )


def wanting(record):
    """(answer, who) while placements are missing: a provider has to decide, or the mentor to go on."""
    if record.undecided_placements:
        return Answer.WAITING, Role.PROVIDER_LEAD
    return Answer.NOT_YET, Role.MENTOR


def span(placements):
    """ "9 September 2024 to 31 August 2026": the first day of all, and the last."""
    first, last = ends(placements)
    return f"{date_uk(first)} to {date_uk(last)}"


def ends(placements):
    """(first day, last day) of all."""
    return min(each.start for each in placements), max(each.end for each in placements)


def unmapped(record):
    """What keeps completed placements from covering a stage: nobody has said which phase they were."""
    vague = [each for each in record.cycle_placements if cycle.stage_of(each) is None]
    if not vague:
        return ""
    return (
        f" Choose the phase of your placement that began on {listed(date_uk(each.start) for each in vague)}."
    )


def window(record):
    """R15, E11, E12, E26: the placements that count lie within the months given, both days included."""
    if not record.level.needs_full_cycle:
        return
    counting, months = record.counted_placements, record.window_months
    answer, who, why = within(record, counting, months)
    yield Requirement(
        key="window",
        rules=("R15", "E11", "E12", "E26"),
        group=EVIDENCE,
        label=f"Placements within {months} months",
        question=f"Do the placements lie within {months} months?",
        answer=answer,
        why=why,
        url=record.url("placements"),
        begun=bool(counting),
        proof=numbered("Placement", record.placements, counting),
        who=who.value,
    )


def within(record, counting, months):
    """(answer, who, why) for the months."""
    if not counting:
        answer, who = wanting(record)
        return answer, who, "No placement is completed yet."
    left_out = cycle.paused_days(record.pauses, *ends(counting))
    less = f", {left_out} paused days left out" if left_out else ""
    if cycle.fits(counting, months, record.pauses):
        more = f" ({record.extra_months} more than usual)" if record.extra_months else ""
        return Answer.MET, Role.MENTOR, f"From {span(counting)}, within {months} months{more}{less}."
    too_long = f"From {span(counting)} is longer than {months} months{less}."
    if asked := record.open_request(Request.Kind.EXTENSION):
        why = f"{too_long} You asked {asked.provider} for more time on {date_uk(asked.asked_at)}."
        return Answer.WAITING, Role.PROVIDER_LEAD, why
    ask = (
        "Ask your provider to allow more time, or go on: with the same stages in newer placements the older "
        "ones no longer count."
    )
    return Answer.NOT_YET, Role.MENTOR, f"{too_long} {ask}"
