"""Modules finished, placements, talks and observations."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.permissions import require
from portfolio import permissions, rules
from portfolio.actions.changing import lock, refuse
from portfolio.models import Conversation, ModuleCompletion, Observation, Placement
from portfolio.slugs import new_slug


@transaction.atomic
def complete_module(*, enrolment, module, completed_on, reflection, by):
    """Note when a module was finished and what the mentor makes of it (R8); again to correct it.

    Raises PermissionDenied while something comes first: the level before, or the audit done again (R9, R12).
    """
    lock(enrolment, by)
    require(permissions.can_complete_module(enrolment))
    if module.level_id != enrolment.level_id:
        raise ValidationError("This module belongs to another level.")
    refuse(completed_on=rules.wrong_day(completed_on, "Date"))
    if not reflection.strip():
        raise ValidationError({"reflection": "Write what you learned"})
    completion, _ = ModuleCompletion.objects.update_or_create(
        enrolment=enrolment,
        module=module,
        defaults={"completed_on": completed_on, "reflection": reflection.strip()},
    )
    return completion


@transaction.atomic
def save_placement(
    *,
    enrolment,
    by,
    provider,
    school,
    student,
    start,
    end,
    completed,
    provider_phase=None,
    phase="",
    placement=None,
    slug="",
):
    """Add or change a placement; returns it (R13). The student is initials or a code, never a name (E19).

    `provider_phase` is one of the provider's own phases (R14); its name of today is kept in words. Without
    one, `phase` may say what the provider calls it.
    """
    lock(enrolment, by, placement)
    named = rules.looks_like_a_name(student)
    foreign = provider_phase is not None and provider_phase.provider_id != provider.pk
    refuse(
        student=NO_NAME if named else "",
        provider_phase=rules.not_its_phase(provider) if foreign else "",
        **rules.wrong_period(start, end, completed),
    )
    placement = placement or Placement(enrolment=enrolment, slug=slug or new_slug())
    placement.phase = _words(placement, provider_phase, phase)
    placement.provider, placement.school, placement.provider_phase = provider, school, provider_phase
    placement.student = student.strip()
    placement.start, placement.end, placement.completed = start, end, completed
    placement.full_clean()
    placement.save()
    return placement


def _words(placement, provider_phase, phase):
    """What the provider calls the placement; words typed before there were phases to choose from stay."""
    if provider_phase is not None:
        return provider_phase.title
    typed_before = placement.phase if placement.provider_phase_id is None else ""
    return phase.strip() or typed_before


NO_NAME = "Use initials, like SK, or the provider’s code. Do not write the name"


@transaction.atomic
def save_conversation(*, enrolment, by, held_on, with_name, gist, agreed, conversation=None, slug=""):
    """Add or change the note of a talk with the PCM; returns it (R11, R21)."""
    lock(enrolment, by, conversation)
    refuse(held_on=rules.wrong_day(held_on, "Date"))
    conversation = conversation or Conversation(enrolment=enrolment, slug=slug or new_slug())
    conversation.held_on, conversation.with_name = held_on, with_name.strip()
    conversation.gist, conversation.agreed = gist.strip(), agreed
    conversation.full_clean()
    conversation.save()
    return conversation


@transaction.atomic
def save_observation(*, enrolment, by, held_on, tutor_name, note, observation=None, slug=""):
    """Add or change the note of a joint observation with the provider's tutor; returns it (R25)."""
    lock(enrolment, by, observation)
    refuse(
        held_on=rules.wrong_day(held_on, "Date"),
        note="" if note.strip() else "Write what you saw and agreed",
    )
    observation = observation or Observation(enrolment=enrolment, slug=slug or new_slug())
    observation.held_on, observation.tutor_name = held_on, tutor_name.strip()
    observation.note, observation.recorded_by = note.strip(), by
    observation.full_clean()
    observation.save()
    return observation


@transaction.atomic
def remove_work(*, row, by):
    """Take a placement, conversation, observation or piece of evidence out of the portfolio."""
    lock(row.enrolment, by, row)
    row.delete()
