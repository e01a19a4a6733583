"""The site's content, for those tests here that ask for it."""

import pytest

from tests.factories.modules import loaded_content


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker):
    """Guide, training page and flyer, made once for a file of tests."""
    with loaded_content(django_db_blocker):
        yield
