"""Two providers with a school each, and a word for the mail server."""

import pytest

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
def mail_goes_out(mail_not_paused):
    """Whatever the test before found out about the mail server."""
