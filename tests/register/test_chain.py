"""A certificate's chain of events goes on from the issuing decision and shows what was done to it (T16)."""

import pytest
from django.db import connection

from cms.triggers import unsealed
from people.models import OutgoingMail
from register import chain
from register.models import Certificate, CertificateEvent, Kind, Status


@pytest.fixture
def certificate(cast):
    return cast.made()


def found(certificate):
    """[(kind, label)] of what `verify` says now."""
    fresh = Certificate.objects.get(pk=certificate.pk)
    return [(finding.kind, finding.label) for finding in chain.verify(fresh)]


def events(certificate, kind):
    return CertificateEvent.objects.filter(certificate=certificate, kind=kind)


def test_an_untouched_certificate_is_intact(certificate):
    assert found(certificate) == []


def test_each_event_continues_the_one_before(certificate):
    lines = list(certificate.events.order_by("seq"))
    assert [line.kind for line in lines] == [Kind.ISSUED, Kind.STORED, Kind.MAILED]
    assert [line.previous for line in lines] == [certificate.sealed_by, lines[0].hash, lines[1].hash]


def test_an_edited_name_is_found(certificate):
    with unsealed(connection):
        Certificate.objects.update(facts={**certificate.facts, "name": "Somebody Else"})
    assert found(certificate) == [("edited", "What is printed")]


def test_an_edited_owner_is_found(certificate, cast):
    with unsealed(connection):
        Certificate.objects.update(person=cast.pcm)
    assert found(certificate) == [("edited", "The row")]


def test_an_edited_event_is_found(certificate):
    with unsealed(connection):
        events(certificate, Kind.STORED).update(facts={"sha256": "0" * 64})
    assert found(certificate) == [
        ("edited", "Event 2 (signed file stored)"),
        ("edited", "The note about the stored file"),
    ]


def test_another_hash_of_the_file_is_found(certificate):
    with unsealed(connection):
        Certificate.objects.update(sha256="0" * 64)
    assert found(certificate) == [("edited", "The note about the stored file")]


def test_a_deleted_event_is_found(certificate):
    with unsealed(connection):
        events(certificate, Kind.STORED)._raw_delete("default")
    assert found(certificate) == [
        ("deleted", "Event 2"),
        ("deleted", "The line “Signed file stored”"),
    ]


def test_a_lost_last_event_is_found_by_the_mail(certificate):
    with unsealed(connection):
        events(certificate, Kind.MAILED)._raw_delete("default")
    assert found(certificate) == [("deleted", "The line “E-mailed”")]
    OutgoingMail.objects.all().delete()
    assert found(certificate) == []


def test_exchanged_events_are_found(certificate):
    with unsealed(connection):
        events(certificate, Kind.STORED).update(seq=9)
        events(certificate, Kind.MAILED).update(seq=2)
        events(certificate, Kind.STORED).update(seq=3)
    assert found(certificate) == [
        ("reordered", "Event 2 (e-mailed)"),
        ("reordered", "Event 3 (signed file stored)"),
    ]


def test_a_status_without_its_line_is_found(certificate):
    Certificate.objects.update(status=Status.REVOKED)
    assert found(certificate) == [("deleted", "The line “Revoked”")]


def test_words_that_are_gone_are_erased_with_a_line_and_deleted_without(certificate):
    Certificate.objects.update(facts=None, salt=None)
    assert found(certificate) == [("deleted", "What is printed")]
    chain.append(Certificate.objects.get(), Kind.ERASED)
    assert found(certificate) == [("erased", "What is printed")]
    assert not any(finding.is_fault for finding in chain.verify(Certificate.objects.get()))
