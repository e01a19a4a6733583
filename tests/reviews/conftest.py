"""A cast of everybody who takes part in a review."""

import pytest

from tests.factories.reviews import make_cast


@pytest.fixture
def cast(db):
    return make_cast()
