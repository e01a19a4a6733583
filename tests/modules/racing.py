"""Eight people book the last two places of an event at once: `python -m tests.modules.racing`.

On any database. Prints what each got, how many places are booked and how many mails are owed, as JSON.
"""

import json

PEOPLE, PLACES = 8, 2


def race():
    from django.core.management import call_command

    from modules import actions
    from modules.models import EventPage
    from people.models import OutgoingMail, User
    from people.roles import Role
    from tests.factories.events import make_event
    from tests.factories.people import holder
    from tests.reviews.racing import at_once

    call_command("load_content", verbosity=0)
    event = make_event(places=PLACES)
    people = [holder(Role.MENTOR) for _ in range(PEOPLE)]

    def press(person):
        def book():
            by = User.objects.get(pk=person.pk)
            return "booked" if actions.book(event=EventPage.objects.get(pk=event.pk), by=by) else ""

        return book

    twice = [press(person) for person in people for _ in range(2)]
    answers = at_once(twice)
    mails = OutgoingMail.objects.filter(kind="event-booked").count()
    return {"refused": answers["ValidationError"], "taken": event.taken(), "mails": mails, "answers": answers}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(race()))  # noqa: T201  read by the test
