"""Signs certificates and checks signatures: PAdES B-B, or B-T when a timestamp authority is named.

pyHanko takes a third of a second to import, so it is imported when it is needed.
"""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from register import keys

FIELD = "Certificate"


@dataclass(frozen=True)
class Verification:
    """What a check of a file found: whether it stands, a sentence saying why (not), and who signed it."""

    ok: bool
    reason: str
    signer: str = ""


def sign(pdf: bytes) -> bytes:
    """The PDF with our certifying signature, which allows no change of any kind after it.

    Raises ImproperlyConfigured without a usable key (see `keys.ours`), and whatever the timestamp authority's
    failure raises: to be tried again later.
    """
    return _apart(_sign, pdf)


def verify(pdf: bytes) -> Verification:
    """Whether the file is, to the last byte, one that we have signed.

    Trusts our own certificates only: those in our PKCS#12 file, and earlier ones of ours in the PEM file that
    SIGNING_FORMER_CERTIFICATES names. Never raises because of what is in the file.
    """
    ours = keys.ours()
    try:
        return _apart(_verify, pdf, ours)
    except Exception as error:  # a spoilt file may make the reader raise anything
        return Verification(False, f"The file is no signed certificate ({type(error).__name__}).")


def _sign(pdf: bytes) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signer = PdfSigner(metadata, signer=keys.ours().signer, timestamper=_timestamper())
    return signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue()


def _verify(pdf: bytes, ours: keys.Keys) -> Verification:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature

    signatures = PdfFileReader(io.BytesIO(pdf), strict=True).embedded_signatures
    if not signatures:
        return Verification(False, "There is no signature in the file.")
    if len(signatures) > 1:
        return Verification(False, "There is more than one signature in the file.")
    signature = signatures[0]
    signer = signature.signer_cert.subject.native.get("common_name", "")
    if signature.signer_cert.sha256 not in ours.known:
        return Verification(False, "The file is signed, but not by us.", signer)
    moment = signature.self_reported_timestamp
    status = validate_pdf_signature(signature, _trust(ours.roots, moment), _trust(_timestamp_roots(), moment))
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (whole and status.intact and _plain(pdf, signature, ours)):
        return Verification(False, "The file has been changed since it was signed.", signer)
    if not status.bottom_line:
        return Verification(False, "The signature cannot be trusted.", signer)
    return Verification(True, "The file is as it was when it was signed.", signer)


def _plain(pdf: bytes, signature, ours: keys.Keys) -> bool:
    """Whether the signature's own bytes, which no signature covers, are just as our signing writes them.

    Rebuilt from the parts that are checked elsewhere, in capital hexadecimal, filled up with noughts; and no
    certificates but ours are in it.
    """
    start, length, end, _ = (int(each) for each in signature.byte_range)
    hole = pdf[start + length : end]
    digits = _rebuilt(signature).dump().hex().upper().encode()
    certificates = {each.chosen.sha256 for each in signature.signed_data["certificates"]}
    return hole == b"<" + digits.ljust(len(hole) - 2, b"0") + b">" and certificates <= ours.known


def _rebuilt(signature):
    """The CMS message as it must have been written, with what the signer or the timestamp vouches for."""
    from asn1crypto import cms

    info, cert = signature.signer_info, signature.signer_cert
    vouched = ("signature_algorithm", "signed_attrs", "signature", "unsigned_attrs")
    sid = {"issuer_and_serial_number": {"issuer": cert.issuer, "serial_number": cert.serial_number}}
    digest = {"algorithm": info["digest_algorithm"]["algorithm"].native}
    signer = {"version": "v1", "sid": cms.SignerIdentifier(*sid.popitem()), "digest_algorithm": digest}
    signer |= {key: info[key] for key in vouched if info[key].native is not None}
    signed = {
        "version": "v1",
        "digest_algorithms": [digest],
        "encap_content_info": {"content_type": "data"},
        "certificates": signature.signed_data["certificates"],
        "signer_infos": [cms.SignerInfo(signer)],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def _trust(roots, moment: datetime | None):
    """Trust in these roots as they were at that moment: a certificate outlives the key that signed it."""
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_roots=list(roots), moment=moment, allow_fetching=False, revocation_mode="soft-fail"
    )


def _timestamper():
    url = getattr(settings, "SIGNING_TIMESTAMP_URL", "")
    if not url:
        return None
    if not _timestamp_roots():
        raise ImproperlyConfigured(
            "SIGNING_TIMESTAMP_URL needs SIGNING_TIMESTAMP_ROOTS, a PEM file with that authority's root."
        )
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return HTTPTimeStamper(url, timeout=10)


def _timestamp_roots() -> tuple:
    return tuple(keys.pem(getattr(settings, "SIGNING_TIMESTAMP_ROOTS", "")))


def _apart(work, *given):
    """Does `work` in a thread of its own: pyHanko starts an event loop, and the caller's may have one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work, *given).result()
