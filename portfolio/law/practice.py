"""What comes from the work with student teachers: placements, observations, evidence.

Each function looks at a Record and yields a Requirement if the level asks for it, or nothing.
"""

from cms.dates import date_uk
from portfolio import cycle
from portfolio.answers import EVIDENCE, Answer, Requirement, listed, numbered
from portfolio.models import Observation


def placement(record):
    """R13: as many placements seen through to the end as the level asks for; at Entry one."""
    needed = record.level.placements_needed
    if not needed or (needed == 1 and record.level.needs_full_cycle):
        return  # a full cycle holds one placement anyway
    completed = record.completed_placements
    under_way = [placement for placement in record.placements if placement not in completed]
    if len(completed) >= needed:
        answer, why = Answer.MET, f"Completed on {date_uk(completed[-1].end)}."
    elif under_way:
        answer, why = Answer.WAITING, waiting_words(under_way[-1], record.today)
    else:
        answer, why = Answer.NOT_YET, "Note whose student teacher you mentor, where and when."
    yield Requirement(
        key="placement",
        rules=("R13",),
        group=EVIDENCE,
        label="Placement with a student teacher"
        if needed == 1
        else f"{needed} placements with student teachers",
        question="Has the mentor seen a student teacher through a placement?"
        if needed == 1
        else f"Has the mentor seen student teachers through {needed} placements?",
        answer=answer,
        why=why if needed == 1 else f"{len(completed)} of {needed} completed.",
        url=record.url("placements"),
        begun=bool(record.placements),
        proof=numbered("Placement", record.placements, completed),
    )


def waiting_words(placement, today):
    """What keeps a placement from counting."""
    if placement.end <= today:
        return f"Its last day was {date_uk(placement.end)}. Mark it as completed if you saw it through."
    return f"Under way until {date_uk(placement.end)}. Mark it as completed when it is over."


def full_cycle(record):
    """R14, E15: a completed placement covers every stage of the year, wherever and with whomever (E5, E6)."""
    if not record.level.needs_full_cycle:
        return
    counting, missing = record.counted_placements, record.missing_stages
    if counting and not missing:
        answer, why = Answer.MET, f"{listed(map(str, record.stages_of_the_year))}, from {span(counting)}."
    else:
        answer, why = Answer.NOT_YET, f"Still to come: {listed(map(str, missing))}." + unmapped(record)
    yield Requirement(
        key="full_cycle",
        rules=("R14", "E5", "E15"),
        group=EVIDENCE,
        label="Placements through a full year",
        question="Has the mentor worked with student teachers through every stage of the year?",
        answer=answer,
        why=why,
        url=record.url("placements"),
        begun=bool(record.placements),
        proof=numbered("Placement", record.placements, counting),
    )


def span(placements):
    """ "9 September 2024 to 31 August 2026": the first day of all, and the last."""
    first, last = min(each.start for each in placements), max(each.end for each in placements)
    return f"{date_uk(first)} to {date_uk(last)}"


def unmapped(record):
    """What keeps completed placements from covering a stage: nobody has said which phase they were."""
    vague = [each for each in record.completed_placements if cycle.stage_of(each) is None]
    if not vague:
        return ""
    return (
        f" Choose the phase of your placement that began on {listed(date_uk(each.start) for each in vague)}."
    )


def window(record):
    """R15, E11, E26: the placements that count lie within the level's months, both days included."""
    if not record.level.needs_full_cycle:
        return
    counting, months = record.counted_placements, record.level.window_months
    if not counting:
        answer, why = Answer.NOT_YET, "No placement is completed yet."
    elif cycle.fits(counting, months):
        answer, why = Answer.MET, f"From {span(counting)}, within {months} months."
    else:
        answer = Answer.NOT_YET
        why = (
            f"From {span(counting)} is longer than {months} months. Ask your provider to allow more "
            "time, or go on: with the same stages in newer placements the older ones no longer count."
        )
    yield Requirement(
        key="window",
        rules=("R15", "E11", "E26"),
        group=EVIDENCE,
        label=f"Placements within {months} months",
        question=f"Do the placements lie within {months} months?",
        answer=answer,
        why=why,
        url=record.url("placements"),
        begun=bool(counting),
        proof=numbered("Placement", record.placements, counting),
    )


