"""Fixtures that every test may use. The servers behind them are in tests/services.py."""

import pytest

from cms import pagecache
from tests import databases, services
from tests import demo as demonstration

clamd = services.clamd
postgres = services.postgres
smtp = services.smtp
browser = services.browser
visitor = services.visitor
demo = demonstration.demo
site = demonstration.site


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """A migrated database is copied, not migrated anew, when the tests run on SQLite."""
    if databases.is_sqlite():
        databases.prepare()


@pytest.fixture(scope="session")
def django_db_keepdb(request):
    """Keep what `django_db_modify_db_settings` has laid down."""
    return databases.is_sqlite() or request.config.getvalue("reuse_db")


@pytest.fixture(autouse=True)
def page_cache(request, settings):
    """Each test begins with no kept page; only tests that really commit use the page cache at all.

    Elsewhere nothing is ever committed, so nothing would renew a page that the test has changed.
    """
    settings.PAGE_CACHE = bool(
        {"transactional_db", "live_server", "page_cache_on"} & set(request.fixturenames)
    )
    pagecache.forget()


@pytest.fixture
def page_cache_on(page_cache, settings):
    """The page cache, for a test that renews it by hand or runs on_commit callbacks."""
    settings.PAGE_CACHE = True
