"""A provider lead decides what a mentor has asked (R7, R20, E6, E11, E12)."""

from django.db import transaction
from django.utils import timezone

from cms.permissions import require
from forms.errors import NotNow
from people.models import User
from portfolio import asking, mail
from portfolio.actions.asking import days
from portfolio.actions.changing import refuse
from portfolio.actions.events import note
from portfolio.models import Enrolment, Event, Exemption, Placement, Request

Kind = Request.Kind
MOST_MONTHS = 24  # at once; who needs more asks again


@transaction.atomic
def decide_request(*, request, by, granted=None, reason="", months=None, waived=()):
    """Decide what was asked, once; returns the Request.

    `granted` and `reason` answer everything but experience. There `waived` has (requirement, whether the
    experience counts in its place, why) for each requirement that asking.left_to_waive names, and the request
    counts as granted when one of them is. `months` is how much more time is given.
    Raises NotNow when somebody was faster, PermissionDenied (asking.can_decide), ValidationError by field.
    """
    User.objects.select_for_update().only("pk").get(pk=request.person_id)  # two leads, one after the other
    rows = Request.objects.select_for_update(of=("self",)).select_related("person", "level", "provider")
    request = rows.get(pk=request.pk)
    if request.decided_at:
        raise NotNow(f"{request.decided_by.name} has decided this already.")
    require(asking.can_decide(by, request))
    if request.kind == Kind.EXPERIENCE:
        granted = _count_experience(request, by, waived, reason)
    request.granted, request.reason = bool(granted), reason.strip()
    request.decided_by, request.decided_at = by, timezone.now()
    if request.kind != Kind.EXPERIENCE:
        _check(request, granted, months)
    request.full_clean()
    request.save()
    if request.granted and request.enrolment_id:
        _carry_out(request, by)
    mail.decided(request)
    return request


def _check(request, granted, months):
    """Raise ValidationError for what is missing or cannot be; note the months."""
    needs_reason = request.kind == Kind.EXTENSION or not granted
    wrong_months = ""
    if request.kind == Kind.EXTENSION and granted:
        request.months = months
        if not months or not 1 <= months <= MOST_MONTHS:
            wrong_months = f"Enter a number of months from 1 to {MOST_MONTHS}"
    blocked = ""
    if request.kind == Kind.TRANSFER and granted:
        blocked = getattr(asking.no_sheet_under_way(request.enrolment), "reason", "")
    refuse(
        granted="Select yes or no" if granted is None else blocked,
        months=wrong_months,
        reason="Write why" if needs_reason and not request.reason else "",
    )


def _count_experience(request, by, waived, reason):
    """Keep a decision for each requirement; returns whether any experience counts (R20)."""
    answers = {key: (counts, why.strip()) for key, counts, why in waived}
    left = asking.left_to_waive(request.person, request.level)
    refuse(
        **{key: "Select whether the experience counts" for key in left if key not in answers},
        **{f"{key}_because": "Write why" for key in left if not answers.get(key, ("", "-"))[1]},
        reason="" if left or reason.strip() else "Write why",
    )
    for key in left:
        counts, why = answers[key]
        row = Exemption(
            person=request.person,
            level=request.level,
            requirement=key,
            provider=request.provider,
            request=request,
            granted=counts,
            grounds=f"As told in the application {request.submission.reference}.",
            reason=why,
            decided_by=by,
        )
        row.full_clean()
        row.save()
    return any(answers[key][0] for key in left) if left else True


def _carry_out(request, by):
    """What a decision in the mentor's favour does to the enrolment."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("provider")
    enrolment = enrolment.get(pk=request.enrolment_id)
    if request.kind == Kind.EXTENSION:
        months = "1 month" if request.months == 1 else f"{request.months} months"
        note(enrolment, Event.Kind.EXTENDED, by, f"By {months}")
    elif request.kind == Kind.PAUSE:
        words = days(request)
        note(enrolment, Event.Kind.PAUSED, by, words[0].upper() + words[1:])
    elif request.kind == Kind.TRANSFER:
        _move(enrolment, request, by)


def _move(enrolment, request, by):
    """Hand the enrolment over: the receiving office issues from now on, nothing is signed again (E6).

    Completed placements of the former home provider counted by themselves; that is written down as a
    decision, because from now on they are another provider's.
    """
    former = enrolment.provider
    plain = Placement.objects.filter(enrolment=enrolment, provider=former, completed=True, counts="")
    plain.filter(shared=False, interrupted=False).update(
        counts=Placement.Counts.WHOLLY,
        counts_because=f"Completed with {former} before the move",
        decided_by=by,
        decided_at=request.decided_at,
    )
    enrolment.provider = request.provider
    enrolment.save(update_fields=["provider"])
    note(enrolment, Event.Kind.MOVED, by, f"From {former} to {request.provider}")
    for other in Request.objects.open().filter(enrolment=enrolment, submission=None):
        other.provider = request.provider
        other.save(update_fields=["provider"])
        mail.asked(other)
    mail.moved(request, former)
