"""`python -m tests.reviews.dying JOB…`: does each job in a child process that kills itself on the way.

A job is "POINT STAGE PERSON": the person signs the stage, and the process dies as by `kill -9` right after
the function named by POINT has returned, while the transaction is still open ("committed": after it). Or it
is "mail PK": it delivers a message and dies when it would speak to the mail server.

Prints how each job ended.
"""

import importlib
import os
import signal
import sys


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(path):
    """Make the function with this dotted path die when it is done."""
    name, _, function = path.rpartition(".")
    module = importlib.import_module(name)
    before = getattr(module, function)

    def dying(*args, **kwargs):
        before(*args, **kwargs)
        die()

    setattr(module, function, dying)


def deliver(pk):
    from people import delivery, tasks

    delivery.send = die
    tasks.deliver(int(pk))


def sign(point, stage, person):
    from people.models import User
    from reviews import actions
    from reviews.models import Stage

    if point != "committed":
        then_die(point)
    stage, by = Stage.objects.get(pk=stage), User.objects.get(pk=person)
    actions.sign(stage=stage, by=by, typed_name=by.name, seal=stage.round.sending.seal)
    die()


def ended_by(job):
    """Do one job in a child; minus the number of the signal that ended it, or 99."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        deliver(job[1]) if job[0] == "mail" else sign(*job)
    finally:
        os._exit(99)


if __name__ == "__main__":
    import django

    django.setup()
    for argument in sys.argv[1:]:
        print(ended_by(argument.split()))  # noqa: T201
