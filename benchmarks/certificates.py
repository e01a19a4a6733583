"""From a signed record sheet to the stored certificate: the worker's whole task against the bare loop.

The bare loop draws and signs the same certificates and throws the bytes away. The worker's task also checks
the signature, stores the file, writes certificate, events and mail to the database, locking what it changes.
"""

import statistics
import time

import register.actions
import register.tasks
from benchmarks.mentors import Place
from benchmarks.report import Row
from register import pdf, signing

MEASURED, WARM_UP = 20, 2


def measure():
    """The rows of this benchmark."""
    place = Place()
    issued = [
        register.actions.issue(round=place.sign(place.sent()), by=place.office)
        for _ in range(MEASURED + WARM_UP)
    ]
    timed = [turn(certificate) for certificate in issued][WARM_UP:]
    return [
        row(timed, "bare", "drawing and signing alone", least=0.8),
        row(timed, "checked", "drawing, signing and checking alone"),
    ]


def turn(certificate):
    """One certificate made by the worker's task, then drawn, signed and checked bare: {name: (cpu, wall)}."""
    whole = took(lambda: register.tasks.make(certificate.pk))
    signed = []
    bare = took(lambda: signed.append(signing.sign(pdf.render(certificate.printed))))
    check = took(lambda: signing.verify(signed[0]))
    checked = tuple(one + other for one, other in zip(bare, check, strict=True))
    return {"whole": whole, "bare": bare, "checked": checked}


def took(work):
    """(processor seconds, seconds) of doing it."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def row(timed, name, against, **target):
    """A Row of throughput: how many certificates the task makes in the time of one bare one."""
    cpu, wall = (
        statistics.median(each[name][clock] / each["whole"][clock] for each in timed) for clock in (0, 1)
    )
    more = {
        "wall": wall,
        "cpu_ms": statistics.median(each["whole"][0] for each in timed) * 1000,
        "against_cpu_ms": statistics.median(each[name][0] for each in timed) * 1000,
    }
    return Row("certificates made by the worker", cpu, against=against, more=more, **target)
