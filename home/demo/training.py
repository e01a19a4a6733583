"""Training events of two providers, with bookings and a list of who came; the other providers have none."""

import datetime

from django.utils import timezone

from home.demo.around import named
from home.demo.clock import days_ago
from modules import actions
from modules.models import EventPage, EventsPage
from people.models import Provider
from people.models.periods import LONDON
from people.permissions import school_of

OWN = ("ahead", "hours", "closes", "put_up", "booked", "cancelled", "noted", "noted_by", "came", "guests")


class Training:
    """Carries out home/demo/training.yaml, and has one PCM note that the flyer is up."""

    def __init__(self, people, words):
        self.people, self.words = people, words

    def arrange(self):
        for row in self.words:
            self.event(row)
        with days_ago(3):
            pcm = named("Dev Anand")
            actions.note_flyer(school=school_of(pcm), by=pcm)

    def event(self, row):
        """One event: put up, booked, and after it the list of who came."""
        with days_ago(row["put_up"]):
            page = self.page(row)
        for booking in [*row["booked"], *row.get("cancelled", [])]:
            with days_ago(booking["ago"], hour=17):
                actions.book(event=page, by=named(booking["name"]))
        for booking in row.get("cancelled", []):
            with days_ago(booking["took_back"], hour=17):
                actions.cancel_booking(event=page, by=named(booking["name"]))
        if "noted" in row:
            with days_ago(row["noted"], hour=10):
                self.list_of(page, row)

    def page(self, row):
        """The event's page, published by an editor."""
        day = timezone.localdate() + datetime.timedelta(days=row["put_up"] + row["ahead"])
        first, last = (datetime.datetime.combine(day, datetime.time(hour), LONDON) for hour in row["hours"])
        facts = {name: value for name, value in row.items() if name not in (*OWN, "provider")}
        provider = Provider.objects.get(slug=row["provider"])
        page = EventPage(provider=provider, starts_at=first, ends_at=last, live=False, **facts)
        if "closes" in row:
            page.closes_on = timezone.localdate() + datetime.timedelta(days=row["put_up"] + row["closes"])
        EventsPage.objects.get().add_child(instance=page)
        page.save_revision(user=named("Irene Costa")).publish()
        return EventPage.objects.get(pk=page.pk)

    def list_of(self, page, row):
        """Who came, noted by the provider's office, guests by their e-mail address."""
        by = named(row["noted_by"])
        rows = page.bookings.live().select_related("person")
        came = [booking.pk for booking in rows if booking.person.name in row["came"]]
        listed = [booking.pk for booking in rows]
        actions.note_attendance(event=page, listed=listed, came=came, by=by)
        for guest in row["guests"]:
            actions.add_guest(event=page, email=named(guest).email, by=by)
