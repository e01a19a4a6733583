"""A mentor leaves a level, and comes back to it. Nothing is deleted."""

from django.db import transaction

from cms.permissions import require
from people.models.periods import today
from portfolio import leaving
from portfolio.actions.asking import withdraw_request
from portfolio.actions.changing import locked
from portfolio.actions.events import note
from portfolio.models import Event, Request


@transaction.atomic
def withdraw_enrolment(*, enrolment, by):
    """Leave the level today; returns the Enrolment. What was asked of the provider is taken back.

    Raises PermissionDenied while a record sheet is with reviewers: it is taken back first.
    """
    enrolment = locked(enrolment)
    require(leaving.can_leave(by, enrolment))
    for request in Request.objects.open().filter(enrolment=enrolment):
        withdraw_request(request=request, by=by)
    enrolment.withdrawn_on = today()
    enrolment.save(update_fields=["withdrawn_on"])
    note(enrolment, Event.Kind.WITHDREW, by)
    return enrolment


@transaction.atomic
def come_back(*, enrolment, by):
    """Go on with an enrolment that one had left, with everything in it; returns it.

    Raises PermissionDenied when it cannot go on (leaving.can_come_back): then one enrols anew.
    """
    enrolment = locked(enrolment)
    require(leaving.can_come_back(by, enrolment))
    enrolment.withdrawn_on = None
    enrolment.save(update_fields=["withdrawn_on"])
    note(enrolment, Event.Kind.RETURNED, by)
    return enrolment
