"""Getting a certificate again: the stored bytes, for owner and issuing office (R31, T24, X11)."""

import hashlib
import io

import pytest
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from people.roles import Role
from register import keys, signing, store
from tests.factories.people import holder


@pytest.fixture
def certificate(cast):
    return cast.made(name="Łucja Nguyễn-Ŵyn Ğül")


def own_url(certificate):
    return reverse("register:own_certificate", args=[certificate.number, certificate.revision])


def office_url(certificate):
    return reverse("register:office_certificate", args=[certificate.award.round.submission.reference])


def test_the_owner_gets_the_stored_bytes_with_safe_headers(client, certificate):
    client.force_login(certificate.person)
    answer = client.get(own_url(certificate))
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == certificate.sha256
    assert len(answer.content) == certificate.size
    wanted = {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="{certificate.number}.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert {name: answer[name] for name in wanted} == wanted
    assert "ETag" not in answer


def test_the_file_says_what_the_certificate_says(client, certificate):
    client.force_login(certificate.person)
    reader = PdfReader(io.BytesIO(client.get(own_url(certificate)).content))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    assert "Łucja Nguyễn-Ŵyn Ğül" in text
    assert certificate.number in text


def test_pyhanko_trusts_the_stored_file_and_no_other(certificate):
    content = store.read(certificate.storage_key)
    trust = ValidationContext(trust_roots=list(keys.ours().roots), allow_fetching=False)

    def bottom_line(pdf):
        signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
        return validate_pdf_signature(signature, trust).bottom_line

    assert bottom_line(content)
    middle = content.index(b"stream") + 20
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    assert not bottom_line(flipped)
    assert not signing.verify(flipped).ok


def test_the_issuing_office_gets_the_same_bytes(client, certificate, cast):
    client.force_login(cast.colleague)
    answer = client.get(office_url(certificate))
    assert hashlib.sha256(answer.content).hexdigest() == certificate.sha256


def test_nobody_else_gets_it(client, certificate, cast):
    assert client.get(own_url(certificate)).status_code == 302
    assert client.get(office_url(certificate)).status_code == 302
    answers = {}
    for name, person in {
        "another mentor": cast.mentor(name="Priya Nair"),
        "PCM": cast.pcm,
        "office": cast.office,
        "administrator": holder(Role.COORDINATOR, is_superuser=True, is_staff=True),
    }.items():
        client.force_login(person)
        answers[name] = client.get(own_url(certificate)).status_code
    assert answers == dict.fromkeys(answers, 404)


@pytest.mark.parametrize("spoil", ["lose", "change"])
def test_a_lost_or_changed_file_is_said_in_words(client, certificate, settings, spoil):
    path = settings.PRIVATE_ROOT / certificate.storage_key
    if spoil == "lose":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"\n")
    client.force_login(certificate.person)
    answer = client.get(own_url(certificate))
    assert answer.status_code == 404
    assert "File unavailable" in answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")


def test_a_certificate_being_made_says_so(client, cast):
    certificate = cast.issued()
    client.force_login(certificate.person)
    answer = client.get(own_url(certificate))
    assert answer.status_code == 404
    assert "its PDF is being made" in answer.content.decode()


def test_a_mentor_finds_their_certificates(certificate, cast, rf):
    from django.template import Context, Template

    drawn = Template("{% load register_tags %}{% certificates_of person %}")
    html = drawn.render(Context({"person": certificate.person}))
    assert own_url(certificate) in html
    assert reverse("register:check", args=[certificate.code]) in html
    assert drawn.render(Context({"person": cast.pcm})).strip() == ""