def joint_observation(record):
    """R25: a lesson was observed together with the provider's tutor."""
    if not record.level.needs_joint_observation:
        return
    held = [row for row in record.observations if row.kind == Observation.Kind.JOINT]
    yield Requirement(
        key="observation",
        rules=("R25",),
        group=EVIDENCE,
        label="Joint observation",
        question="Has the mentor observed a lesson jointly with the provider’s tutor?",
        answer=Answer.MET if held else Answer.NOT_YET,
        why=f"With {held[0].tutor_name} on {date_uk(held[0].held_on)}."
        if held
        else "Observe a lesson with the tutor, and note the date.",
        url=record.url("observations"),
        proof=numbered("Observation", record.observations, held),
    )


def pcm_observation(record):
    """R24: the PCM has watched the mentor observe a lesson, give feedback and set targets.

    The sheet may be sent without it; the PCM cannot sign without it (portfolio/signing.py).
    """
    if not record.level.needs_pcm_observation:
        return
    noted = [row for row in record.observations if row.kind == Observation.Kind.PCM]
    seen = [row for row in noted if row.counts]
    if seen:
        why = f"{seen[0].tutor_name} saw feedback and target setting on {date_uk(seen[0].held_on)}."
    elif noted:
        last = noted[-1]
        left = [
            word
            for word, had in (("feedback", last.feedback_seen), ("target setting", last.targets_seen))
            if not had
        ]
        why = f"{last.tutor_name} observed on {date_uk(last.held_on)} and has still to see {listed(left)}."
    else:
        why = "The PCM has not noted it yet."
    yield Requirement(
        key="pcm_observation",
        rules=("R24",),
        group=EVIDENCE,
        label="Observation by your PCM",
        question="Has the PCM seen the mentor observe a lesson, give feedback and set targets?",
        answer=Answer.MET if seen else Answer.WAITING,
        why=why,
        url=record.url("observations") if noted else "",
        hint="" if noted else "Your PCM watches you observe a lesson, give feedback and set targets.",
        to_go="Your PCM notes it",
        proof=numbered("Observation", record.observations, seen),
        blocks=False,
    )


def evidence(record):
    """R16-R19: dated evidence for every key criterion, in any form; one piece may serve several."""
    asked, missing = record.key_criteria, record.missing_criteria
    shown = [item for item in record.evidence if item not in record.outside]
    if not asked:
        return
    if missing:
        named = [f"{criterion.code} ({criterion.text.rstrip('.')})" for criterion in missing]
        why = f"No evidence yet for {listed(named)}."
    else:
        why = f"All {len(asked)} key criteria have dated evidence."
    why += outside_words(record)
    yield Requirement(
        key="evidence",
        rules=("R16", "R17", "R18", "R19"),
        group=EVIDENCE,
        label="Evidence for each key criterion",
        question="Is there dated evidence for each key criterion?",
        answer=Answer.NOT_YET if missing else Answer.MET,
        why=why,
        url=record.url("evidence"),
        begun=bool(record.links),
        hint=f"No evidence yet for {listed(criterion.code for criterion in missing)}." if missing else "",
        to_go=f"{len(missing)} criteri{'on' if len(missing) == 1 else 'a'} to go" if missing else "",
        proof=() if missing else numbered("Evidence", record.evidence, shown),
    )


def outside_words(record):
    """The evidence that does not count, named, so that nobody wonders (R16)."""
    if not record.outside:
        return ""
    named = listed(f"“{item.title}” ({date_uk(item.activity_date)})" for item in record.outside)
    return f" Not counted, because outside the placements: {named}."
