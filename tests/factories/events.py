"""Short ways to training events, on a site with content: below its page "Training events"."""

import itertools
from datetime import datetime, time, timedelta

from django.utils import timezone

from modules.models import EventPage, EventsPage
from people.models.periods import LONDON, today
from tests.factories.people import ProviderFactory

numbers = itertools.count(1)


def make_event(provider=None, *, days=14, on=None, hours=(16, 18), live=True, **facts):
    """An event in so many days (or `on` a day), from 4pm to 6pm in London."""
    day = on or today() + timedelta(days=days)
    start, end = (datetime.combine(day, time(hour), LONDON) for hour in hours)
    name = f"event-{next(numbers)}"
    facts = {"title": name, "slug": name, "subject": "Reading", "place": "Online"} | facts
    page = EventPage(provider=provider or ProviderFactory(), starts_at=start, ends_at=end, live=live, **facts)
    EventsPage.objects.get().add_child(instance=page)
    return page


def begins_ago(event, *, days):
    """The event began so many days ago, whatever was booked before."""
    ended = timezone.now() - timedelta(days=days)
    EventPage.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=2), ends_at=ended)
    return EventPage.objects.get(pk=event.pk)


def booked(event, *people):
    """Live bookings for these people, made without the action."""
    return [event.bookings.create(person=person, booked_at=timezone.now()) for person in people]
