"""What comes from the work with student teachers: observations and evidence.

Each function looks at a Record and yields a Requirement if the level asks for it, or nothing.
"""

from cms.dates import date_uk
from people.roles import Role
from portfolio.answers import EVIDENCE, Answer, Requirement, listed, numbered
from portfolio.models import Exemption, Observation


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
        why=f"With {held[0].tutor_name} on {date_uk(held[0].held_on)}.{not_confirmed(held[0])}"
        if held
        else "Observe a lesson with the tutor, and note the date.",
        url=record.url("observations"),
        proof=numbered("Observation", record.observations, held),
    )


def not_confirmed(observation):
    """What those who sign should know of a joint observation that the mentor noted; it counts either way."""
    if observation.other_id is None or observation.confirmed_at:
        return ""
    return f" {observation.tutor_name} has not confirmed it here."


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
        who=Role.PCM.value,
    )


def evidence(record):
    """R16-R19: dated evidence for every key criterion, in any form; one piece may serve several."""
    asked, missing = record.key_criteria, record.missing_criteria
    if not asked:
        return
    waiting = waiting_pieces(record)
    named = [f"{criterion.code} ({criterion.text.rstrip('.')})" for criterion in missing]
    if not missing:
        answer, why = Answer.MET, f"All {len(asked)} key criteria have dated evidence."
    else:
        answer = Answer.WAITING if waiting else Answer.NOT_YET
        why = f"No evidence {'that counts ' if waiting else ''}yet for {listed(named)}."
    yield Requirement(
        key="evidence",
        rules=("R16", "R17", "R18", "R19"),
        group=EVIDENCE,
        label="Evidence for each key criterion",
        question="Is there dated evidence for each key criterion?",
        answer=answer,
        why=why + not_counted(record),
        url=record.url("evidence"),
        begun=bool(record.links),
        hint=hint_of(record, missing, waiting),
        to_go=to_go(record, missing, waiting),
        proof=()
        if missing
        else numbered("Evidence", record.evidence, list(filter(record.counts, record.evidence))),
        who=record.confirmers[waiting[0].pk][1] if waiting else Role.MENTOR.value,
    )


def hint_of(record, missing, waiting):
    """The same in short for the task list."""
    if waiting:
        return waiting_words(record)
    return f"No evidence yet for {listed(criterion.code for criterion in missing)}." if missing else ""


def to_go(record, missing, waiting):
    """ "1 criterion to go", "3 criteria to go", or with whom a piece is."""
    if waiting:
        return f"With {record.confirmers[waiting[0].pk][0]}"
    return f"{len(missing)} criteri{'on' if len(missing) == 1 else 'a'} to go" if missing else ""


def waiting_pieces(record):
    """Unconfirmed pieces for which alone the mentor waits: with them every key criterion had evidence."""
    missing = {criterion.pk for criterion in record.missing_criteria}
    unconfirmed = [item for item in record.unconfirmed if record.is_in_time(item)]
    links = [link for link in record.links if link.criterion_id in missing and link.evidence in unconfirmed]
    if not missing or {link.criterion_id for link in links} != missing:
        return []
    shown = {link.evidence_id for link in links}
    return [item for item in unconfirmed if item.pk in shown]


def not_counted(record):
    """The evidence that does not count, each piece named with why, so that nobody wonders."""
    others = (outside_words, waiting_words, foreign_words, nobody_confirms_words, earlier_years_words)
    return "".join(f" {words}" for words in (say(record) for say in others) if words)


def outside_words(record):
    """R16: from no placement that counts, or older than experience may be (R20)."""
    named = [f"“{item.title}” ({date_uk(item.activity_date)})" for item in record.outside]
    return f"Not counted, because outside the placements: {listed(named)}." if named else ""


def waiting_words(record):
    """R18: professional conversations that the other person has not confirmed."""
    return " ".join(
        f"“{item.title}” waits for {record.confirmers[item.pk][0]} to confirm it."
        for item in record.unconfirmed
    )


def foreign_words(record):
    """E20: criteria of other standards than those the mentor works with."""
    named = [
        f"“{link.evidence.title}” for {link.criterion.code} of {link.criterion.framework}"
        for link in record.foreign_links
        if not link.evidence.removed_at
    ]
    return f"Not counted, because from other standards: {listed(named)}." if named else ""


def nobody_confirms_words(record):
    """R18: conversations that count, though the other person cannot confirm them here."""
    named = [f"“{item.title}” with {item.other_name}" for item in record.told_only]
    return f"Not confirmed here: {listed(named)}." if named else ""


def earlier_years_words(record):
    """R20: whose decision it is that evidence from outside the placements counts."""
    waived = record.exemptions.get(Exemption.Waives.DATES)
    if waived is None or not record.level.needs_full_cycle:
        return ""
    years = record.level.experience_years
    limit = f" of the last {years} years" if years else ""
    decided = f"{waived.decided_by.name}, {waived.provider}, on {date_uk(waived.decided_at)}"
    return f"Evidence{limit} counts from outside the placements too, as decided by {decided}: {waived.reason}"
