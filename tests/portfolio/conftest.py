"""The site with its content and forms, and a cast for each test."""

import pytest

from tests.factories import portfolio as make
from tests.factories.modules import loaded_content


@pytest.fixture(scope="module", autouse=True)
def content(django_db_setup, django_db_blocker):
    """Guide, levels, notice and forms, made once for a file of tests."""
    with loaded_content(django_db_blocker):
        yield


@pytest.fixture
def cast(db):
    return make.make_cast()


@pytest.fixture
def enrolment(cast):
    return cast.enrol()


@pytest.fixture
def ready(cast):
    """An enrolment whose record sheet can be sent."""
    return cast.ready()


@pytest.fixture
def mine(client, cast):
    """A client signed in as the cast's mentor."""
    client.force_login(cast.mentor)
    return client
