"""PCM and link tutor note what they did with a mentor, in under a minute (R21, R22, R24, R25).

What they note themselves is confirmed by that. It stays valid when they leave (E4).
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cms.permissions import require
from people.roles import Role
from portfolio import confirming, permissions, rules
from portfolio.actions.changing import locked, refuse
from portfolio.models import Conversation, Observation
from portfolio.slugs import new_slug


@transaction.atomic
def record_pcm_observation(
    *, enrolment, by, held_on, feedback_seen, targets_seen, note, remote=False, placement=None, slug=""
):
    """Note that the PCM has watched the mentor observe a lesson; returns the Observation (R24).

    It counts when both feedback and target setting were seen, `remote` or not. Only a PCM of the mentor's
    school, in post today, notes it, and never the mentor (E2).
    """
    enrolment = locked(enrolment)
    require(permissions.can_record_pcm_observation(by, enrolment))
    refuse(
        feedback_seen="" if feedback_seen or targets_seen else "Tick what you saw the mentor do",
        **_wrong_time(enrolment, held_on, placement),
    )
    return _kept(
        Observation(
            enrolment=enrolment,
            slug=slug or new_slug(),
            kind=Observation.Kind.PCM,
            held_on=held_on,
            tutor_name=by.name,
            note=note.strip(),
            recorded_by=by,
            mentor=enrolment.person,
            feedback_seen=feedback_seen,
            targets_seen=targets_seen,
            remote=remote,
            placement=placement,
        )
    )


@transaction.atomic
def record_joint_observation(*, enrolment, by, held_on, note, remote=False, placement=None, slug=""):
    """The link tutor notes a lesson observed together with the mentor; returns the Observation (R25, E21)."""
    enrolment = locked(enrolment)
    require(confirming.can_record_joint_observation(by, enrolment))
    refuse(
        note="" if note.strip() else "Write what you saw and agreed",
        **_wrong_time(enrolment, held_on, placement),
    )
    return _kept(
        Observation(
            enrolment=enrolment,
            slug=slug or new_slug(),
            kind=Observation.Kind.JOINT,
            held_on=held_on,
            tutor_name=by.name,
            note=note.strip(),
            recorded_by=by,
            other=by,
            confirmed_at=timezone.now(),
            mentor=enrolment.person,
            remote=remote,
            placement=placement,
        )
    )


@transaction.atomic
def record_conversation(*, enrolment, by, held_on, gist, agreed=False, slug=""):
    """PCM or link tutor notes a talk with the mentor; returns the Conversation (R21, R22).

    `agreed` is the PCM's word that the mentor works towards the level; a tutor gives none.
    """
    enrolment = locked(enrolment)
    require(confirming.can_record_for(by, enrolment))
    role = confirming.role_towards(by, enrolment)
    refuse(
        held_on=rules.wrong_day(held_on, "Date"),
        gist="" if gist.strip() else "Write what you talked about",
    )
    return _kept(
        Conversation(
            enrolment=enrolment,
            slug=slug or new_slug(),
            held_on=held_on,
            role=role,
            with_name=by.name,
            other=by,
            recorded_by=by,
            confirmed_at=timezone.now(),
            gist=gist.strip(),
            agreed=bool(agreed and role == Role.PCM),
        )
    )


def _wrong_time(enrolment, held_on, placement):
    """{field: message} for the day of an observation. Raises PermissionDenied for a foreign placement."""
    if placement is not None and placement.enrolment_id != enrolment.pk:
        raise PermissionDenied("This placement belongs to another enrolment.")
    return {
        "held_on": rules.wrong_day(held_on, "Date"),
        "placement": rules.not_during(held_on, placement),
    }


def _kept(row):
    row.full_clean()
    row.save()
    return row
