"""Issuing: what is printed, who may, what happens together, and that it happens once (R30, T6, T12)."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_q.models import OrmQ

from forms.errors import NotNow
from forms.seals import commit
from people.models import OutgoingMail
from people.roles import Role
from portfolio.models import Award, Enrolment
from register import actions, tasks
from register.models import Certificate, CertificateEvent, CertificateSequence, Kind, Status
from register.permissions import can_issue
from register.rounds import for_issuing
from reviews.models import Decision, Outcome, Round
from tests.factories.people import AppointmentFactory, holder
from tests.factories.register import make_cast
from tests.factories.reviews import sign

YEAR = timezone.localdate().year


def counts():
    """Everything that issuing makes, counted."""
    return {
        "issued decisions": Decision.objects.filter(outcome=Outcome.ISSUED).count(),
        "awards": Award.objects.count(),
        "certificates": Certificate.objects.count(),
        "events": CertificateEvent.objects.count(),
        "tasks": sum(task.task["func"] == "register.tasks.make" for task in OrmQ.objects.all()),
        "numbers": sum(CertificateSequence.objects.values_list("last", flat=True)),
        "mails": OutgoingMail.objects.filter(kind="certificate").count(),
    }


NOTHING = {
    "issued decisions": 0,
    "awards": 0,
    "certificates": 0,
    "events": 0,
    "tasks": 0,
    "numbers": 0,
    "mails": 0,
}
ONE = dict.fromkeys(NOTHING, 1) | {"mails": 0}


def test_everything_printed_is_copied_in(cast):
    today = timezone.localdate()
    certificate = cast.issued(name="Joanna Okafor-Lindqvist")
    assert certificate.facts == {
        "level_key": "entry",
        "level_title": "Entry level",
        "statement": "has mentored a student teacher through a placement.",
        "name": "Joanna Okafor-Lindqvist",
        "school": "Hillcrest School, Ealing",
        "provider": "Kingsmere University",
        "framework": "ITT Mentor Standards (2016)",
        "framework_title": "National Standards for school-based ITT mentors",
        "number": f"MC-{YEAR}-000001",
        "revision": 1,
        "code": certificate.code,
        "award_date": today.isoformat(),
        "url": f"http://127.0.0.1:8000/verify/{certificate.code}/",
        "host": "127.0.0.1:8000/verify",
        "signatories": [
            {
                "name": "Asha Patel",
                "role": "Professional co-ordinating mentor",
                "organisation": "Hillcrest School",
                "verb": "Signed",
                "date": today.isoformat(),
            },
            {
                "name": "Tom Reid",
                "role": "Link tutor",
                "organisation": "Kingsmere University",
                "verb": "Signed",
                "date": today.isoformat(),
            },
            {
                "name": "Sam Lee",
                "role": "Partnership office",
                "organisation": "Kingsmere University",
                "verb": "Issued",
                "date": today.isoformat(),
            },
        ],
        "specimen": True,
        "collaboration": "West London Teacher Education Collaboration",
        "programme": "Mentor certification",
    }


def test_decision_award_number_certificate_event_and_task_come_together(cast):
    round_ = cast.signed()
    certificate = actions.issue(round=round_, by=cast.office)
    decision = round_.decisions.get(outcome=Outcome.ISSUED)
    assert counts() == ONE
    assert (certificate.number, certificate.revision) == (f"MC-{YEAR}-000001", 1)
    assert certificate.status == Status.ISSUING
    assert certificate.sealed_by == decision.hash
    assert certificate.award.round == round_
    assert certificate.award.awarded_on == timezone.localdate()
    event = certificate.events.get()
    assert (event.kind, event.by, event.previous) == (Kind.ISSUED, cast.office, decision.hash)
    assert event.facts["sealed_by"] == decision.hash
    assert event.facts["commitment"] == commit(certificate.salt, certificate.facts)


def test_the_name_is_in_no_event(cast):
    certificate = cast.made()
    assert "Okafor" not in str(list(certificate.events.values_list("facts", flat=True)))


def test_nothing_stands_when_the_task_cannot_be_queued(cast, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(actions.making, "async_task", broken)
    round_ = cast.signed()
    with pytest.raises(OSError):  # noqa: PT011  nothing is said, and nothing is left
        actions.issue(round=round_, by=cast.office)
    assert counts() == NOTHING
    round_.refresh_from_db()
    assert round_.closed_at is None


def test_issuing_twice_gives_the_same_certificate(cast):
    round_ = cast.signed()
    first = actions.issue(round=round_, by=cast.office)
    assert actions.issue(round=round_, by=cast.office) == first
    assert actions.issue(round=round_, by=cast.colleague) == first
    assert counts() == ONE


def test_numbers_follow_each_other_without_gaps(cast):
    first = cast.issued()
    refused = cast.signed(name="王小明")
    with pytest.raises(NotNow):
        actions.issue(round=refused, by=cast.office)
    second = cast.issued(mentor=cast.mentor(name="Priya Nair"))
    assert [first.number, second.number] == [f"MC-{YEAR}-000001", f"MC-{YEAR}-000002"]


def test_letters_that_the_fonts_lack_are_named_and_nothing_is_issued(cast):
    round_ = cast.signed(name="王小明")
    with pytest.raises(NotNow) as refusal:
        actions.issue(round=round_, by=cast.office)
    assert refusal.value.reason == (
        "Name: the certificate’s fonts have no letter for 王 (U+738B), 小 (U+5C0F), 明 (U+660E)."
    )
    assert counts() == NOTHING


def test_a_name_that_does_not_fit_is_refused_and_nothing_is_issued(cast):
    round_ = cast.signed(name="Wilhelmina " * 12)
    with pytest.raises(NotNow, match="too long for two lines"):
        actions.issue(round=round_, by=cast.office)
    assert counts() == NOTHING


def test_nobody_issues_before_everybody_has_signed(cast):
    round_ = cast.sent()
    sign(round_, cast.pcm)
    with pytest.raises(PermissionDenied, match="Not everybody has signed this yet"):
        actions.issue(round=round_, by=cast.office)
    assert counts() == NOTHING


def test_a_role_that_the_level_requires_must_be_among_those_who_signed(cast):
    cast.level.required_signatures = ["pcm", "link_tutor", "provider_lead"]
    cast.level.save()
    round_ = cast.signed()
    with pytest.raises(PermissionDenied, match="This signature is missing: Provider lead"):
        actions.issue(round=round_, by=cast.office)
    assert counts() == NOTHING


def test_only_the_providers_own_office_issues(cast):
    round_ = cast.signed()
    elsewhere = holder(Role.OFFICE, name="Other Office")
    for person in (elsewhere, cast.pcm, cast.tutor, round_.submission.owner):
        with pytest.raises(PermissionDenied):
            actions.issue(round=round_, by=person)
    assert counts() == NOTHING


def test_who_signed_does_not_issue(cast):
    AppointmentFactory(person=cast.tutor, role=Role.OFFICE, provider=cast.provider)
    round_ = cast.signed()
    with pytest.raises(PermissionDenied, match="somebody else has to take the next step"):
        actions.issue(round=round_, by=cast.tutor)
    assert counts() == NOTHING


def test_a_superuser_without_the_role_issues_nothing(cast):
    round_ = cast.signed()
    cast.pcm.is_superuser = True
    cast.pcm.save()
    with pytest.raises(PermissionDenied):
        actions.issue(round=round_, by=cast.pcm)
    assert counts() == NOTHING


def test_an_office_role_that_ended_counts_no_more(cast):
    round_ = cast.signed()
    cast.office.appointments.update(end=timezone.localdate() - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        actions.issue(round=round_, by=cast.office)
    assert counts() == NOTHING


def test_one_person_gets_one_certificate_for_each_level(cast):
    mentor = cast.mentor()
    earlier = cast.signed(mentor=mentor)
    Enrolment.objects.filter(person=mentor).update(withdrawn_on=timezone.localdate())
    cast.issued(mentor=mentor)
    with pytest.raises(PermissionDenied, match="has been certified at Entry already"):
        actions.issue(round=earlier, by=cast.office)
    assert counts() == ONE


def test_the_office_can_send_back_instead_and_then_issues_nothing(cast):
    round_ = cast.signed()
    actions.send_back(
        round=round_,
        by=cast.office,
        reason="The school on the sheet is the old one.",
        seal=round_.sending.seal,
    )
    with pytest.raises(PermissionDenied, match="This was sent back"):
        actions.issue(round=round_, by=cast.office)
    assert counts() == NOTHING
    round_.submission.refresh_from_db()
    assert round_.submission.status == "returned"


# --- what the database itself refuses ----------------------------------------------------------------------


@contextmanager
def refused(match):
    """The database says no, in words, and the test's transaction goes on."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        yield


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", "MC-2020-000009"),
        ("revision", 2),
        ("code", "0" * 17),
        ("sealed_by", "f" * 64),
        ("issued_at", timezone.now()),
    ],
)
def test_what_identifies_a_certificate_never_changes(cast, column, value):
    certificate = cast.made()
    with refused("never change"):
        Certificate.objects.filter(pk=certificate.pk).update(**{column: value})


