"""Delivery against a real SMTP server that says yes, later, never, or nothing at all (X1, X4, X14)."""

import hashlib
import logging
import smtplib
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from people import delivery, tasks
from people.models import OutgoingMail
from tests.factories.people import OutgoingMailFactory


def later(row, **change):
    """Let time pass for the row, as the clock would."""
    OutgoingMail.objects.filter(pk=row.pk).update(**change)


def state(row):
    row.refresh_from_db()
    return row.status, row.attempts, row.error


def test_sent_message_is_not_sent_again(db, by_smtp):
    row = OutgoingMailFactory()
    assert [tasks.deliver(row.pk) for _ in range(3)] == ["sent", "nothing to do", "nothing to do"]
    assert len(by_smtp.messages) == 1


def test_two_workers_at_once_send_it_once(transactional_db, by_smtp):
    rows = [OutgoingMailFactory() for _ in range(5)]
    ready = threading.Barrier(4)

    def work():
        ready.wait()
        try:
            return [tasks.deliver(row.pk) for row in rows]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        results = [result for future in [pool.submit(work) for _ in range(4)] for result in future.result()]
    assert (results.count("sent"), results.count("nothing to do")) == (5, 15)
    assert sorted(message["To"] for message in by_smtp.messages) == sorted(row.recipient for row in rows)


def test_claim_of_a_dead_worker_is_taken_over_after_a_while(db, by_smtp):
    row = OutgoingMailFactory()
    assert OutgoingMail.objects.claim(row.pk) is True
    assert tasks.deliver(row.pk) == "nothing to do"
    later(row, claimed_at=timezone.now() - timedelta(minutes=6))
    assert tasks.deliver(row.pk) == "sent"
    assert state(row) == ("sent", 2, "")


def test_worker_that_lost_its_claim_does_not_touch_the_row(db, monkeypatch):
    row = OutgoingMailFactory()

    def slow(message):
        later(row, claimed_at=timezone.now() + timedelta(seconds=1))

    monkeypatch.setattr(delivery, "send", slow)
    tasks.deliver(row.pk)
    assert state(row) == ("sending", 1, "")


def test_temporary_refusal_waits_and_then_gets_through(db, by_smtp):
    row = OutgoingMailFactory()
    by_smtp.answer = "451 try again later"
    before = timezone.now()
    assert tasks.deliver(row.pk) == "queued"
    assert state(row) == ("queued", 1, "SMTPDataError")
    assert timedelta(seconds=55) < row.due_at - before < timedelta(seconds=90)
    by_smtp.answer = "250 OK"
    assert tasks.deliver(row.pk) == "sent"
    assert state(row) == ("sent", 2, "")
    assert len(by_smtp.messages) == 1


def test_waits_grow_to_five_minutes_and_no_further(db, by_smtp):
    row = OutgoingMailFactory()
    by_smtp.answer = "451 try again later"
    waits = []
    for _ in range(6):
        now = timezone.now()
        tasks.deliver(row.pk)
        row.refresh_from_db()
        waits.append(round((row.due_at - now).total_seconds() / 60))
    assert waits == [1, 2, 4, 5, 5, 5]
    assert state(row) == ("queued", 6, "SMTPDataError")


def test_what_stays_refused_for_two_days_has_failed(db, by_smtp):
    row = OutgoingMailFactory(created_at=timezone.now() - timedelta(days=2, minutes=1))
    by_smtp.answer = "451 try again later"
    assert tasks.deliver(row.pk) == "failed"
    assert state(row) == ("failed", 1, "SMTPDataError")


def test_permanent_refusal_has_failed_at_once_and_is_logged_without_the_address(db, by_smtp, caplog):
    row = OutgoingMailFactory(recipient="zz-canary@people.example", secret=True)
    by_smtp.answer = "550 zz-canary is not here"
    with caplog.at_level(logging.INFO):
        assert tasks.deliver(row.pk) == "failed"
    assert state(row) == ("failed", 1, "SMTPDataError")
    assert (row.text, row.sent_at) == ("", None)
    assert tasks.deliver(row.pk) == "nothing to do"
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("people")]
    assert ours == [f"mail {row.pk} failed for good: SMTPDataError"]


