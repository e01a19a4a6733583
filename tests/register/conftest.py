"""A cast of everybody who takes part in issuing, and the throw-away keys of one run."""

import base64

import pytest

from register import authority
from tests.factories.register import make_cast


@pytest.fixture(scope="session")
def archive() -> bytes:
    """The key file of an authority made for this run."""
    return authority.new_authority()


@pytest.fixture(autouse=True)
def our_keys(archive, settings):
    """Sign with this run's key, and with no timestamp authority."""
    settings.SIGNING_PKCS12 = base64.b64encode(archive).decode()
    settings.SIGNING_PASSPHRASE = settings.SIGNING_TIMESTAMP_URL = ""


@pytest.fixture
def cast(db):
    return make_cast()
