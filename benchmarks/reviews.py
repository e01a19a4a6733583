"""Reviewing among 100 and among 100,000 sheets under way, and twenty reviewers deciding at once.

Queue and review page are asked of two servers in turns, one on a small database and one on a large one. What
twenty at once do stands in benchmarks/busy.py.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from benchmarks import busy
from benchmarks.client import get
from benchmarks.mentors import Place
from benchmarks.pages import SITE
from benchmarks.processes import Server
from benchmarks.report import Row, middle
from benchmarks.rounds import Contender, in_turns, ratio

FEW, MANY = 100, 100_000
ROUNDS, COUNT = 5, 12
MOST = {"queue": 15, "review page": 25}  # queries
CPU = 25  # milliseconds for about sixty rows
GROWTH = 1.2


def measure(client):
    """The rows of this benchmark."""
    return [*among(client), *busy.measure()]


def among(client):
    """Queue and review page, of a PCM and of a link tutor, at both sizes."""
    Place().sent()  # the sheet that seed_scale copies
    urls = {count: copied(count) for count in (FEW, MANY)}
    rooms = {count: scaled(count, url) for count, url in urls.items()}
    with (
        Server("few under way", *SITE, "/", DATABASE_URL=urls[FEW]) as small,
        Server("many under way", *SITE, "/", DATABASE_URL=urls[MANY]) as large,
    ):
        pairs = [
            [contender(server, room) for server, room in zip((small, large), pair, strict=True)]
            for pair in zip(rooms[FEW], rooms[MANY], strict=True)
        ]
        in_turns(client, [each for pair in pairs for each in pair], ROUNDS)
    for url in urls.values():
        Path(url.removeprefix("sqlite:///")).unlink()
    found = []
    for pair, few, many in zip(pairs, rooms[FEW], rooms[MANY], strict=True):
        found += figures(*pair, few, many)
    return found


def copied(count):
    """DATABASE_URL of a copy of this run's database."""
    path = Path(os.environ["BENCH_SCRATCH"]) / f"among-{count}.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    return f"sqlite:///{path}"


def scaled(count, url):
    """What benchmarks.scaled says of the database, filled."""
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.scaled", str(count)],
        env={**os.environ, "DATABASE_URL": url},
        cwd=settings.BASE_DIR,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(made.stdout)


def contender(server, room):
    """The room as one of those who take turns."""
    return Contender(server, [get(room["path"], room["cookies"])], COUNT)


def figures(small, large, few, many):
    """Four rows of one room: how it grows, its queries at both sizes, its milliseconds at the larger."""
    name = many["name"]
    queries = next(most for room, most in MOST.items() if name.endswith(room))
    growth = {"wall": ratio(large.wall, small.wall)}
    growth |= {"cpu_ms": middle(large.cpu), "against_cpu_ms": middle(small.cpu)}
    title = f"{name}, {MANY:,} under way"
    return [
        Row(title, ratio(large.cpu, small.cpu), against=f"{FEW} under way", most=GROWTH, more=growth),
        Row(f"{name}, {FEW} under way", few["queries"], "queries", most=queries),
        Row(title, many["queries"], "queries", most=queries),
        Row(title, middle(large.cpu), "absolute", unit="ms CPU", most=CPU),
    ]
