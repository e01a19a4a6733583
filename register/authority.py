"""The throw-away signing authority of demonstrations and tests: a root and one certificate under it."""

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

YEARS = 20


def demo_authority() -> bytes:
    """The demonstration's PKCS#12 file, without a passphrase; made on first use, readable by us alone.

    Two processes may make it at once: one file is kept, and both use that. Kept at
    SIGNING_DEMO_AUTHORITY, or var/demo-authority.p12.
    """
    path = Path(
        getattr(settings, "SIGNING_DEMO_AUTHORITY", None)
        or Path(getattr(settings, "BASE_DIR", ".")) / "var" / "demo-authority.p12"
    )
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(new_authority())
        try:
            os.link(draft, path)  # unlike a rename, never replaces what another process has just put there
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def new_authority(passphrase: bytes | None = None) -> bytes:
    """A fresh root, a certificate for signing under it, and that certificate's key, as PKCS#12.

    The root's own key is forgotten at once, so that nothing else can ever be signed under it.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import pkcs12

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = _name("Demonstration authority, not for real certificates")
    root = _certificate(root_name, root_key.public_key(), root_name)
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = _with_usage(root, key_cert_sign=True, crl_sign=True)
    leaf = _certificate(_name("Demonstration signer, not for real certificates"), key.public_key(), root_name)
    leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = _with_usage(leaf, digital_signature=True, content_commitment=True)
    encryption = (
        serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    )
    return pkcs12.serialize_key_and_certificates(
        b"signing", key, _signed(leaf, root_key), [_signed(root, root_key)], encryption
    )


def _name(common_name: str):
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _certificate(subject, public_key, issuer):
    from cryptography import x509

    start = datetime.now(UTC) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _with_usage(builder, **allowed):
    from cryptography import x509

    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    usage = x509.KeyUsage(**{name: allowed.get(name, False) for name in names})
    return builder.add_extension(usage, critical=True)


def _signed(builder, key):
    from cryptography.hazmat.primitives import hashes

    return builder.sign(key, hashes.SHA256())
