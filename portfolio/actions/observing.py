"""The PCM notes having observed the mentor (R24)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cms.permissions import require
from portfolio import permissions, rules
from portfolio.actions.changing import refuse
from portfolio.models import Enrolment, Observation
from portfolio.slugs import new_slug


@transaction.atomic
def record_pcm_observation(
    *, enrolment, by, held_on, feedback_seen, targets_seen, note, placement=None, slug=""
):
    """Note that the PCM has watched the mentor observe a lesson; returns the Observation (R24).

    It counts when both feedback and target setting were seen. Only a PCM of the mentor's school, in post
    today, notes it, and never the mentor (E2). It stays valid when the PCM leaves (E4).
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("person", "level")
        .get(pk=enrolment.pk)
    )
    require(permissions.can_record_pcm_observation(by, enrolment))
    if placement is not None and placement.enrolment_id != enrolment.pk:
        raise PermissionDenied("This placement belongs to another enrolment.")
    refuse(
        held_on=rules.wrong_day(held_on, "Date"),
        placement=rules.not_during(held_on, placement),
        feedback_seen="" if feedback_seen or targets_seen else "Tick what you saw the mentor do",
    )
    observation = Observation(
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
        placement=placement,
    )
    observation.full_clean()
    observation.save()
    return observation
