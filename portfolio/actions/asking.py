"""A mentor asks a provider for something, takes it back, and goes on after a pause (R20, E6, E11, E12)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

import forms.actions
from cms.dates import date_uk, out_of_bounds
from cms.permissions import require
from forms.models import Status
from people.models.periods import today
from portfolio import asking, leaving, mail, rules
from portfolio.actions.changing import locked, refuse
from portfolio.actions.events import note
from portfolio.models import Event, Request
from portfolio.permissions import enrolment_at

FARTHEST = timedelta(days=3 * 366)  # a day after that is a slip of the keyboard


@transaction.atomic
def request_started(*, submission, page, provider=None):
    """Make the Request that a form begun just now belongs to, and return it (R7, R20, E11).

    The home provider decides; without an enrolment `provider`, or the only partner of the mentor's school.
    Raises PermissionDenied when `provider` is none of those that may be asked.
    """
    person = submission.owner
    require(asking.can_ask(person, page))
    enrolment = enrolment_at(person, page.level_id)
    offered = [enrolment.provider] if enrolment else asking.providers_to_ask(person, page.level)
    provider = provider or offered[0]
    if provider not in offered:
        raise PermissionDenied("Choose a provider that works with your school.")
    return Request.objects.create(
        kind=page.asks,
        person=person,
        level_id=page.level_id,
        enrolment=enrolment,
        provider=provider,
        submission=submission,
    )


@transaction.atomic
def ask_pause(*, enrolment, start, end, by):
    """Ask that the clock stops from `start` until `end`, that day included (None: open); return the Request.

    No reason is asked for (E12). Raises ValidationError by field when the days cannot be, or overlap a pause
    that was granted.
    """
    enrolment = locked(enrolment)
    require(asking.can_ask_pause(by, enrolment))
    last = today() + FARTHEST
    refuse(
        start=out_of_bounds(start, "First day", earliest=rules.EARLIEST, latest=last)
        or _overlaps(enrolment, start, end),
        end=_wrong_end(start, end, last),
    )
    return _ask(
        kind=Request.Kind.PAUSE, enrolment=enrolment, provider=enrolment.provider, start=start, end=end
    )


def _wrong_end(start, end, last):
    if end is None:
        return ""
    if end < start:
        return "The last day cannot be before the first day"
    return out_of_bounds(end, "Last day", latest=last)


def _overlaps(enrolment, start, end):
    """What to say when the days overlap an earlier pause, or ""."""
    for pause in leaving.pauses(enrolment):
        if (end is None or pause.start <= end) and (pause.end is None or pause.end >= start):
            return f"You have a pause {days(pause)} already. Choose other days, or end that one first"
    return ""


def days(pause):
    """When a pause is, in a sentence: "from 1 May 2026 to 3 June 2026", "from 1 May 2026 on"."""
    until = f"to {date_uk(pause.end)}" if pause.end else "on"
    return f"from {date_uk(pause.start)} {until}"


@transaction.atomic
def ask_transfer(*, enrolment, provider, words, by):
    """Ask another provider to take the enrolment over; return the Request, which that one decides (E6)."""
    enrolment = locked(enrolment)
    require(asking.can_ask_transfer(by, enrolment))
    offered = asking.providers_to_move_to(enrolment).filter(pk=provider.pk).exists()
    refuse(
        provider="" if offered else "Choose a provider that works with your school",
        words="" if words.strip() else "Write why you want to move",
    )
    return _ask(kind=Request.Kind.TRANSFER, enrolment=enrolment, provider=provider, words=words.strip())


def _ask(*, enrolment, **facts):
    request = Request(person=enrolment.person, level=enrolment.level, enrolment=enrolment, **facts)
    request.full_clean()
    request.save()
    mail.asked(request)
    return request


@transaction.atomic
def withdraw_request(*, request, by):
    """Take back what was asked, with its form; a form that was never sent is deleted with the request.

    Returns the Request, or None when it is gone. Again changes nothing.
    """
    request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.withdrawn_at and request.person_id == by.pk:
        return request
    require(asking.can_withdraw_request(by, request))
    submission = request.submission
    if submission and submission.status == Status.DRAFT:
        forms.actions.discard(submission=submission, by=by)
        return None
    if submission and submission.status == Status.SENT:
        forms.actions.withdraw(submission=submission, by=by)
        request.refresh_from_db()
        return request
    return _taken_back(request)


@transaction.atomic
def request_taken_back(*, submission):
    """Note that the form was taken back, and with it what it asks."""
    _taken_back(Request.objects.select_for_update().get(submission=submission))


def _taken_back(request):
    request.withdrawn_at = timezone.now()
    request.save(update_fields=["withdrawn_at"])
    return request


@transaction.atomic
def resume(*, enrolment, on, by):
    """Go on again from the day `on`: the pause ends the day before. Returns the pause (E12)."""
    enrolment = locked(enrolment)
    require(leaving.can_resume(by, enrolment))
    pause = leaving.running_pause(enrolment)
    too_early = f"Your pause began on {date_uk(pause.start)}. Enter a later day" if on <= pause.start else ""
    refuse(on=out_of_bounds(on, "Day", past=True) or too_early)
    pause.end = on - timedelta(days=1)
    pause.save(update_fields=["end"])
    note(enrolment, Event.Kind.RESUMED, by, f"On {date_uk(on)}")
    return pause
