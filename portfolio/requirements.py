"""What a mentor needs before the record sheet can be signed: the scheme's law, one function for each rule.

Every function looks at a Record (portfolio/record.py) and yields a Requirement if the level asks for it, or
nothing. What a level asks for is set on the Level and by its pages, never here: a third level needs no line
of code (R1). The same requirements draw the task list, keep the sheet from being sent too early, and are
shown to those who sign.
"""

from dataclasses import dataclass
from enum import StrEnum

from cms.dates import date_uk
from forms.models.pages import Blocker
from people.permissions import school_of
from portfolio.record import load


class Answer(StrEnum):
    """How a requirement stands. A waived one counts as met: the provider has decided that (R20)."""

    MET = "Met"
    NOT_YET = "Not yet"
    WAITING = "Waiting"
    WAIVED = "Waived"


GET_READY = "Get ready"
MODULES = "Work through the modules"
EVIDENCE = "Show your evidence"
FINISH = "Finish"
GROUPS = (GET_READY, MODULES, EVIDENCE, FINISH)


@dataclass(frozen=True)
class Requirement:
    """One requirement and its answer for one mentor."""

    key: str
    rules: tuple[str, ...]  # numbers in docs/scheme.md
    group: str
    label: str  # what the mentor does: a line of the task list
    question: str  # what those who sign want to know
    answer: Answer
    why: str  # one sentence: what shows that it is met, or what is missing
    url: str = ""  # where to act, "" when only somebody else can
    begun: bool = False  # something is there already, though not enough
    to_go: str = ""  # how much is missing, in two or three words
    hint: str = ""  # a shorter `why` for the task list
    proof: tuple[str, ...] = ()  # labels of the pieces in the frozen record that show it

    @property
    def is_met(self):
        return self.answer in (Answer.MET, Answer.WAIVED)


def sharing_notice(record):
    """R33, E18: the notice about sharing was read and answered. Either answer will do."""
    answered = record.answered_sharing_on
    chosen = "Agreed to sharing" if record.shares else "Chose not to share"
    yield Requirement(
        key="sharing",
        rules=("R33", "E18"),
        group=GET_READY,
        label="Sharing notice",
        question="Has the mentor read and answered the notice about sharing?",
        answer=Answer.MET if answered else Answer.NOT_YET,
        why=f"{chosen} on {date_uk(answered)}." if answered else "Read the notice and choose an answer.",
        url=record.url("sharing"),
        proof=("Details",) if answered else (),
    )


def audit(record):
    """R11: the confidence audit is the baseline and supports the first talk with the PCM."""
    if not record.level.needs_audit:
        return
    if record.audit:
        answer, why = Answer.MET, f"Completed on {date_uk(record.audit.sent_at)}."
    elif record.audit_draft:
        answer, why = Answer.NOT_YET, "You have begun. Go on where you stopped."
    else:
        answer, why = Answer.NOT_YET, "Say how confident you are about each criterion."
    yield Requirement(
        key="audit",
        rules=("R11",),
        group=GET_READY,
        label="Confidence audit",
        question="Has the mentor completed the confidence audit?",
        answer=answer,
        why=why,
        url=record.url("audit"),
        begun=record.audit_draft is not None,
        proof=("Audit",) if record.audit else (),
    )


def conversation(record):
    """R11, R21: the mentor talked it through with the PCM, who agrees."""
    if not record.level.needs_conversation:
        return
    agreed = [talk for talk in record.conversations if talk.agreed]
    if agreed:
        answer, why = Answer.MET, f"Agreed with {agreed[0].with_name} on {date_uk(agreed[0].held_on)}."
    elif record.conversations:
        answer, why = Answer.WAITING, f"{record.conversations[-1].with_name} has not agreed yet."
    else:
        answer, why = Answer.NOT_YET, "Talk to your PCM, share your audit, and note the date."
    yield Requirement(
        key="conversation",
        rules=("R11", "R21"),
        group=GET_READY,
        label="Conversation with your PCM",
        question="Has the mentor talked the level through with the PCM, and does the PCM agree?",
        answer=answer,
        why=why,
        url=record.url("conversations"),
        begun=bool(record.conversations),
        proof=numbered("Conversation", record.conversations) if agreed else (),
    )


def modules(record):
    """R8, R10: every module of the level, each with a reflection.

    The activities in them are never asked for (R38).
    """
    for module in record.modules:
        done = module.completed_on and module.reflection.strip()
        yield Requirement(
            key=f"module-{module.code.lower()}",
            rules=("R8",),
            group=MODULES,
            label=module.title,
            question=f"Has the mentor worked through module {module.code} and reflected on it?",
            answer=Answer.MET if done else Answer.NOT_YET,
            why=f"Completed on {date_uk(module.completed_on)}."
            if done
            else "Note when you finished it and what you learned.",
            url=record.url("module", module.code.lower()),
            proof=(f"Module {module.code}",) if done else (),
        )


def placement(record):
    """R13: as many placements seen through to the end as the level asks for; at Entry one."""
    needed = record.level.placements_needed
    if not needed:
        return
    completed = [placement for placement in record.placements if is_over(placement, record.today)]
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


def is_over(placement, today):
    """Whether a placement counts: completed, and its last day has come."""
    return placement.completed and placement.end <= today


def joint_observation(record):
    """R25: a lesson was observed together with the provider's tutor."""
    if not record.level.needs_joint_observation:
        return
    held = record.observations
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
        proof=numbered("Observation", held),
    )


def evidence(record):
    """R16-R19: dated evidence for every key criterion, in any form; one piece may serve several."""
    asked, missing = record.key_criteria, record.missing_criteria
    if not asked:
        return
    if missing:
        named = [f"{criterion.code} ({criterion.text.rstrip('.')})" for criterion in missing]
        why = f"No evidence yet for {listed(named)}."
    else:
        why = f"All {len(asked)} key criteria have dated evidence."
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
        proof=() if missing else numbered("Evidence", record.evidence),
    )


LAW = (sharing_notice, audit, conversation, modules, placement, joint_observation, evidence)


def requirements(record):
    """Everything this level asks of this mentor, answered, in the order of the task list."""
    return [requirement for ask in LAW for requirement in ask(record)]


def unmet(record):
    """The requirements that still keep the record sheet from being sent."""
    return [requirement for requirement in requirements(record) if not requirement.is_met]


def blockers(enrolment):
    """Why an enrolment's record sheet cannot be sent yet: a list of Blocker, empty when ready."""
    found = [Blocker(f"{missing.label}: {missing.why}", missing.url) for missing in unmet(load(enrolment))]
    if school_of(enrolment.person) is None:
        found.append(
            Blocker("You hold no post at a school now, so no PCM can sign. Ask your partnership office.")
        )
    return found


def numbered(name, rows, chosen=None):
    """Labels in the frozen record: ("Evidence 1", "Evidence 2"); only those of `chosen` rows when given."""
    return tuple(f"{name} {number}" for number, row in enumerate(rows, 1) if chosen is None or row in chosen)


def listed(words):
    """ "a", "a and b", "a, b and c"."""
    words = list(words)
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
