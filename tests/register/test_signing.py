"""The signature: made with our key, standing for every byte, trusted only when it is ours."""

import asyncio
import base64
import io
import multiprocessing
import random
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader, PdfWriter

from register import authority, keys
from register.pdf import render
from register.signing import Verification, sign, verify
from tests.register import timestamp_authority
from tests.register.certificates import facts, text_of

SOUND = Verification(
    True, "The file is as it was when it was signed.", "Demonstration signer, not for real certificates"
)
CHANGED = "The file has been changed since it was signed."


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render(facts())


@pytest.fixture(scope="module")
def archive() -> bytes:
    return authority.new_authority()


@pytest.fixture(autouse=True)
def our_keys(archive, settings):
    settings.SIGNING_PKCS12 = base64.b64encode(archive).decode()
    settings.SIGNING_PASSPHRASE = settings.SIGNING_TIMESTAMP_URL = ""


@pytest.fixture
def signed(pdf) -> bytes:
    return sign(pdf)


def hole(signed: bytes) -> range:
    """Where the signature itself stands: the bytes that it does not cover."""
    start, length, end, _ = map(int, PdfFileReader(io.BytesIO(signed)).embedded_signatures[0].byte_range)
    return range(start + length, end)


def flipped(signed: bytes, place: int, bit: int) -> bytes:
    return signed[:place] + bytes([signed[place] ^ bit]) + signed[place + 1 :]


def test_a_signed_certificate_is_sound_and_reads_as_before(pdf, signed):
    assert verify(signed) == SOUND
    assert signed.startswith(pdf)
    assert text_of(signed) == text_of(pdf)


def test_the_signature_certifies_and_allows_no_change(signed):
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.docmdp_level.name == "NO_CHANGES"
    assert PdfReader(io.BytesIO(signed)).trailer["/Root"]["/Perms"]["/DocMDP"]["/Type"] == "/Sig"


def test_a_flipped_bit_anywhere_in_the_file_is_refused(signed):
    places = [*range(0, len(signed), 499), *range(len(signed) - 25, len(signed))]
    assert [place for place in places if verify(flipped(signed, place, 1)).ok] == []


@pytest.mark.parametrize("bit", [1, 0x20])
def test_a_flipped_bit_in_the_signature_itself_is_refused(signed, bit):
    room = hole(signed)
    places = {*room[:120], *room[-4:], *random.Random(bit).sample(room, 120)}
    assert [place for place in sorted(places) if verify(flipped(signed, place, bit)).ok] == []


def test_bytes_added_at_the_end_are_refused(signed):
    assert not verify(signed + b"\n").ok
    assert not verify(signed + b"%%EOF\n").ok


def test_a_later_change_by_the_rules_of_pdf_is_refused(signed):
    writer = PdfWriter(io.BytesIO(signed), incremental=True)
    writer.add_metadata({"/Subject": "Awarded to somebody else"})
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(signed)
    assert verify(out.getvalue()) == Verification(False, CHANGED, SOUND.signer)


def test_a_certificate_signed_by_others_is_refused(pdf, settings):
    settings.SIGNING_PKCS12 = base64.b64encode(authority.new_authority()).decode()
    foreign = sign(pdf)
    assert verify(foreign) == SOUND
    settings.SIGNING_PKCS12 = base64.b64encode(authority.new_authority()).decode()
    assert verify(foreign) == Verification(False, "The file is signed, but not by us.", SOUND.signer)


def test_an_unsigned_file_is_refused(pdf):
    assert verify(pdf) == Verification(False, "There is no signature in the file.")


