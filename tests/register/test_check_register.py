"""`manage.py check_register` names exactly what fails, and nothing else (T14, T16, S22, X11)."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from cms.triggers import unsealed
from forms.models import SealedPart
from portfolio.models import Award
from register import chain, inspection, store
from register.models import Certificate, CertificateEvent, CertificateSequence, Kind, SearchWord
from reviews.models import Decision, Outcome


@pytest.fixture
def certificate(cast):
    return cast.made()


def lines():
    """The lines that the command prints about what it found, and how it ends."""
    out = StringIO()
    try:
        call_command("check_register", stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), str(error)
    return out.getvalue().splitlines(), 0


def kinds():
    return [finding.kind for finding in inspection.findings()]


def stored(certificate):
    return settings.PRIVATE_ROOT / certificate.storage_key


def test_an_untouched_register_is_intact(certificate):
    assert lines() == (["Intact. Sendings: 1, rounds: 1, certificates: 1."], 0)


def test_each_flipped_byte_of_a_stored_pdf_is_found(certificate):
    path = stored(certificate)
    content = path.read_bytes()
    for place in (0, len(content) // 3, len(content) // 2, len(content) - 2):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert kinds() == ["file changed", "signature"]
    path.write_bytes(content)
    assert kinds() == []


def test_a_file_that_was_exchanged_with_its_hash_is_found_by_the_chain(certificate, cast):
    other = cast.made(mentor=cast.mentor(name="Priya Nair"))
    stored(certificate).write_bytes(stored(other).read_bytes())
    assert kinds() == ["file changed"]
    with unsealed(connection):
        Certificate.objects.filter(pk=certificate.pk).update(sha256=other.sha256, size=other.size)
    assert kinds() == ["edited"]


def test_a_lost_file_is_named(certificate):
    stored(certificate).unlink()
    assert lines() == (
        [f"file missing:    The file of {certificate.number}-1 is not in storage."],
        "Not intact: 1 fault.",
    )


def test_a_file_that_went_with_its_erased_details_is_no_fault(certificate):
    Certificate.objects.update(facts=None, salt=None)
    chain.append(Certificate.objects.get(), Kind.ERASED)
    store.remove(certificate.storage_key)
    assert lines() == (
        [
            f"erased:          What is printed of {certificate.number}-1 was erased.",
            "Intact. Sendings: 1, rounds: 1, certificates: 1.",
        ],
        0,
    )


def test_a_deleted_certificate_is_missed(certificate):
    with unsealed(connection):
        for model in (SearchWord, CertificateEvent, Certificate):
            model.objects.all()._raw_delete("default")
    assert kinds() == ["no certificate", "no certificate", "number missing"]


def test_a_certificate_without_its_issuing_decision_is_found(certificate):
    with unsealed(connection):
        Decision.objects.filter(outcome=Outcome.ISSUED)._raw_delete("default")
    assert "no decision" in kinds()
    assert "deleted" in kinds()


def test_a_certificate_moved_to_another_award_is_found(certificate, cast):
    other = cast.issued(mentor=cast.mentor(name="Priya Nair"))
    with unsealed(connection):
        Certificate.objects.filter(pk=certificate.pk).update(award=other.award, revision=2, status="revoked")
    assert "no decision" in kinds()


def test_a_sequence_that_was_set_back_is_found(certificate):
    with unsealed(connection):
        CertificateSequence.objects.update(last=0)
    assert kinds() == ["number unknown"]


def test_an_edited_and_a_deleted_part_of_what_was_sent_are_told_apart(certificate):
    with unsealed(connection):
        SealedPart.objects.filter(label="Details").update(content={"piece": "details", "school": "Another"})
    assert kinds() == ["edited"]
    SealedPart.objects.filter(label="Details").update(content=None, salt=None)
    assert kinds() == ["deleted"]


def test_an_award_that_nobody_certified_is_found(certificate):
    award = Award.objects.get()
    with unsealed(connection):
        for model in (SearchWord, CertificateEvent, Certificate):
            model.objects.all()._raw_delete("default")
        CertificateSequence.objects.all()._raw_delete("default")
    assert [str(finding) for finding in inspection.findings()][-1] == (
        f"Award {award.pk} has no certificate any more."
    )


def test_the_command_ends_with_one_when_something_is_wrong(certificate):
    stored(certificate).unlink()
    with pytest.raises(CommandError) as ended:
        call_command("check_register", stdout=StringIO())
    assert ended.value.returncode == 1
