"""`python -m benchmarks.scaled COUNT`: fill this database, and say who to look in as and what they ask.

Prints JSON: a list of {name, path, cookies, queries}. The database already has one sheet to copy.
"""

import json
import logging
import sys

import django


def rooms(count):
    """Queue and review page of the first PCM and the first link tutor, among so many sheets under way."""
    from django.core.management import call_command
    from django.urls import reverse

    from benchmarks import asking
    from benchmarks.bare.sessions import cookies
    from people.models import User
    from reviews.queue import stages_waiting_for

    call_command("seed_scale", submissions=count, verbosity=0)
    found = []
    for who, name in (("PCM", "pcm-000001"), ("link tutor", "link_tutor-1-000001")):
        person = User.objects.get(email=f"{name}@scale.example")
        mine = cookies(person)
        oldest = stages_waiting_for(person).first().round.submission.reference
        paths = {"queue": reverse("reviews:queue"), "review page": reverse("reviews:review", args=[oldest])}
        for room, path in paths.items():
            queries = asking.queries(path, mine)
            found.append({"name": f"{who}’s {room}", "path": path, "cookies": mine, "queries": queries})
    return found


def main():
    django.setup()
    logging.disable(logging.INFO)
    print(json.dumps(rooms(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
