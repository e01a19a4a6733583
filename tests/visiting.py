"""A look into every room of the demonstration, by three of each kind (`python -m tests.visiting`).

Prints {name: {address: status}} of whatever does not open, and how many rooms were looked into. A room that
does not exist for somebody, or is not theirs, is as it should be: what is looked for is a query that this
database does not understand.
"""

import json
import sys
from collections import Counter

ROOMS = (
    "/my/",
    "/my/school/",
    "/my/visits/",
    "/my/provider/",
    "/my/provider/?year=all",
    "/my/mentors/",
    "/my/mentors/?q=a",
    "/my/confirm/",
    "/my/requests/",
    "/my/placements/",
    "/my/waivers/",
    "/my/concerns/",
    "/my/certificates/",
    "/my/data/",
    "/register/",
    "/register/?q=Nair&by=name",
    "/reviews/",
    "/reviews/?q=a&due=late",
    "/reviews/decided/",
    "/reviews/hand-over/",
    "/reviews/reports/",
    "/office/",
)
ALIKE = 3  # so many people with the same roles
AS_IT_SHOULD_BE = (200, 302, 403, 404)


def main():
    import django

    django.setup()
    from django.test import Client

    from home import tasks
    from people.models import User
    from people.permissions import hats
    from portfolio.models import Enrolment
    from tests.sessions import just_signed_in

    looked, wrong, kinds = 0, {}, Counter()
    for person in User.objects.filter(is_active=True).order_by("pk"):
        kind = frozenset(hat.role for hat in hats(person))
        kinds[kind] += 1
        if kinds[kind] > ALIKE:
            continue
        client = just_signed_in(Client(headers={"host": "127.0.0.1"}, raise_request_exception=False), person)
        own = [
            f"/my/{each.slug}/{room}" for each in Enrolment.objects.of(person) for room in ("", "evidence/")
        ]
        answers = {address: client.get(address).status_code for address in (*ROOMS, *own)}
        looked += len(answers)
        if bad := {address: code for address, code in answers.items() if code not in AS_IT_SHOULD_BE}:
            wrong[person.name] = bad
    told = tasks.now()
    sys.stdout.write(json.dumps({"looked": looked, "wrong": wrong, "told": sum(told.values())}))


if __name__ == "__main__":
    main()
