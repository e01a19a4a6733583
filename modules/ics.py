"""An event as a file that calendar programs open (iCalendar, RFC 5545)."""

from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event


def calendar(event, *, joining=False):
    """The bytes of a calendar with this one event; `joining` adds the online link and the instructions.

    The same event keeps its identifier, so opening the file again changes the entry and adds no second one.
    """
    entry = Event()
    entry.add("uid", f"{event.translation_key}@{urlsplit(settings.BASE_URL).hostname}")
    entry.add("dtstamp", (event.last_published_at or event.starts_at).astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("location", event.place)
    entry.add("url", f"{settings.BASE_URL}{event.url}")
    entry.add("description", "\n".join(words(event, joining)))
    if event.is_called_off:
        entry.add("status", "CANCELLED")
    made = Calendar()
    made.add("prodid", "-//WELTEC//Mentor certification//EN")
    made.add("version", "2.0")
    made.add_component(entry)
    return made.to_ical()


def words(event, joining):
    """The lines of the entry's description."""
    lines = [f"{event.subject}. {event.provider}, for {event.for_whom}."]
    if joining and event.online_link:
        lines.append(f"Join: {event.online_link}")
    if joining and event.joining:
        lines.append(event.joining)
    return lines
