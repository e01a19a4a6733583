"""Faults while a certificate is made: the worker killed, a step failing, a task lost (X1, X14, S26)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import Failure, OrmQ, Task

from people.models import OutgoingMail
from register import actions, pdf, signing, store, tasks
from register.models import Certificate, Status
from tests.factories.register import make_cast
from tests.register.killing import POINTS
from tests.register.workers import WHOLE, all_made, what_stands, worker
from tests.services import until


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_each_point_leaves_one_certificate_one_file_one_mail(tmp_path):
    cast = make_cast()
    issued = [cast.issued(mentor=cast.mentor(name=f"Mentor {letter}")) for letter in "ABCDE"]
    assert {certificate.pk % len(POINTS) for certificate in issued} == set(range(len(POINTS)))
    with worker(tmp_path):
        until(all_made, seconds=120)
    died = {int(mark.name) for mark in tmp_path.iterdir() if mark.name.isdigit()}
    assert died == {certificate.pk for certificate in issued}
    assert [what_stands(each) for each in Certificate.objects.order_by("pk")] == [WHOLE] * len(issued)


def test_making_twice_changes_nothing(cast):
    certificate = cast.made()
    tasks.make(certificate.pk)
    assert what_stands(Certificate.objects.get(pk=certificate.pk)) == WHOLE
    assert Certificate.objects.get(pk=certificate.pk).sha256 == certificate.sha256


def test_what_an_earlier_attempt_stored_is_used(cast):
    certificate = cast.issued()
    stored = signing.sign(pdf.render(certificate.printed))
    store.put_once(certificate.file_key, stored)
    tasks.make(certificate.pk)
    certificate.refresh_from_db()
    assert certificate.sha256 == store.sha256_of(stored)


def test_half_a_file_of_an_earlier_attempt_is_replaced(cast):
    certificate = cast.issued()
    store.put_once(certificate.file_key, b"%PDF-1.7 half a file")
    tasks.make(certificate.pk)
    assert what_stands(Certificate.objects.get(pk=certificate.pk)) == WHOLE


def test_what_is_stored_is_never_overwritten():
    assert store.put_once("certificates/2026/one.pdf", b"first") == b"first"
    assert store.put_once("certificates/2026/one.pdf", b"second") == b"first"


def test_what_does_not_verify_is_not_stored(cast, monkeypatch):
    certificate = cast.issued()
    monkeypatch.setattr(signing, "sign", lambda content: content)
    with pytest.raises(tasks.NotSound, match="no signature"):
        tasks.make(certificate.pk)
    certificate.refresh_from_db()
    assert (certificate.status, store.read(certificate.file_key)) == (Status.ISSUING, None)


def broken(*args):
    raise OSError("the disk is full")


def test_after_five_attempts_the_office_is_told(cast, monkeypatch):
    certificate = cast.issued()
    monkeypatch.setattr(store, "put_once", broken)
    problems = []
    for _ in range(tasks.ATTEMPTS):
        with pytest.raises(OSError, match="full"):
            tasks.make(certificate.pk)
        certificate.refresh_from_db()
        problems.append(certificate.problem)
    assert problems == ["", "", "", "", "It could not be made in 5 attempts (OSError)."]
    assert certificate.due_at is None


def test_a_certificate_that_kills_its_worker_is_given_up(cast):
    certificate = cast.issued()
    Certificate.objects.update(attempts=tasks.ATTEMPTS)
    with pytest.raises(tasks.GivenUp):
        tasks.make(certificate.pk)
    certificate.refresh_from_db()
    assert certificate.problem == "The worker stopped 5 times while making it."


def test_what_cannot_be_printed_is_told_at_once(cast, monkeypatch):
    certificate = cast.issued()

    def refuse(facts):
        raise pdf.CannotPrint(["The text does not fit: it made 2 pages."])

    monkeypatch.setattr(pdf, "render", refuse)
    with pytest.raises(pdf.CannotPrint):
        tasks.make(certificate.pk)
    certificate.refresh_from_db()
    assert certificate.problem == "The text does not fit: it made 2 pages."


def test_making_it_again_clears_the_failure(cast):
    certificate = cast.issued()
    Certificate.objects.update(problem="It could not be made.", attempts=5, due_at=None)
    Task.objects.create(
        id="f" * 32,
        name=actions.task_name(certificate.pk),
        func="register.tasks.make",
        started=timezone.now(),
        stopped=timezone.now(),
        success=False,
    )
    OrmQ.objects.all().delete()
    actions.make_again(certificate=certificate, by=cast.office)
    certificate.refresh_from_db()
    assert (certificate.problem, certificate.attempts) == ("", 0)
    assert OrmQ.objects.count() == 1
    assert Failure.objects.count() == 0
    tasks.make(certificate.pk)
    assert what_stands(Certificate.objects.get(pk=certificate.pk)) == WHOLE


def test_the_sweep_gives_a_lost_certificate_a_new_task_and_leaves_the_others(cast):
    lost, fresh, made, failed = [cast.issued(mentor=cast.mentor(name=f"Mentor {n}")) for n in "ABCD"]
    tasks.make(made.pk)
    Certificate.objects.filter(pk=failed.pk).update(problem="It could not be made.", due_at=None)
    Certificate.objects.filter(pk=lost.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    OrmQ.objects.all().delete()
    assert tasks.sweep() == 1
    assert [(task.task["func"], task.task["args"]) for task in OrmQ.objects.all()] == [
        ("register.tasks.make", (lost.pk,))
    ]
    assert tasks.sweep() == 0
    assert fresh.status == Status.ISSUING


def test_the_message_carries_the_stored_file(cast):
    certificate = cast.made()
    message = OutgoingMail.objects.get(kind="certificate")
    assert (message.recipient, message.person) == (certificate.person.email, certificate.person)
    assert message.reference == f"{certificate.number}/1"
    assert message.attachments == [
        {
            "storage_key": certificate.storage_key,
            "name": f"{certificate.number}.pdf",
            "content_type": "application/pdf",
            "sha256": certificate.sha256,
        }
    ]
    assert f"/verify/{certificate.code}/" in message.text
