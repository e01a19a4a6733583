"""Modules finished, talks and observations."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.permissions import require
from people.roles import Role
from portfolio import confirming, permissions, rules
from portfolio.actions.changing import lock, refuse
from portfolio.models import Conversation, ModuleCompletion, Observation
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
def save_conversation(
    *,
    enrolment,
    by,
    held_on,
    gist,
    agreed=False,
    role=Role.PCM,
    other=None,
    with_name="",
    conversation=None,
    slug="",
):
    """Add or change the mentor's note of a talk with the PCM or the tutor; returns it (R11, R21, R22).

    `other` is one of the people who help the mentor today, who is then asked to confirm it; without one,
    `with_name` says who it was. Only a PCM agrees to anything. A change of what was confirmed asks again.
    """
    lock(enrolment, by, conversation)
    row = fresh(conversation) or Conversation(enrolment=enrolment, recorded_by=by, slug=slug or new_slug())
    refuse(
        held_on=rules.wrong_day(held_on, "Date"),
        with_whom=_wrong_person(enrolment, role, other, with_name, row),
        gist="" if gist.strip() else "Write what you talked about",
    )
    row.held_on, row.role, row.gist = held_on, role, gist.strip()
    row.other, row.with_name = other, other.name if other else with_name.strip()
    row.agreed = bool(agreed and role == Role.PCM)
    return ask_again(row, "held_on", "role", "other_id", "gist", "agreed")


@transaction.atomic
def save_observation(
    *, enrolment, by, held_on, note, other=None, tutor_name="", remote=False, observation=None, slug=""
):
    """Add or change the mentor's note of a joint observation with the provider's tutor; returns it (R25).

    `other` is a link tutor of today, who is then asked to confirm it; without one, `tutor_name` says who.
    """
    lock(enrolment, by, observation)
    row = fresh(observation) or Observation(enrolment=enrolment, recorded_by=by, slug=slug or new_slug())
    refuse(
        held_on=rules.wrong_day(held_on, "Date"),
        note="" if note.strip() else "Write what you saw and agreed",
        with_whom=_wrong_person(enrolment, Role.LINK_TUTOR, other, tutor_name, row),
    )
    row.held_on, row.note, row.remote = held_on, note.strip(), remote
    row.other, row.tutor_name = other, other.name if other else tutor_name.strip()
    return ask_again(row, "held_on", "other_id", "note", "remote")


def fresh(row):
    """The row as it is now, None for none: somebody may have confirmed it since it was read."""
    return row and type(row).objects.get(pk=row.pk)


def ask_again(row, *facts):
    """Save the row and return it; where one of these facts is new, nobody has confirmed it any more."""
    before = type(row).objects.filter(pk=row.pk).values(*facts).first()
    if before is None or any(before[fact] != getattr(row, fact) for fact in facts):
        row.confirmed_at, row.otherwise = None, ""
    row.full_clean()
    row.save()
    return row


def _wrong_person(enrolment, role, other, name, row):
    """What is wrong with who was there, or "": somebody who helps today, or who is named already (E4)."""
    if other is None:
        return "" if name.strip() else "Select who it was, or enter the name"
    named_already = other.pk == row.other_id
    helping = {(each, person.pk) for each, person in confirming.helpers_by_role(enrolment)}
    if other.pk == enrolment.person_id or not (named_already or (role, other.pk) in helping):
        return "Select one of the people who help you, or enter the name"
    return ""


@transaction.atomic
def remove_work(*, row, by):
    """Take a placement, conversation, observation or piece of evidence out of the portfolio."""
    lock(row.enrolment, by, row)
    row.delete()