def test_what_is_printed_can_be_erased_but_not_changed(cast):
    certificate = cast.made()
    own = Certificate.objects.filter(pk=certificate.pk)
    with refused("can only be erased"):
        own.update(facts={**certificate.facts, "name": "Somebody Else"})
    with refused("can only be erased|certificate_whole_or_erased"):
        own.update(facts=None)
    own.update(facts=None, salt=None)
    with refused("can only be erased"):
        own.update(facts=certificate.facts, salt=certificate.salt)


def test_the_stored_file_is_noted_once(cast):
    certificate = cast.made()
    with refused("noted once"):
        Certificate.objects.filter(pk=certificate.pk).update(sha256="0" * 64)


def test_a_status_never_goes_back(cast):
    own = Certificate.objects.filter(pk=cast.made().pk)
    with refused("never goes back"):
        own.update(status=Status.ISSUING)
    own.update(status=Status.REVOKED)
    with refused("never goes back"):
        own.update(status=Status.VALID)


def test_certificates_events_and_numbers_are_never_deleted(cast):
    certificate = cast.made()
    with refused("never deleted"):
        CertificateEvent.objects.filter(certificate=certificate)._raw_delete("default")
    with refused("never changed"):
        CertificateEvent.objects.filter(certificate=certificate).update(facts={})
    with refused("never deleted"):
        Certificate.objects.filter(pk=certificate.pk)._raw_delete("default")
    with refused("numbers only grow"):
        CertificateSequence.objects.update(last=0)
    with refused("never deleted"):
        CertificateSequence.objects.all()._raw_delete("default")


