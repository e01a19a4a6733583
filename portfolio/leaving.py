"""When a mentor may leave a level, come back to it, or go on after a pause (E12, E20)."""

from django.db.models import Q

from cms.permissions import Allowed, Refused
from forms.models import Status
from people.models.periods import today
from people.permissions import holds
from people.roles import Role
from portfolio.models import Award, Enrolment, RecordSheet, Request


def can_leave(user, enrolment):
    """May this person leave the level? Its mentor, before the certificate; a sheet is taken back first."""
    if enrolment.person_id != user.pk or not user.is_active:
        return Refused("Only the mentor can leave the level.")
    if enrolment.withdrawn_on:
        return Refused("You have left this level already.")
    if is_certified(user, enrolment.level_id):
        return Refused(
            "You are certified at this level. Your certificate stays, so there is nothing to leave."
        )
    return no_sheet_under_way(enrolment)


def can_come_back(user, enrolment):
    """May this person go on with an enrolment that they had left?

    The latest one of its level, while the level still works to the standards that it began with (E20). Else
    they enrol anew.
    """
    if enrolment.person_id != user.pk or not user.is_active:
        return Refused("Only the mentor can come back.")
    if not enrolment.withdrawn_on:
        return Refused("You have not left this level.")
    if not holds(user, Role.MENTOR):
        return Refused("You are no mentor at present. Ask your partnership office to add you at your school.")
    own = Enrolment.objects.of(user).filter(level=enrolment.level_id)
    if own.current().exists() or own.exclude(pk=enrolment.pk).filter(_later(enrolment)).exists():
        return Refused("You have enrolled on this level again since. Go on with that.")
    if enrolment.framework_id != enrolment.level.framework_id:
        return Refused(
            "The level works to newer standards now, so what you began cannot go on. What you did stays on "
            "record here. You can enrol anew."
        )
    return Allowed()


def _later(enrolment):
    return Q(withdrawn_on__gt=enrolment.withdrawn_on) | Q(
        withdrawn_on=enrolment.withdrawn_on, pk__gt=enrolment.pk
    )


def left_by(user):
    """The enrolments to which the person may come back, with their level."""
    rows = Enrolment.objects.of(user).exclude(withdrawn_on=None).select_related("level", "provider")
    return [each for each in rows if can_come_back(user, each)]


def no_sheet_under_way(enrolment):
    """Is no record sheet with reviewers, or signed by all and waiting for its certificate?"""
    sheets = RecordSheet.objects.filter(enrolment=enrolment)
    if sheets.filter(submission__status=Status.SENT).exists():
        return Refused("The record sheet is with reviewers. Take it back first, or wait for their answer.")
    if sheets.filter(submission__status=Status.ACCEPTED, submission__rounds__closed_at=None).exists():
        return Refused("Everybody has signed the record sheet. Wait for the certificate first.")
    return Allowed()


def is_certified(user, level):
    """Whether the person holds a valid award of the level."""
    return Award.objects.valid().held_by(user).filter(level=level).exists()


# --- pauses ------------------------------------------------------------------------------------------------


def pauses(enrolment):
    """Granted pauses of an enrolment, oldest first."""
    return Request.objects.granted().filter(kind=Request.Kind.PAUSE, enrolment=enrolment).order_by("start")


def running_pause(enrolment, on=None):
    """The granted pause in which the day lies (today when not given), or None."""
    day = on or today()
    return pauses(enrolment).filter(Q(end=None) | Q(end__gte=day), start__lte=day).last()


def can_resume(user, enrolment):
    """May this person say that they go on again? The mentor, while paused, from the pause's second day."""
    if enrolment.person_id != user.pk or not user.is_active:
        return Refused("Only the mentor can end a pause.")
    if enrolment.withdrawn_on:
        return Refused("You have left this level.")
    pause = running_pause(enrolment)
    if pause is None:
        return Refused("You are not paused at present.")
    if pause.start == today():
        return Refused("Your pause begins today. You can end it from tomorrow on.")
    return Allowed()