@pytest.mark.parametrize("file", [b"", b"hello", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", bytes(1000)])
def test_a_file_that_is_no_pdf_is_refused(file):
    assert not verify(file).ok


def test_files_signed_with_a_former_key_stay_sound(signed, archive, settings, tmp_path):
    settings.SIGNING_PKCS12 = base64.b64encode(authority.new_authority()).decode()
    assert not verify(signed).ok
    _, certificate, chain = pkcs12.load_key_and_certificates(archive, None)
    former = tmp_path / "former.pem"
    former.write_bytes(
        b"".join(each.public_bytes(serialization.Encoding.PEM) for each in [certificate, *chain])
    )
    settings.SIGNING_FORMER_CERTIFICATES = str(former)
    assert verify(signed) == SOUND


def test_a_file_outlives_the_certificate_it_was_signed_with(signed, time_machine):
    time_machine.move_to(datetime(2060, 1, 1, tzinfo=UTC))
    assert verify(signed) == SOUND


def test_the_key_may_be_a_file_with_a_passphrase(pdf, settings, tmp_path):
    path = tmp_path / "key.p12"
    path.write_bytes(authority.new_authority(b"open sesame"))
    settings.SIGNING_PKCS12, settings.SIGNING_PASSPHRASE = str(path), "open sesame"
    assert verify(sign(pdf)) == SOUND
    settings.SIGNING_PASSPHRASE = "wrong"
    with pytest.raises(ImproperlyConfigured, match="SIGNING_PASSPHRASE"):
        sign(pdf)


def test_what_is_no_key_is_called_so(pdf, settings):
    settings.SIGNING_PKCS12 = "not/a/file"
    with pytest.raises(ImproperlyConfigured, match="neither a file nor base64"):
        sign(pdf)


def test_a_real_site_without_a_key_signs_nothing(pdf, settings, tmp_path):
    settings.SIGNING_PKCS12, settings.DEMO, settings.DEBUG = "", False, False
    settings.SIGNING_DEMO_AUTHORITY = tmp_path / "demo.p12"
    with pytest.raises(ImproperlyConfigured, match="Set SIGNING_PKCS12"):
        sign(pdf)
    assert not settings.SIGNING_DEMO_AUTHORITY.exists()


def test_a_demonstration_makes_its_own_authority_once_and_keeps_it_to_itself(pdf, settings, tmp_path):
    settings.SIGNING_PKCS12, settings.DEMO = "", True
    settings.SIGNING_DEMO_AUTHORITY = tmp_path / "var" / "demo.p12"
    first = sign(pdf)
    assert settings.SIGNING_DEMO_AUTHORITY.stat().st_mode & 0o777 == 0o600
    keys._loaded.cache_clear()
    assert verify(first) == SOUND
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["demo.p12"]


def _make_authority(start, made) -> None:
    start.wait()
    made.put(authority.demo_authority())


def test_two_processes_may_make_the_authority_at_once(settings, tmp_path):
    settings.SIGNING_DEMO_AUTHORITY = tmp_path / "demo.p12"
    context = multiprocessing.get_context("fork")
    start, made = context.Event(), context.SimpleQueue()
    processes = [context.Process(target=_make_authority, args=(start, made)) for _ in range(4)]
    for process in processes:
        process.start()
    start.set()
    got = {made.get() for _ in processes}
    for process in processes:
        process.join(30)
    assert got == {(tmp_path / "demo.p12").read_bytes()}
    assert [path.name for path in tmp_path.iterdir()] == ["demo.p12"]


def test_signing_works_in_a_thread_that_has_an_event_loop_already(pdf):
    async def inside():
        return verify(sign(pdf))

    assert asyncio.run(inside()) == SOUND


@pytest.fixture
def timestamps(settings, tmp_path):
    """A timestamp authority on this machine, trusted by its own root."""
    (tmp_path / "root.pem").write_bytes(timestamp_authority.ROOT_PEM)
    with timestamp_authority.serving() as address:
        settings.SIGNING_TIMESTAMP_URL = address
        settings.SIGNING_TIMESTAMP_ROOTS = str(tmp_path / "root.pem")
        yield


def test_with_a_timestamp_authority_the_signature_carries_its_time(pdf, timestamps, settings):
    stamped = sign(pdf)
    assert verify(stamped) == SOUND
    (signature,) = PdfFileReader(io.BytesIO(stamped)).embedded_signatures
    assert [attribute["type"].native for attribute in signature.signer_info["unsigned_attrs"]] == [
        "signature_time_stamp_token"
    ]
    settings.SIGNING_TIMESTAMP_ROOTS = ""
    assert verify(stamped) == Verification(False, "The signature cannot be trusted.", SOUND.signer)


def test_a_timestamp_authority_without_its_root_is_a_mistake_in_the_settings(pdf, settings):
    settings.SIGNING_TIMESTAMP_URL = "http://127.0.0.1:9/"
    with pytest.raises(ImproperlyConfigured, match="SIGNING_TIMESTAMP_ROOTS"):
        sign(pdf)
