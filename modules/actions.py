"""What people do about training events and the flyer (R23, R37)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.dates import date_uk
from cms.permissions import require
from modules import mail, permissions
from modules.models import EventBooking, EventCancellation, EventPage, FlyerNotice
from modules.models.flyers import this_school_year
from people.identifiers import clean_email
from people.models import User
from people.models.periods import today
from people.permissions import holds
from people.roles import Role


@transaction.atomic
def book(*, event, by):
    """Book a place and return the EventBooking; again changes nothing and returns the same (R37).

    Raises PermissionDenied for whom the event is not meant, ValidationError with a sentence when it is too
    late or full. Who books at the same moment waits for the other: the last place is given once.
    """
    event = _locked(event)
    require(permissions.can_come(by, event))
    mine = event.bookings.live().filter(person=by).first()
    if mine:
        return mine
    if why := why_not_now(event, taken=event.taken()):
        raise ValidationError(why)
    booking = EventBooking.objects.create(event=event, person=by, booked_at=timezone.now())
    mail.booked(booking)
    return booking


def why_not_now(event, *, taken):
    """Why nobody can book the event any more, in a sentence, or ""."""
    if event.is_called_off:
        return "This event was called off."
    if event.has_begun:
        return "This event has begun already."
    if event.closes_on and event.closes_on < today():
        return f"Booking closed on {date_uk(event.closes_on)}. Ask the provider whether there is still room."
    if event.places is not None and taken >= event.places:
        return "All places are booked. Places come back when somebody cancels, so have another look later."
    return ""


@transaction.atomic
def cancel_booking(*, event, by):
    """Give one's place back; without a booking nothing changes. Returns the EventBooking or None.

    Raises ValidationError once the event has begun.
    """
    event = _locked(event)
    mine = event.bookings.booked().filter(person=by).first()
    if mine is None:
        return None
    if event.has_begun:
        raise ValidationError("This event has begun already, so the booking stays.")
    mine.cancelled_at = timezone.now()
    mine.save(update_fields=["cancelled_at"])
    return mine


@transaction.atomic
def note_attendance(*, event, listed, came, by):
    """Note who of those `listed` (ids of EventBookings) came; the others did not.

    Somebody added by `add_guest` who did not come after all leaves the list. Rows that the page did not list,
    because a colleague added them meanwhile, stay as they are.
    """
    event = _locked(event)
    require(permissions.can_note(by, event))
    rows = event.bookings.live().filter(pk__in=listed)
    rows.filter(booked_at=None).exclude(pk__in=came).delete()
    rows.filter(pk__in=came).update(attended=True, noted_by=by)
    rows.exclude(pk__in=came).update(attended=False, noted_by=by)


@transaction.atomic
def add_guest(*, event, email, by):
    """Note somebody who came, by their e-mail address; returns the EventBooking, theirs if they had booked.

    Raises ValidationError when no mentor or PCM has an account with this address.
    """
    event = _locked(event)
    require(permissions.can_note(by, event))
    person = User.objects.filter(email=clean_email(email), is_active=True).first()
    if person is None or not any(holds(person, role) for role in (Role.MENTOR, Role.PCM)):
        raise ValidationError({"email": "No mentor or PCM has an account with this address"})
    booking = event.bookings.live().filter(person=person).first()
    if booking is None:
        booking = EventBooking(event=event, person=person)
    booking.attended, booking.noted_by = True, by
    booking.save()
    return booking


@transaction.atomic
def call_off(*, event, reason, by):
    """Call an event off and tell everybody who has booked; again changes nothing (R37).

    It does not count in the yearly report any more. Returns the EventCancellation.
    """
    event = _locked(event)
    if event.is_called_off:
        return event.cancellation
    require(permissions.can_call_off(by, event))
    if not reason.strip():
        raise ValidationError({"reason": "Write why it does not take place"})
    cancellation = EventCancellation.objects.create(event=event, by=by, reason=reason.strip())
    for booking in event.bookings.booked().select_related("person"):
        mail.called_off(booking, cancellation)
    return cancellation


def _locked(event):
    """The event as it is now, for this transaction alone: its bookings change one after the other."""
    return EventPage.objects.select_for_update(of=("self",)).select_related("provider").get(pk=event.pk)


def note_flyer(*, school, by):
    """A PCM has put up the flyer and told the mentors; once a school year, returns the FlyerNotice (R23).

    Raises PermissionDenied for others, ValidationError while there is no flyer.
    """
    require(permissions.can_note_flyer(by, school))
    page = permissions.flyer()
    if page is None:
        raise ValidationError("There is no flyer at the moment.")
    year = {"school": school, "year": this_school_year()}
    shown = {"person": by, "version": page.version, "revision": page.live_revision}
    try:
        with transaction.atomic():
            return FlyerNotice.objects.get_or_create(**year, defaults=shown)[0]
    except IntegrityError:  # a second PCM of the school, in the same moment
        return FlyerNotice.objects.get(**year)
