"""Beginning a level, and the two forms that belong to it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from cms.permissions import require
from forms.models import Status
from people.actions import answer_sharing_notice
from people.models import SharingNotice, User
from portfolio import permissions
from portfolio.actions.events import note
from portfolio.models import Audit, Enrolment, Event, RecordSheet


@transaction.atomic
def enrol(*, person, level, provider, shares, by, school_copy=False):
    """Start a person on a level with a home provider and return the Enrolment; `shares` answers the notice.

    Declining to share changes nothing else (R33, E18). The level's framework of today stays the mentor's
    (E20). `school_copy` lets the school keep a copy of the certificate (R32).
    """
    if by != person:
        raise PermissionDenied("Mentors enrol themselves.")
    User.objects.select_for_update().only("pk").get(pk=person.pk)  # a second press sees what the first did
    require(permissions.can_enrol(person, level))
    if not permissions.home_providers(person).filter(pk=provider.pk).exists():
        raise ValidationError({"provider": "Choose a provider that works with your school"})
    enrolment = Enrolment.objects.create(
        person=person, level=level, framework=level.framework, provider=provider, school_copy=school_copy
    )
    note(enrolment, Event.Kind.ENROLLED, by, f"With {provider}")
    if notice := SharingNotice.objects.latest_published():
        answer_sharing_notice(person=person, notice=notice, shares=shares, by=by)
    return enrolment


@transaction.atomic
def set_school_copy(*, enrolment, by, school_copy):
    """Say whether the school may keep a copy of the certificate and the sheet (R32); returns the Enrolment.

    The mentor alone, at any time. A copy is made from then on or no more; one that was given stays given.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    require(permissions.can_edit(by, enrolment))
    enrolment.school_copy = school_copy
    enrolment.save(update_fields=["school_copy"])
    return enrolment


@transaction.atomic
def audit_started(*, submission, page):
    """Tie a new audit to its mentor's enrolment: a baseline, or the revisit of an earlier level's (R12)."""
    enrolment = _enrolment_for(submission, page)
    kind = Audit.Kind.BASELINE
    if enrolment.audits.exists():
        kind = Audit.Kind.EXTRA
    elif (
        Audit.objects.filter(enrolment__person=submission.owner)
        .exclude(submission__status=Status.DRAFT)
        .exists()
    ):
        kind = Audit.Kind.REVISIT
    return Audit.objects.create(enrolment=enrolment, submission=submission, kind=kind)


@transaction.atomic
def record_sheet_started(*, submission, page):
    """Tie a new record sheet to its mentor's enrolment (R27)."""
    return RecordSheet.objects.create(enrolment=_enrolment_for(submission, page), submission=submission)


def _enrolment_for(submission, page):
    enrolment = permissions.enrolment_at(submission.owner, page.level_id)
    if enrolment is None:
        raise PermissionDenied(f"Enrol on {page.level.title} first.")
    return enrolment
