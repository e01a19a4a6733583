"""The site with its content and forms, a cast of everybody, and one that issues certificates."""

import pytest

from tests.factories import portfolio, register
from tests.portfolio.conftest import content  # noqa: F401  a fixture
from tests.register.conftest import archive, our_keys  # noqa: F401  fixtures


@pytest.fixture
def cast(db):
    """At Entry, as the site comes."""
    return portfolio.make_cast()


@pytest.fixture
def issuing(db):
    """At a level that asks for nothing but its record sheet."""
    return register.make_cast()
