"""People and walks that the tests of forms share."""

import pytest

from tests.factories import forms as make


@pytest.fixture
def jo(db):
    return make.person("Jo Okafor")


@pytest.fixture
def mine(client, jo):
    """A client signed in as Jo."""
    client.force_login(jo)
    return client


def address(submission, *more):
    """The address of a submission's page: `address(submission, "check")`."""
    return "/".join([submission.page.specific.url.rstrip("/"), submission.reference, *more, ""])
