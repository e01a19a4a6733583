"""The mails about training events: that one has a place, and that an event does not take place."""

from people import mail

WHY = "You get this message because you booked a place at this event."


def booked(booking):
    """Confirm a booking; how to join stands on the event's page, which one opens signed in."""
    event = booking.event
    return _about(
        booking,
        kind="event-booked",
        subject=f"Booked: {event.title}",
        lines=[
            f"You have a place at “{event.title}”, a training event of {event.provider}.",
            f"When: {event.when}.",
            f"Where: {event.place}.",
            "The event’s page says how to join, puts the event into your calendar, and lets you cancel.",
        ],
        label="Open the event",
    )


def called_off(booking, cancellation):
    """Tell somebody who has booked that the event does not take place, and why."""
    event = booking.event
    return _about(
        booking,
        kind="event-called-off",
        subject=f"Called off: {event.title}",
        lines=[
            f"“{event.title}” of {event.provider}, planned for {event.when}, does not take place.",
            f"{cancellation.by.name} writes: {cancellation.reason}",
            "You need to do nothing. Other events are listed on the site.",
        ],
        label="See the event",
    )


def _about(booking, *, kind, subject, lines, label):
    return mail.queue(
        kind=kind,
        reference=str(booking.pk),
        to=booking.person.email,
        person=booking.person,
        subject=subject,
        template="base",
        context={
            "greeting": booking.person.name,
            "lines": lines,
            "action_label": label,
            "action_url": booking.event.url,
            "why": WHY,
        },
    )
