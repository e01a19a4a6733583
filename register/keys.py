"""The keys that certificates are signed with, and the certificates of ours that a signature may rest on."""

import base64
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from register import authority


@dataclass(frozen=True)
class Keys:
    """What signs (pyHanko's signer), our roots, and the SHA-256 of all our certificates, former ones too."""

    signer: object
    roots: tuple
    known: frozenset[bytes]


def ours() -> Keys:
    """The keys in SIGNING_PKCS12 (a path, or the file in base64), opened with SIGNING_PASSPHRASE.

    Without it, and only where DEMO or DEBUG is on, those of a throw-away authority. Earlier certificates of
    ours, which old files rest on, stand in the PEM file that SIGNING_FORMER_CERTIFICATES names. Raises
    ImproperlyConfigured when there is no key to use.
    """
    return _loaded(
        _pkcs12(),
        getattr(settings, "SIGNING_PASSPHRASE", "").encode(),
        getattr(settings, "SIGNING_FORMER_CERTIFICATES", ""),
    )


@cache
def _loaded(pkcs12: bytes, passphrase: bytes, former: str) -> Keys:
    from pyhanko.sign.signers import SimpleSigner

    try:
        signer = SimpleSigner.load_pkcs12_data(pkcs12, other_certs=[], passphrase=passphrase or None)
    except ValueError as error:
        raise ImproperlyConfigured("SIGNING_PKCS12 cannot be opened with SIGNING_PASSPHRASE.") from error
    chain = [signer.signing_cert, *signer.cert_registry]
    known = [*chain, *pem(former)]
    roots = tuple(each for each in known if each.self_issued)
    if not roots:
        raise ImproperlyConfigured("SIGNING_PKCS12 must hold the whole chain, up to the root.")
    return Keys(signer, roots, frozenset(each.sha256 for each in known))


def _pkcs12() -> bytes:
    given = getattr(settings, "SIGNING_PKCS12", "")
    if given:
        return _file_or_base64(str(given))
    if getattr(settings, "DEMO", False) or settings.DEBUG:
        return authority.demo_authority()
    raise ImproperlyConfigured("Set SIGNING_PKCS12 to the signing key (or DEMO=1 to try the site out).")


def _file_or_base64(given: str) -> bytes:
    try:
        if (path := Path(given)).is_file():
            return path.read_bytes()
    except OSError:
        pass  # base64 of any length is no file name
    try:
        return base64.b64decode("".join(given.split()), validate=True)
    except ValueError as error:
        raise ImproperlyConfigured("SIGNING_PKCS12 is neither a file nor base64.") from error


def pem(path: str) -> list:
    """The certificates in a PEM file; none when no file is named."""
    from pyhanko.keys import load_certs_from_pemder

    return list(load_certs_from_pemder([str(path)])) if path else []