def test_silent_server_makes_others_wait_untried(db, settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.MAIL_TRANSPORT_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = closed.getsockname()
        first, second = OutgoingMailFactory(), OutgoingMailFactory()
        assert [tasks.deliver(row.pk) for row in (first, second)] == ["queued", "waiting for the mail server"]
    assert state(first) == ("queued", 1, "ConnectionRefusedError")
    assert state(second) == ("queued", 0, "")
    assert second.due_at < timezone.now() + timedelta(minutes=1)


def test_everything_waiting_is_delivered_once_when_the_server_is_back(db, by_smtp, monkeypatch):
    rows = [OutgoingMailFactory() for _ in range(20)]
    by_smtp.answer = "421 closing down"
    for row in rows:
        tasks.deliver(row.pk)
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {"queued"}
    by_smtp.answer = "250 OK"
    monkeypatch.setattr(tasks, "paused_until", 0.0)
    OutgoingMail.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert tasks.sweep_mail() == 20
    for queued in OrmQ.objects.all():
        tasks.deliver(*queued.task["args"])
    assert sorted(message["To"] for message in by_smtp.messages) == sorted(row.recipient for row in rows)


def test_sweep_takes_up_what_is_due_and_only_that(db):
    now = timezone.now()
    past, future = now - timedelta(minutes=1), now + timedelta(minutes=1)
    due = OutgoingMailFactory(due_at=past)
    left_behind = OutgoingMailFactory(status="sending", claimed_at=now - timedelta(minutes=6), due_at=past)
    OutgoingMailFactory(due_at=future)
    OutgoingMailFactory(status="sending", claimed_at=now, due_at=past)
    OutgoingMailFactory(status="sent", sent_at=now, due_at=past)
    OutgoingMailFactory(status="failed", due_at=past)
    assert tasks.sweep_mail() == 2
    assert {queued.task["args"] for queued in OrmQ.objects.all()} == {(due.pk,), (left_behind.pk,)}
    assert tasks.sweep_mail() == 0


def test_sweep_is_scheduled_every_minute(db):
    row = Schedule.objects.get(func="people.tasks.sweep_mail")
    assert (row.schedule_type, row.minutes, row.repeats) == ("I", 1, -1)


@pytest.fixture
def certificate(settings, tmp_path):
    """A file in the private storage, as an attachment of a message."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    key = storages["private"].save("k1", ContentFile(b"%PDF-1.7 bytes"))
    return {
        "storage_key": key,
        "name": "certificate.pdf",
        "content_type": "application/pdf",
        "sha256": hashlib.sha256(b"%PDF-1.7 bytes").hexdigest(),
    }


def test_attachment_is_the_stored_file(db, by_smtp, certificate):
    row = OutgoingMailFactory(attachments=[certificate])
    assert tasks.deliver(row.pk) == "sent"
    [part] = by_smtp.messages[0].iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("certificate.pdf", "application/pdf")
    assert part.get_content() == b"%PDF-1.7 bytes"


def test_changed_attachment_is_never_sent(db, by_smtp, certificate):
    row = OutgoingMailFactory(attachments=[{**certificate, "sha256": "0" * 64}])
    assert tasks.deliver(row.pk) == "failed"
    assert state(row) == ("failed", 1, "AttachmentChanged")
    assert by_smtp.messages == []


def test_missing_attachment_is_tried_five_times_and_stops_nobody_else(db, by_smtp, certificate):
    storages["private"].delete(certificate["storage_key"])
    row, other = OutgoingMailFactory(attachments=[certificate]), OutgoingMailFactory()
    assert [tasks.deliver(row.pk) for _ in range(5)] == ["queued"] * 4 + ["failed"]
    assert state(row) == ("failed", 5, "AttachmentMissing")
    assert tasks.deliver(other.pk) == "sent"


BAD_PASSWORD = smtplib.SMTPAuthenticationError(535, b"no")


@pytest.mark.parametrize(
    ("error", "permanent", "unreachable"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"no")}), True, False),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (450, b"later")}), False, False),
        (smtplib.SMTPSenderRefused(552, b"too big", "x@y.example"), True, False),
        (smtplib.SMTPDataError(451, b"later"), False, False),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), True, True),
        (BAD_PASSWORD, False, True),
        (smtplib.SMTPConnectError(554, b"not today"), False, True),
        (smtplib.SMTPServerDisconnected("gone"), False, True),
        (TimeoutError(), False, True),
        (ssl.SSLCertVerificationError("expired"), False, True),
        (ValueError("header"), True, False),
        (KeyError("template"), False, False),
    ],
)
def test_errors_are_told_apart(error, permanent, unreachable):
    assert (delivery.is_permanent(error), delivery.is_unreachable(error)) == (permanent, unreachable)
