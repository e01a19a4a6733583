"""The desks: a mentor's and a PCM's with much work in them against little, a lead's among 500 and 50,000.

`python -m benchmarks.desks COUNT` fills this database with so many enrolments, of which a tenth have sent
their record sheet, and prints whom to look in as.
"""

import datetime
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import django
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benchmarks.processes import Server
from benchmarks.report import Row, middle

FEW, MANY = 500, 50_000
SCHOOLS = {FEW: 7, MANY: 350}
PIECES, PLACEMENTS = (5, 1), (200, 12)  # (few pieces, few placements), and many of both
ROUNDS, COUNT = 5, 12
QUERIES, CPU, GROWTH = 15, 25, 1.2


def measure(client):
    """The rows of this benchmark."""
    return [*own(client), *leads(client)]


# --- one mentor, and the PCM -------------------------------------------------------------------------------


def own(client):
    """The desks of a Mastery mentor and of their PCM, at both sizes."""
    from benchmarks.rooms import Room, figures

    rooms = []
    for pieces, placements in ((PIECES[0], PIECES[1]), PLACEMENTS):
        place, mentor = at_mastery(pieces, placements)
        rooms += [
            Room("Mastery mentor’s desk", pieces, "/my/", mentor, QUERIES, CPU),
            Room("PCM’s desk", pieces, "/my/school/", place.pcm, QUERIES, CPU),
        ]
    return figures(client, rooms)


def at_mastery(pieces, placements):
    """(Place, mentor): certified at Entry, on Mastery with so many pieces of evidence and placements."""
    from benchmarks.mentors import Place, audit, evidence
    from home.demo import answers
    from modules.models import Level
    from portfolio import actions

    place, today = Place(), timezone.localdate()
    with transaction.atomic():
        round_ = place.sent()
        mentor, first = round_.submission.owner, round_.submission.record_sheet.enrolment
        actions.record_award(enrolment=first, round=place.sign(round_), by=place.office, on=today)
        place.level = Level.objects.get(slug="mastery")
        enrolment = actions.enrol(
            person=mentor, level=place.level, provider=place.provider, shares=True, by=mentor
        )
        answers.send(audit(enrolment))
        about = {"enrolment": enrolment, "by": mentor}
        for number in range(placements):
            start = today - datetime.timedelta(days=600 - 40 * number)
            actions.save_placement(
                **about,
                provider=place.provider,
                school=place.school,
                student=f"S{number}",
                start=start,
                end=start + datetime.timedelta(days=39),
                completed=True,
            )
        evidence(about, today - datetime.timedelta(days=45), pieces)
    return place, mentor


# --- a provider's lead -------------------------------------------------------------------------------------


def leads(client):
    """The lead's desk on two databases that differ in nothing but how many enrolments there are."""
    from benchmarks import law
    from benchmarks.client import get
    from benchmarks.mentors import Place
    from benchmarks.pages import SITE
    from benchmarks.reviews import copied
    from benchmarks.rounds import Contender, in_turns, ratio

    Place().sent()  # the sheet and the audit that are copied
    urls = {count: copied(count) for count in (FEW, MANY)}
    desks = {count: filled(count, url) for count, url in urls.items()}
    found = []
    with (
        Server("few enrolments", *SITE, "/", DATABASE_URL=urls[FEW]) as small,
        Server("many enrolments", *SITE, "/", DATABASE_URL=urls[MANY]) as large,
    ):
        pair = [
            Contender(server, [get(desk["path"], desk["cookies"])], COUNT)
            for server, desk in ((small, desks[FEW]), (large, desks[MANY]))
        ]
        in_turns(client, pair, ROUNDS)
    few, many = pair
    for url in urls.values():
        Path(url.removeprefix("sqlite:///")).unlink()
    title = f"lead’s desk, {MANY:,} enrolments"
    more = {"wall": ratio(many.wall, few.wall), "cpu_ms": middle(many.cpu), "against_cpu_ms": middle(few.cpu)}
    found.append(Row(title, ratio(many.cpu, few.cpu), against=f"{FEW} enrolments", most=GROWTH, more=more))
    found.append(Row(f"lead’s desk, {FEW} enrolments", desks[FEW]["queries"], "queries", most=QUERIES))
    found.append(Row(title, desks[MANY]["queries"], "queries", most=QUERIES))
    found.append(Row(title, middle(many.cpu), "absolute", unit="ms CPU", most=CPU))
    return [*found, *law.rows(desks[MANY]["law"])]


def filled(count, url):
    """What this module prints about the database at `url` when it has filled it."""
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.desks", str(count)],
        env={**os.environ, "DATABASE_URL": url},
        cwd=settings.BASE_DIR,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(made.stdout)


def fill(count):
    """Make the enrolments; {path, cookies, queries} of the first provider's lead, and the law's figures."""
    from benchmarks import asking, law
    from benchmarks.bare.sessions import cookies
    from home.scale import Pattern, make_enrolments, make_sheets, places
    from people.models import User

    pattern, at = Pattern.found(), places(SCHOOLS[count], 7)
    sheets = count // 10
    for making in (make_sheets(pattern, at, sheets), make_enrolments(pattern, at, count - sheets)):
        for _ in making:
            pass
    mine = cookies(User.objects.get(email="provider_lead-1-000001@scale.example"))
    asked = asking.queries("/my/provider/", mine)
    return {"path": "/my/provider/", "cookies": mine, "queries": asked, "law": law.figures()}


def main():
    django.setup()
    logging.disable(logging.INFO)
    print(json.dumps(fill(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
