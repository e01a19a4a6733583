"""What this app keeps about a person, and what of it the person is given (cms/privacy.py, T45)."""

from cms.privacy import Export
from modules.models import EventBooking, EventCancellation, FlyerNotice

EXPORTS = [
    Export(
        EventBooking,
        "Training events",
        lambda person: EventBooking.objects.filter(person=person).order_by("event__starts_at", "pk"),
        {
            "Event": "event__title",
            "Provider": "event__provider__name",
            "Begins": "event__starts_at",
            "Booked": "booked_at",
            "Cancelled": "cancelled_at",
            "Came": "attended",
            "Noted by": "noted_by__name",
        },
        people=("person",),
    ),
    Export(
        EventBooking,
        "Who came: what you noted",
        lambda person: (
            EventBooking.objects.filter(noted_by=person).exclude(person=person).order_by("event", "pk")
        ),
        {"Event": "event__title", "Begins": "event__starts_at"},
        people=("noted_by",),
        note="One line for each person. Who they are is theirs to be told.",
    ),
    Export(
        EventCancellation,
        "Events you called off",
        lambda person: EventCancellation.objects.filter(by=person),
        {"Event": "event__title", "Called off": "at", "Reason": "reason"},
        people=("by",),
    ),
    Export(
        FlyerNotice,
        "Flyers you put up",
        lambda person: FlyerNotice.objects.filter(person=person),
        {
            "School": "school__name",
            "School year that began in": "year",
            "Noted": "noted_on",
            "Flyer of": "version",
        },
        people=("person",),
        untold={"revision": "What the flyer said: content of the site, not about you."},
    ),
]

LEFT_OUT = []
