"""Twenty link tutors who decide at once, in four processes, on SQLite and on PostgreSQL.

Against a bare loop in as many processes and threads that does one locked read and three inserts.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys

from benchmarks.report import Row
from benchmarks.reviewers import PROCESSES, REVIEWERS, THREADS

EACH, TURNS = 5, 2  # decisions of one reviewer in a turn, turns
VERBS = ("bare", "sign", "send back")
SHEETS = 1000  # of which three in five wait for a link tutor
BARE = "a locked read, three inserts"


def measure():
    """The rows of this benchmark, on both databases."""
    path = os.path.join(os.environ["BENCH_SCRATCH"], "busy.sqlite3")
    found = on("SQLite", f"sqlite:///{path}")
    with postgres() as url:
        return found + on("PostgreSQL", url)


def postgres():
    """The tests' own PostgreSQL cluster, for as long as the block lasts; yields its address."""
    from tests.services import postgres as fixture

    return contextlib.contextmanager(fixture.__wrapped__)()


def on(database, url):
    """The rows of one database."""
    environment = {**os.environ, "DATABASE_URL": url}
    waiting = json.loads(asked("prepare", str(SHEETS), environment=environment))
    took = {verb: [] for verb in VERBS}
    for _ in range(TURNS):
        for verb in VERBS:
            took[verb].append(turn(verb, waiting, environment))
    return [row for verb in VERBS[1:] for row in figures(database, verb, took[verb], took["bare"])]


def asked(*words, environment):
    """What `python -m benchmarks.reviewers` prints."""
    command = [sys.executable, "-m", "benchmarks.reviewers", *words]
    return subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.splitlines()[-1]


def turn(verb, waiting, environment):
    """Everybody does the verb EACH times at once: {seconds: of each, errors: {type: times}, whole: seconds}.

    Each process has decided one sheet before, so that imports and templates are not counted.
    """
    shares = deal(waiting, REVIEWERS * EACH, remove=verb != "bare")
    warm_up = deal(waiting, PROCESSES, remove=verb != "bare")
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.reviewers", verb],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process, first, share in zip(processes, warm_up, split(shares, PROCESSES), strict=True):
        process.stdin.write(json.dumps([[first], *split(share, THREADS)]) + "\n")
        process.stdin.flush()
    for process in processes:
        process.stdout.readline()  # ready
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [json.loads(process.communicate()[0]) for process in processes]
    errors = {}
    for answer in answers:
        for name, times in answer["errors"].items():
            errors[name] = errors.get(name, 0) + times
    return {
        "seconds": [second for answer in answers for second in answer["seconds"]],
        "errors": errors,
        "whole": max(answer["end"] for answer in answers) - min(answer["start"] for answer in answers),
    }


def deal(waiting, count, remove):
    """So many sheets; those that will be decided are taken from the list."""
    share = waiting[:count]
    if len(share) < count:
        raise ValueError("There are not enough sheets to decide.")
    if remove:
        del waiting[:count]
    return share


def split(items, parts):
    """The list in so many equal parts."""
    size = len(items) // parts
    return [items[start * size : (start + 1) * size] for start in range(parts)]


def figures(database, verb, turns, bare):
    """Rows of one verb: its time against the bare loop's, how many a second, the slow ones, and errors."""
    doing = {"sign": "signing", "send back": "sending back"}[verb]
    title = f"{doing}, {REVIEWERS} at once, {database}"
    seconds = sorted(second for each in turns for second in each["seconds"])
    whole = sum(each["whole"] for each in turns)
    ratios = [mine["whole"] / other["whole"] for mine, other in zip(turns, bare, strict=True)]
    errors = sum(times for each in turns for times in each["errors"].values())
    return [
        Row(title, statistics.median(ratios), against=BARE, more={"spread": [min(ratios), max(ratios)]}),
        Row(title, len(seconds) / whole, "absolute", unit="a second"),
        Row(f"{title}, 95 % within", seconds[int(len(seconds) * 0.95)] * 1000, "absolute", unit="ms"),
        Row(f"{title}, failed", errors, "absolute", unit="decisions", most=0),
    ]
