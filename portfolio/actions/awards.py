"""Awards: called by register when it issues, corrects or revokes a certificate."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cms.permissions import require
from portfolio import permissions
from portfolio.models import Award, Enrolment


@transaction.atomic
def record_award(*, enrolment, round, by, on):
    """Record that the level was reached, and return the Award; the same one when asked again (R30, T12).

    Raises PermissionDenied unless `by` is the home provider's office or lead, the round is of this
    enrolment's record sheet, and everybody the level requires has signed.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("level", "provider")
        .get(pk=enrolment.pk)
    )
    require(permissions.can_award(by, enrolment))
    if award := Award.objects.filter(round=round).first():
        return award
    if not enrolment.record_sheets.filter(submission=round.submission_id).exists():
        raise PermissionDenied("This record sheet belongs to another enrolment.")
    require(permissions.is_signed_for(round, enrolment.level))
    return Award.objects.create(
        person_id=enrolment.person_id, level=enrolment.level, enrolment=enrolment, round=round, awarded_on=on
    )


@transaction.atomic
def withdraw_award(*, award, by):
    """Withdraw an award because its certificate is revoked (E17); returns it. Again changes nothing."""
    award = _lock(award, by)
    if award.withdrawn_at is None:
        award.withdrawn_at = timezone.now()
        award.save(update_fields=["withdrawn_at"])
    return award


@transaction.atomic
def restore_award(*, award, by):
    """Let a withdrawn award count again, after an appeal (E17); returns it. Again changes nothing.

    Raises PermissionDenied when the person holds another award of the level meanwhile.
    """
    award = _lock(award, by)
    held = Award.objects.valid().held_by(award.person).filter(level=award.level_id)
    if held.exclude(pk=award.pk).exists():
        raise PermissionDenied("The mentor has been certified at this level again since.")
    award.withdrawn_at = None
    award.save(update_fields=["withdrawn_at"])
    return award


@transaction.atomic
def correct_award_day(*, award, by, on):
    """Note another day of award, because the certificate bore a wrong one (E14); returns the award."""
    award = _lock(award, by)
    award.awarded_on = on
    award.save(update_fields=["awarded_on"])
    return award


def _lock(award, by):
    """The award as it is now, for one who may record or withdraw it."""
    rows = Award.objects.select_for_update(of=("self",)).select_related("enrolment__provider", "person")
    award = rows.get(pk=award.pk)
    require(permissions.can_award(by, award.enrolment))
    return award
