"""Faults while somebody signs: processes killed, a database that is busy, a mail server that is away."""

import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from home.management.commands.serve import web
from people import tasks
from people.models import OutgoingMail
from reviews import chain
from reviews.models import Outcome, Round
from tests.factories.reviews import make_cast, sign, stage_of
from tests.services import free_port, listens, stop, until
from tests.sessions import just_signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("mail_not_paused")]
KILLED = -signal.SIGKILL


@pytest.fixture
def cast(transactional_db):
    return make_cast()


def database():
    """The test database's DATABASE_URL, for a process of its own."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    return f"postgres://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


def environment(module, **more):
    return {**os.environ, "DJANGO_SETTINGS_MODULE": module, "DATABASE_URL": database(), **more}


def dying(*jobs):
    """How each job ended, done by a process that kills itself on the way (tests/reviews/dying.py)."""
    command = [sys.executable, "-m", "tests.reviews.dying", *jobs]
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=environment("cms.settings"),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [int(line) for line in done.stdout.split()]


def standing(round_):
    """What there is of a round, to be compared as a whole."""
    round_ = Round.objects.select_related("submission").get(pk=round_.pk)
    return {
        "decisions": list(round_.decisions.order_by("seq").values_list("outcome", flat=True)),
        "open": list(round_.stages.open().values_list("position", flat=True)),
        "mails": OutgoingMail.objects.filter(reference__contains=round_.submission.reference).count(),
        "accepted": round_.submission.status == "accepted",
    }


def faults():
    return [str(finding) for finding in chain.check_all() if finding.is_fault]


# --- killed (X1, X2) ---------------------------------------------------------------------------------------

INSIDE = ("reviews.chain.append", "reviews.mail.signed", "reviews.mail.asked")


def test_a_process_killed_while_it_signs_leaves_before_or_after_and_never_half(cast):
    points = [*INSIDE, "committed"]
    rounds = [cast.send(mentor=cast.another_mentor()) for _ in points]
    before = standing(rounds[0])
    jobs = [
        f"{point} {stage_of(round_).pk} {cast.pcm.pk}" for point, round_ in zip(points, rounds, strict=True)
    ]
    assert dying(*jobs) == [KILLED] * len(points)

    *torn, whole = [standing(round_) for round_ in rounds]
    assert before["decisions"] == []
    assert torn == [before] * len(INSIDE)
    assert (whole["decisions"], whole["open"], whole["accepted"]) == (["signed"], [2], False)
    assert faults() == []
    for round_ in rounds[:-1]:
        sign(round_, cast.pcm)
    assert [standing(round_) for round_ in rounds] == [whole] * len(points)


def test_a_process_killed_at_the_last_signature_leaves_it_open(cast):
    round_ = cast.signed_by_pcm()
    before = standing(round_)
    job = f"forms.actions.accept {stage_of(round_).pk} {cast.tutor.pk}"
    assert dying(job) == [KILLED]

    assert standing(round_) == before
    sign(round_, cast.tutor)
    after = standing(round_)
    assert (after["decisions"], after["open"], after["accepted"]) == (["signed", "signed"], [], True)
    assert faults() == []


def test_a_worker_killed_between_decision_and_mail_sends_it_once_after_the_restart(cast, by_smtp):
    round_ = cast.send()
    sign(round_, cast.pcm)
    [message] = OutgoingMail.objects.filter(kind="review-signed")
    assert dying(f"mail {message.pk}") == [KILLED]
    message.refresh_from_db()
    assert (message.status, by_smtp.messages) == ("sending", [])

    assert tasks.deliver(message.pk) == "nothing to do"  # the dead worker's claim still stands
    long_ago = timezone.now() - timedelta(hours=1)
    OutgoingMail.objects.filter(pk=message.pk).update(claimed_at=long_ago, due_at=long_ago)
    assert tasks.sweep_mail() == 1  # a new task for this message
    assert [tasks.deliver(message.pk) for _ in range(2)] == ["sent", "nothing to do"]
    assert [each["To"] for each in by_smtp.messages] == [cast.mentor.email]
    assert standing(round_)["decisions"] == ["signed"]


# --- busy and away (X3, X4) --------------------------------------------------------------------------------


@contextmanager
def busy(round_):
    """Somebody else holds the round's lock; `release` ends that, and returns when it is over."""
    held, over = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                Round.objects.select_for_update().get(pk=round_.pk)
                held.set()
                over.wait(30)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)

    def release():
        over.set()
        holder.join()

    try:
        yield release
    finally:
        release()


