"""Certificates among providers and schools: R2, R28, R30, R34, E13, E14, E16, E24."""

from datetime import date

import pytest
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from people.models import OutgoingMail, Provider
from people.roles import Role
from portfolio.models import Award, Enrolment
from register import actions
from register.codes import new_code
from register.models import Certificate, Status
from register.permissions import certificates_visible_to
from tests.factories.people import holder
from tests.factories.reviews import sign

pytestmark = pytest.mark.django_db


def test_r02_e13_a_certificate_stays_valid_when_its_provider_has_left(client, issuing):
    certificate = issuing.made()
    Provider.objects.filter(pk=issuing.provider.pk).update(member_to=date(2025, 8, 31))
    page = client.get(reverse("register:check", args=[certificate.code]))
    assert b"Valid certificate" in page.content
    assert b"Kingsmere University" in page.content


def test_r28_the_mentors_own_office_hears_that_the_signed_sheet_has_come(issuing):
    round_ = issuing.sent()
    received = OutgoingMail.objects.filter(kind="review-received")
    assert not received.exists()
    sign(type(round_).objects.get(pk=round_.pk), issuing.pcm)
    assert [row.recipient for row in received] == [issuing.provider.office_email]


def test_r30_nobody_but_the_office_issues_and_the_mentor_is_written_to(issuing):
    round_ = issuing.signed()
    for person in (issuing.pcm, issuing.tutor, round_.submission.owner):
        with pytest.raises(PermissionDenied):
            actions.issue(round=round_, by=person)
    assert actions.issue(round=round_, by=issuing.office).person == round_.submission.owner
    assert outbox.outbox == []  # letters go out through the queue, after the worker has made the file


def test_r34_an_office_has_the_certificates_of_its_own_mentors(issuing):
    certificate = issuing.issued()
    elsewhere = holder(Role.OFFICE)
    assert list(certificates_visible_to(issuing.office)) == [certificate]
    assert list(certificates_visible_to(elsewhere)) == []


def test_e14_a_new_edition_has_the_same_number_and_stands_beside_the_old(issuing):
    first = issuing.made()
    again = Certificate.objects.get(pk=first.pk)
    Certificate.objects.filter(pk=first.pk).update(status=Status.SUPERSEDED)
    again.pk, again.revision, again.code, again.status = None, 2, new_code(), Status.VALID
    again.save(force_insert=True)
    editions = Certificate.objects.filter(number=first.number).order_by("revision")
    assert [(row.revision, row.status) for row in editions] == [(1, "superseded"), (2, "valid")]


def test_e16_a_second_award_of_one_level_is_impossible(issuing):
    mentor = issuing.mentor()
    other = issuing.signed(mentor=mentor)
    Enrolment.objects.filter(person=mentor).update(withdrawn_on=date(2026, 1, 1))
    issuing.issued(mentor=mentor)
    with pytest.raises(PermissionDenied, match="certified at Entry already"):
        actions.issue(round=other, by=issuing.office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.create(
            person=mentor,
            level=issuing.level,
            enrolment=other.submission.record_sheet.enrolment,
            round=other,
            awarded_on=date(2026, 9, 1),
        )
    assert Award.objects.count() == 1


def test_e24_when_the_mail_fails_the_certificate_is_still_in_the_account(client, issuing):
    certificate = issuing.made()
    OutgoingMail.objects.update(status=OutgoingMail.Status.FAILED)
    client.force_login(certificate.person)
    url = reverse("register:own_certificate", args=[certificate.number, certificate.revision])
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
