"""A timestamp authority that answers on this machine, for the tests of signing."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1,
    translate_pyca_cryptography_key_to_asn1,
)
from pyhanko.sign.timestamps import DummyTimeStamper

USAGES = (
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


def _certificate(name: str, key, issuer: str, signing_key, ca: bool):
    now = datetime.now(UTC)
    usage = {each: each == ("key_cert_sign" if ca else "digital_signature") for each in USAGES}
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=100))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
    )
    if not ca:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamping, critical=True)
    return builder.sign(signing_key, hashes.SHA256())


_root_key, _key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
_root = _certificate("Test time root", _root_key, "Test time root", _root_key, ca=True)
_leaf = _certificate("Test time", _key, "Test time root", _root_key, ca=False)
_stamper = DummyTimeStamper(
    translate_pyca_cryptography_cert_to_asn1(_leaf),
    translate_pyca_cryptography_key_to_asn1(_key),
    certs_to_embed=[translate_pyca_cryptography_cert_to_asn1(_root)],
)
ROOT_PEM = _root.public_bytes(Encoding.PEM)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = _stamper.request_tsa_response(request).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *given):
        pass


@contextmanager
def serving():
    """The address of the authority, which answers while the block lasts."""
    with HTTPServer(("127.0.0.1", 0), _Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}/"
        listening.shutdown()