def typed(round_, by):
    """What the page's form posts for a signature."""
    return {
        "seal": round_.sending.seal,
        "stage": stage_of(round_).position,
        "decision": "sign",
        "typed_name": by.name,
    }


def test_a_signature_waits_for_a_busy_database_and_then_stands(cast, client):
    round_ = cast.send()
    order, data = [], typed(round_, cast.pcm)
    just_signed_in(client, cast.pcm)

    def post():
        try:
            response = client.post(reverse("reviews:decide", args=[round_.submission.reference]), data)
            order.append(response.status_code)
        finally:
            connection.close()

    with busy(round_) as release:
        presser = threading.Thread(target=post)
        presser.start()
        presser.join(1)
        order.append("released")
        release()
        presser.join()
    assert order == ["released", 302]
    assert standing(round_)["decisions"] == ["signed"]


def test_signing_works_without_a_mail_server_and_the_news_arrives_later_once(
    cast, client, by_smtp, settings, monkeypatch
):
    round_ = cast.send()
    settings.EMAIL_PORT = free_port()
    just_signed_in(client, cast.pcm)
    response = client.post(
        reverse("reviews:decide", args=[round_.submission.reference]), typed(round_, cast.pcm)
    )
    [message] = OutgoingMail.objects.filter(kind="review-signed")
    assert (response.status_code, tasks.deliver(message.pk)) == (302, "queued")
    assert standing(round_)["decisions"] == ["signed"]

    settings.EMAIL_PORT = by_smtp.port
    monkeypatch.setattr(tasks, "paused_until", 0.0)
    OutgoingMail.objects.filter(pk=message.pk).update(due_at=timezone.now())
    assert tasks.sweep_mail() == 1  # a new task for this message
    assert [tasks.deliver(message.pk) for _ in range(2)] == ["sent", "nothing to do"]
    assert [each["To"] for each in by_smtp.messages] == [cast.mentor.email]


# --- stopped (X15) -----------------------------------------------------------------------------------------


@contextmanager
def served(folder):
    """The web server of `manage.py serve` on the test's database; `arrived` marks a POST."""
    port, arrived = free_port(), folder / "arrived"
    command = [sys.executable, "-m", *web("127.0.0.1", port, workers=1)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment("tests.reviews.marking", ARRIVED=str(arrived)),
            stdout=log,
            stderr=log,
        )
        try:
            until(lambda: listens(port) or process.poll() is not None, seconds=60)
            process.port, process.arrived = port, arrived
            yield process
        finally:
            stop(process, seconds=60)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def posted(port, path, data, session):
    """The status of a POST by somebody who is signed in."""
    token = "t" * 32
    body = urllib.parse.urlencode(data | {"csrfmiddlewaretoken": token}).encode()
    cookies = {"Cookie": f"session={session}; csrf={token}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, cookies)
    try:
        return urllib.request.build_opener(NoRedirect).open(request, timeout=60).status
    except urllib.error.HTTPError as answer:
        return answer.code


def test_a_signature_that_is_being_made_is_finished_when_the_web_server_is_stopped(cast, client, tmp_path):
    round_ = cast.send()
    just_signed_in(client, cast.pcm)
    session = client.cookies["session"].value
    path = reverse("reviews:decide", args=[round_.submission.reference])
    data = typed(round_, cast.pcm)
    with served(tmp_path) as site, ThreadPoolExecutor(1) as browser:
        with busy(round_) as release:
            pressed = browser.submit(posted, site.port, path, data, session)
            until(site.arrived.exists)
            site.terminate()
            until(lambda: "Handling signal: term" in (tmp_path / "log").read_text())
            assert standing(round_)["decisions"] == []
            release()
        assert pressed.result() == 302
        assert site.wait(60) == 0
    assert standing(round_)["decisions"] == [Outcome.SIGNED]
    assert faults() == []