def test_no_certificate_without_an_issuing_decision(cast):
    round_ = cast.signed()
    enrolment = round_.submission.record_sheet.enrolment
    award = Award.objects.create(
        person=enrolment.person,
        level=enrolment.level,
        enrolment=enrolment,
        round=round_,
        awarded_on=timezone.localdate(),
    )
    with refused("no issuing decision"):
        Certificate.objects.create(
            award=award,
            number="MC-2026-000001",
            person=award.person,
            provider=cast.provider,
            level=award.level,
            facts={},
            salt="0" * 64,
            sealed_by=round_.decisions.last().hash,
            issued_by=cast.office,
            issued_at=timezone.now(),
        )


# --- races -------------------------------------------------------------------------------------------------

AT_ONCE = 20


def race(*work):
    """Run these at the same moment, each in a thread with a connection of its own; return what each gave."""
    start, results = threading.Barrier(len(work)), [None] * len(work)

    def run(place, task):
        try:
            start.wait(10)
            results[place] = task()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def issue_at_once(cast, round_):
    people = [cast.office, cast.colleague] * (AT_ONCE // 2)
    return race(*[lambda by=by: actions.issue(round=round_, by=by).pk for by in people])


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_certificate():
    cast = make_cast()
    results = issue_at_once(cast, cast.signed())
    assert results == [results[0]] * AT_ONCE
    assert isinstance(results[0], int)
    assert counts() == ONE
    tasks.make(results[0])
    assert counts() == {**ONE, "events": 3, "mails": 1}


def most_inside(issue, cast, round_, monkeypatch):
    """How many were between "nothing issued yet" and the decision at the same moment."""
    inside, most, lock = 0, 0, threading.Lock()

    def slow(user, round_):
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.1)
        with lock:
            inside -= 1
        return can_issue(user, round_)

    monkeypatch.setattr(actions.issuing, "can_issue", slow)
    race(*[lambda by=by: issue(round=round_, by=by) for by in (cast.office, cast.colleague) * 2])
    return most


@pytest.mark.django_db(transaction=True)
def test_one_at_a_time_comes_to_the_decision(monkeypatch):
    cast = make_cast()
    assert most_inside(actions.issue, cast, cast.signed(), monkeypatch) == 1
    assert counts() == ONE


@pytest.mark.django_db(transaction=True)
def test_the_race_is_there_without_the_transaction(monkeypatch):
    """The negative control: the same four at once, without what keeps them apart, are seen side by side."""
    cast = make_cast()
    monkeypatch.setattr(
        actions.issuing, "_lock", lambda round_: for_issuing(Round.objects.filter(pk=round_.pk)).get()
    )
    assert most_inside(actions.issue.__wrapped__, cast, cast.signed(), monkeypatch) > 1
