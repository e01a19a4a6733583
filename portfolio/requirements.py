"""What a mentor needs before the record sheet can be signed: the scheme's law, one function for each rule.

The functions are in portfolio/law/; each looks at a Record (portfolio/facts.py) and yields a Requirement if
the level asks for it, or nothing. What a level asks for is set on the Level and by its pages, never here: a
third level needs no line of code (R1). The same requirements draw the task list, keep the sheet from being
sent too early, and are shown to those who sign.
"""

from dataclasses import replace

from cms.dates import date_uk
from forms.models.pages import Blocker
from people.permissions import school_of
from portfolio.answers import FINISH, GROUPS, Answer, Requirement
from portfolio.law import getting_ready, placements, practice
from portfolio.models import Exemption
from portfolio.record import load

__all__ = ["FINISH", "GROUPS", "LAW", "Answer", "Requirement", "blockers", "requirements", "unmet"]

Waives = Exemption.Waives

LAW = (
    getting_ready.sharing_notice,
    getting_ready.prerequisite,
    getting_ready.audit,
    getting_ready.second_audit,
    getting_ready.conversation,
    getting_ready.modules,
    placements.placement,
    placements.full_cycle,
    placements.window,
    practice.joint_observation,
    practice.pcm_observation,
    practice.evidence,
)


def requirements(record):
    """Everything this level asks of this mentor, answered, in the order of the task list."""
    return [answered(requirement, record) for ask in LAW for requirement in ask(record)]


def answered(requirement, record):
    """The requirement, or the provider's decision to waive it: who, when and why (R7, R9)."""
    exemption = waiver_of(requirement.key, record)
    if exemption is None or requirement.is_met:
        return requirement
    decided = date_uk(exemption.decided_at)
    why = f"Waived by {exemption.decided_by.name}, {exemption.provider}, on {decided}: {exemption.reason}"
    return replace(requirement, answer=Answer.WAIVED, why=why, hint="", to_go="", proof=())


def waiver_of(key, record):
    """The decision that waives the requirement with this key, or None.

    "modules" waives each module, and where no full cycle is asked for there is no time for it to lie in.
    """
    if key.startswith("module-"):
        return record.exemptions.get(Waives.MODULES)
    if key == Waives.WINDOW and Waives.CYCLE in record.exemptions:
        return record.exemptions.get(key) or record.exemptions[Waives.CYCLE]
    return record.exemptions.get(key)


def unmet(record):
    """The requirements that still keep the record sheet from being sent."""
    return [each for each in requirements(record) if each.blocks and not each.is_met]


def blockers(enrolment):
    """Why an enrolment's record sheet cannot be sent yet: a list of Blocker, empty when ready."""
    found = [Blocker(f"{missing.label}: {missing.why}", missing.url) for missing in unmet(load(enrolment))]
    if school_of(enrolment.person) is None:
        found.append(
            Blocker("You hold no post at a school now, so no PCM can sign. Ask your partnership office.")
        )
    return found
