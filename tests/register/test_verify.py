"""The public check: five answers on one page, nothing about the signers, nothing kept (S13, T17)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from register import chain, store
from register.codes import SYMBOLS, new_code, shown
from register.models import Certificate, Kind, Status
from register.views import checking

WORDS = {
    "valid": "Valid certificate",
    "superseded": "Replaced by a newer certificate",
    "revoked": "Not valid",
    "none": "Not on the register",
    "mistyped": "There is a slip in the code",
}


@pytest.fixture
def certificate(cast):
    return cast.made()


def page(client, code, **post):
    """The check page of a code, as text; a POST where a file is given."""
    url = reverse("register:check", args=[code])
    answer = client.post(url, post) if post else client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def verdict(html):
    """The one large word of the page; two would be a contradiction."""
    heading = html.split('id="verdict">')[1].split("</h2>")[0].strip()
    return next(kind for kind, word in WORDS.items() if word == heading)


def end(certificate, status, kind):
    """Revoke or replace it the way that a later action will."""
    Certificate.objects.filter(pk=certificate.pk).update(status=status)
    return chain.append(Certificate.objects.get(pk=certificate.pk), kind)


def one_symbol_wrong(code):
    return code[:5] + SYMBOLS[(SYMBOLS.index(code[5]) + 1) % 32] + code[6:]


def test_a_valid_certificate_shows_everything_printed_but_the_signers(client, certificate, cast):
    html = page(client, certificate.code)
    assert verdict(html) == "valid"
    printed = certificate.printed
    wanted = [
        printed.title,
        printed.name,
        printed.school,
        printed.provider,
        printed.framework,
        printed.number,
    ]
    wanted += [shown(printed.code), "Professional co-ordinating mentor", "Link tutor", "Partnership office"]
    assert [text for text in wanted if text not in html] == []
    hidden = [cast.pcm.name, cast.tutor.name, cast.office.name, certificate.person.email, cast.pcm.email]
    assert [text for text in hidden if text in html] == []
    assert certificate.sha256[:4] in html


def test_a_replaced_certificate_leads_to_the_one_that_counts(client, certificate):
    event = end(certificate, Status.SUPERSEDED, Kind.SUPERSEDED)
    code = new_code()
    newer = Certificate.objects.get(pk=certificate.pk)
    newer.pk, newer.revision, newer.code, newer.status = None, 2, code, Status.VALID
    newer.save(force_insert=True)
    html = page(client, certificate.code)
    assert verdict(html) == "superseded"
    assert reverse("register:check", args=[code]) in html
    assert f"on {event.at.day} " in html
    assert "Compare the file" not in html


def test_a_revoked_certificate_says_since_when(client, certificate):
    event = end(certificate, Status.REVOKED, Kind.REVOKED)
    html = page(client, certificate.code)
    assert verdict(html) == "revoked"
    assert f"revoked this certificate on {event.at.day} " in html
    assert '<p class="w-cert__stamp">Not valid</p>' in html


def test_an_erased_certificate_keeps_number_provider_and_status(client, certificate):
    Certificate.objects.update(facts=None, salt=None)
    html = page(client, certificate.code)
    assert verdict(html) == "valid"
    assert certificate.person.name not in html
    assert "removed at the holder’s request" in html
    assert certificate.number in html
    assert "Kingsmere University" in html


def test_unknown_and_unfinished_get_the_same_answer(client, cast):
    unfinished = cast.issued()
    unknown = new_code()
    pages = [page(client, code).replace(shown(code), "CODE") for code in (unfinished.code, unknown)]
    assert pages[0] == pages[1]
    assert verdict(pages[0]) == "none"


def test_a_mistyped_code_is_told_from_an_unknown_one(client, certificate):
    html = page(client, one_symbol_wrong(certificate.code))
    assert verdict(html) == "mistyped"
    assert "At least one letter or number in this code is not right." in html
    assert f'value="{one_symbol_wrong(certificate.code)}"' in html


@pytest.mark.parametrize(
    "typed",
    [
        "{shown}",
        "{lower}",
        "  {shown}  ",
        "{spaced}",
        "https://mentors.example/verify/{code}/",
    ],
)
def test_the_box_reads_codes_as_people_type_them(client, certificate, typed):
    code = certificate.code
    typed = typed.format(
        shown=shown(code), lower=shown(code).lower(), spaced=shown(code).replace("-", " "), code=code
    )
    answer = client.get(reverse("register:check_box"), {"code": typed})
    assert (answer.status_code, answer.url) == (302, reverse("register:check", args=[code]))


def test_a_code_in_the_address_is_brought_into_its_form(client, certificate):
    answer = client.get(reverse("register:check", args=[shown(certificate.code).lower()]))
    assert (answer.status_code, answer.url) == (302, reverse("register:check", args=[certificate.code]))


def test_the_box_without_a_code_says_what_to_do(client, db):
    html = client.get(reverse("register:check_box"), {"code": " "}).content.decode()
    assert "Enter the check code printed on the certificate" in html
    assert "<title>Error: " in html


@pytest.mark.parametrize("code", ["x" * 3000, "<script>alert(1)</script>", "%00", "7K2M", "é" * 17])
def test_no_text_breaks_the_page(client, db, code):
    html = client.get(reverse("register:check_box"), {"code": code}).content.decode()
    assert verdict(html) == "mistyped"
    assert "<script>alert" not in html


def test_headers_keep_the_code_to_this_page(client, certificate):
    for url in (reverse("register:check", args=[certificate.code]), reverse("register:check_box")):
        answer = client.get(url)
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies


def test_somebody_signed_in_can_still_sign_out_from_here(client, certificate):
    client.force_login(certificate.person)
    answer = client.get(reverse("register:check", args=[certificate.code]))
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-store"


# --- check this file ---------------------------------------------------------------------------------------


def upload(content):
    return SimpleUploadedFile("certificate.pdf", content, "application/pdf")


def test_the_very_file_is_recognised_and_any_other_is_not(certificate):
    # A browser sends no origin from this page, so it must work without a token.
    client = Client(enforce_csrf_checks=True)
    content = store.read(certificate.storage_key)
    assert "Yes, this is the very file" in page(client, certificate.code, pdf=upload(content))
    changed = content[:500] + bytes([content[500] ^ 1]) + content[501:]
    assert "No, this is another file" in page(client, certificate.code, pdf=upload(changed))


def test_a_file_over_two_megabytes_is_refused_in_a_sentence(client, certificate):
    html = page(client, certificate.code, pdf=upload(b"x" * 2_000_001))
    assert "The file is larger than 2 MB, so it is not a certificate of ours" in html
    assert "this is the very file" not in html


def test_no_file_is_asked_for_again(client, certificate):
    assert "Choose the PDF that you want to compare" in page(client, certificate.code, other="x")


def test_an_uploaded_file_is_not_kept(client, certificate, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    before = set(settings.PRIVATE_ROOT.rglob("*"))
    page(client, certificate.code, pdf=upload(b"x" * 3_000_000))
    assert set(settings.PRIVATE_ROOT.rglob("*")) == before
    assert list(tmp_path.iterdir()) == []


# --- limits ------------------------------------------------------------------------------------------------


def test_one_address_is_limited_and_its_neighbour_is_not(client, certificate, monkeypatch):
    monkeypatch.setattr(checking, "MOST_A_MINUTE", 3)
    monkeypatch.setattr("register.limits.now", lambda: 1_000_000.0)
    url = reverse("register:check", args=[certificate.code])
    assert [client.get(url).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get(url)
    assert refused["Retry-After"] == "60"
    assert "Wait a minute" in refused.content.decode()
    assert client.get(url, REMOTE_ADDR="192.0.2.7").status_code == 200
    monkeypatch.setattr("register.limits.now", lambda: 1_000_060.0)
    assert client.get(url).status_code == 200


def test_addresses_of_one_ipv6_household_count_together(client, certificate, monkeypatch):
    monkeypatch.setattr(checking, "MOST_A_MINUTE", 1)
    monkeypatch.setattr("register.limits.now", lambda: 1_000_000.0)
    url = reverse("register:check", args=[certificate.code])
    answers = [client.get(url, REMOTE_ADDR=f"2001:db8::{n}").status_code for n in (1, 2)]
    assert answers == [200, 429]


def test_the_check_answers_while_the_cache_does_not(client, certificate, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError

    monkeypatch.setattr("register.limits.cache.add", broken)
    assert verdict(page(client, certificate.code)) == "valid"
