"""A placement saved by its mentor, and what a provider decides about it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cms.permissions import require
from portfolio import mail, placements, rules
from portfolio.actions.changing import lock, refuse
from portfolio.models import Enrolment, Placement
from portfolio.slugs import new_slug

NO_NAME = "Use initials, like SK, or the provider’s code. Do not write the name"
CHANGED = (
    "The mentor changed this placement, or a colleague decided, while you were reading. Look at it again."
)


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
    shared=False,
    interrupted=False,
    note="",
    again=False,
    placement=None,
    slug="",
):
    """Add or change a placement; returns it (R13). The student is initials or a code, never a name (E19).

    `provider_phase` is one of the provider's own phases (R14); its name of today is kept in words. Without
    one, `phase` may say what the provider calls it. `note` tells the provider how a placement was shared or
    why it was interrupted (E7).

    A change of what a provider has decided about takes the decision back. That happens only with `again`:
    otherwise it is refused with whose decision it is, so that nothing counted disappears silently (E5, E7).
    A school that has closed stays where it was chosen, and cannot be chosen anew (E13).
    """
    lock(enrolment, by, placement)
    if placement is not None:
        placement = locked(placement.pk)
    named = rules.looks_like_a_name(student)
    foreign = provider_phase is not None and provider_phase.provider_id != provider.pk
    chosen_anew = placement is None or placement.school_id != school.pk
    facts = {"provider": provider, "provider_phase": provider_phase, "start": start, "end": end}
    facts |= {"shared": shared, "interrupted": interrupted}
    lost = placement is not None and placement.counts and placements.differs(placement, facts)
    refuse(
        student=NO_NAME if named else "",
        school=rules.has_closed(school) if chosen_anew else "",
        provider_phase=rules.not_its_phase(provider) if foreign else "",
        again=decides_again(placement) if lost and not again else "",
        **rules.wrong_period(start, end, completed),
    )
    placement = placement or Placement(enrolment=enrolment, slug=slug or new_slug())
    placement.phase = _words(placement, provider_phase, phase)
    for name, value in facts.items():
        setattr(placement, name, value)
    placement.school, placement.student, placement.completed = school, student.strip(), completed
    placement.note = note.strip() if shared or interrupted else ""
    if lost:
        placement.counts = placement.counts_because = ""
        placement.decided_by = placement.decided_at = None
    placement.full_clean()
    placement.save()
    return placement


def decides_again(placement):
    """What to say before a decision is lost."""
    decider = placement.decided_by.name
    return f"{decider} has decided about this placement. Tick the box if they should decide again"


def locked(pk):
    """The placement as it is now, held until the transaction ends."""
    rows = Placement.objects.select_for_update(of=("self",))
    return rows.select_related("decided_by", "enrolment__person", "enrolment__provider", "provider").get(
        pk=pk
    )


def _words(placement, provider_phase, phase):
    """What the provider calls the placement; words typed before there were phases to choose from stay."""
    if provider_phase is not None:
        return provider_phase.title
    typed_before = placement.phase if placement.provider_phase_id is None else ""
    return phase.strip() or typed_before


@transaction.atomic
def decide_placement(*, placement, by, counts, because, seen=""):
    """Decide whether a placement counts, and tell its mentor; returns it (E5, E7).

    `counts` is one of Placement.Counts: wholly, for its stage of the year only (R14), or not. Unless wholly,
    `because` is what the mentor reads. `seen` (portfolio.placements.seen) is what the lead looked at: the
    decision is refused when the mentor has changed it since, or a colleague was quicker. Without it only an
    undecided placement is decided.
    """
    Enrolment.objects.select_for_update().get(pk=placement.enrolment_id)
    placement = locked(placement.pk)
    require(placements.can_decide_placement(by, placement))
    if seen and seen != placements.seen(placement):
        raise ValidationError(CHANGED)
    if not seen and placement.counts:
        raise ValidationError(placements.decided_words(placement))
    if counts not in Placement.Counts.values:
        raise ValidationError({"counts": "Select what counts"})
    refuse(
        because="" if because.strip() or counts == Placement.Counts.WHOLLY else "Write why, for the mentor"
    )
    placement.counts, placement.counts_because = counts, because.strip()
    placement.decided_by, placement.decided_at = by, timezone.now()
    placement.save(update_fields=["counts", "counts_because", "decided_by", "decided_at"])
    mail.placement_decided(placement)
    return placement
