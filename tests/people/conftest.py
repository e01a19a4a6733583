"""Two providers with a school each, and a word for the mail server."""

import pytest

from people import tasks
from tests.factories.people import ProviderFactory, SchoolFactory, UserFactory


@pytest.fixture
def provider(db):
    return ProviderFactory()


@pytest.fixture
def other_provider(db):
    return ProviderFactory()


@pytest.fixture
def school(provider):
    """A partner school of `provider` alone."""
    return SchoolFactory(partner=provider)


@pytest.fixture
def other_school(other_provider):
    """A partner school of `other_provider` alone."""
    return SchoolFactory(partner=other_provider)


@pytest.fixture
def admin(db):
    return UserFactory(admin=True)


@pytest.fixture(autouse=True)
def mail_not_paused(monkeypatch):
    """Each test begins with a mail server that nobody has found silent."""
    monkeypatch.setattr(tasks, "paused_until", 0.0)


@pytest.fixture
def by_smtp(settings, smtp):
    """Deliver to the test's own SMTP server; returns its mailbox."""
    settings.MAIL_TRANSPORT_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = smtp.host, smtp.port, 3
    return smtp
