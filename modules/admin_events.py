"""An event that people booked or came to is not deleted: the list of who came rests on it."""

from cms.deletion import keep_pages
from modules.models import EventPage


def in_use(title, number):
    """What whoever tried to delete the event reads."""
    who = "1 person is" if number == 1 else f"{number} people are"
    return f"{who} on the list of “{title}”. Its provider can call it off; or unpublish it instead."


keep_pages(EventPage, "bookings", in_use)
