"""The scheme's law for many mentors at once: a thousand enrolments in one pass, against one after another."""

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.report import Row

FEW, MANY, ONE_BY_ONE = 10, 1000, 50


def figures():
    """{"few", "many": queries in one pass; "pass", "single": ms for each enrolment} of this database."""
    from portfolio.models import Enrolment
    from portfolio.record import load, load_many
    from portfolio.requirements import requirements

    rows = Enrolment.objects.current().order_by("pk")
    found = {}
    for name, count in (("few", FEW), ("many", MANY)):
        with CaptureQueriesContext(connection) as asked:
            found[name] = len([requirements(record) for record in load_many(rows[:count])]) and len(asked)
    found["pass"] = spent(lambda: [requirements(record) for record in load_many(rows[:MANY])]) / MANY
    singles = list(rows[:ONE_BY_ONE])
    found["single"] = spent(lambda: [requirements(load(row)) for row in singles]) / ONE_BY_ONE
    return found


def spent(work):
    """Milliseconds of CPU that the work takes."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def rows(found):
    """The rows of these figures."""
    title = f"requirements of {MANY:,} enrolments in one pass"
    more = {"cpu_ms": found["pass"], "against_cpu_ms": found["single"]}
    return [
        Row(title, found["pass"] / found["single"], against="each by itself", most=1, more=more),
        Row(f"requirements of {FEW} enrolments", found["few"], "queries"),
        Row(title, found["many"], "queries", most=found["few"]),
    ]
