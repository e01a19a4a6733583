"""One process of reviewers: `python -m benchmarks.reviewers VERB`, or `prepare COUNT` for the database.

Reads what to decide first and then in each thread as one line of JSON, says "ready", waits for a line, then
decides, and says as JSON how long each decision took and what failed.
"""

import json
import logging
import shutil
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

PROCESSES, THREADS = 4, 5
REVIEWERS = PROCESSES * THREADS
REASON = "Please add the date of the lesson."


def prepare(count):
    """Fill an empty database; print what waits for the link tutors: a list of [stage, seal, tutor]."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.bare.models import Answer
    from benchmarks.mentors import Place
    from people.models import User
    from reviews.models import Stage
    from tests import databases

    if databases.is_sqlite():
        shutil.copyfile(databases.template(), settings.DATABASES["default"]["NAME"])
    else:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Answer)
    call_command("load_content", verbosity=0)
    Place().sent()
    call_command("seed_scale", submissions=count, providers=1, verbosity=0)
    tutors = list(User.objects.filter(email__startswith="link_tutor-1-").order_by("pk"))
    waiting = Stage.objects.open().filter(role="link_tutor").order_by("pk").select_related("round__sending")
    return [
        [stage.pk, stage.round.sending.seal, tutors[number % len(tutors)].pk]
        for number, stage in enumerate(waiting)
    ]


def sign(stage, seal, person):
    """Sign a stage as this person."""
    from people.models import User
    from reviews import actions
    from reviews.models import Stage

    by = User.objects.get(pk=person)
    stage = Stage.objects.select_related("round").get(pk=stage)
    actions.sign(stage=stage, by=by, typed_name=by.name, seal=seal)


def send_back(stage, seal, person):
    """Send back from a stage as this person."""
    from people.models import User
    from reviews import actions
    from reviews.models import Stage

    by = User.objects.get(pk=person)
    stage = Stage.objects.select_related("round").get(pk=stage)
    actions.send_back(round=stage.round, stage=stage, by=by, reason=REASON, seal=seal)


def bare(stage, seal, person):
    """What any decision needs at least: one locked read, three inserts, one transaction."""
    from django.db import transaction

    from benchmarks.bare.models import Answer
    from reviews.models import Stage

    with transaction.atomic():
        row = Stage.objects.select_for_update().get(pk=stage)
        for _ in range(3):
            Answer.objects.create(owner_id=person, given={"stage": row.pk, "seal": seal})


VERBS = {"sign": sign, "send back": send_back, "bare": bare}


def decide(verb, shares):
    """Each thread decides its share; {start, end, seconds, errors}."""
    from django.db import connection

    begin, errors = Barrier(len(shares)), Counter()

    def reviewer(share):
        connection.ensure_connection()
        begin.wait()
        took = []
        for stage, seal, person in share:
            start = time.perf_counter()
            try:
                VERBS[verb](stage, seal, person)
            except Exception as error:  # whatever it is, the benchmark's answer is how often
                errors[type(error).__name__] += 1
            took.append(time.perf_counter() - start)
        connection.close()
        return took

    start = time.time()
    with ThreadPoolExecutor(len(shares)) as threads:
        took = [second for each in threads.map(reviewer, shares) for second in each]
    return {"start": start, "end": time.time(), "seconds": took, "errors": dict(errors)}


def main():
    django.setup()
    logging.disable(logging.INFO)
    if sys.argv[1] == "prepare":
        print(json.dumps(prepare(int(sys.argv[2]))))
        return
    first, *shares = json.loads(sys.stdin.readline())
    decide(sys.argv[1], [first])
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(decide(sys.argv[1], shares)))


if __name__ == "__main__":
    main()
