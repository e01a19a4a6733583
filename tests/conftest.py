"""Fixtures that every test may use. The servers behind them are in tests/services.py."""

import pytest

from cms import pagecache
from tests import databases, services
from tests import demo as demonstration

clamd = services.clamd
postgres = services.postgres
migrated = services.migrated
smtp = services.smtp
mail_not_paused = services.mail_not_paused
by_smtp = services.by_smtp
browser = services.browser
visitor = services.visitor
demo = demonstration.demo
site = demonstration.site


def pytest_collection_modifyitems(items):
    """What takes long comes first, so that no process waits for another at the end.

    A module that walks the site in Chromium stays in one process, which serves it once. Its lines are not
    counted: smaller tests know them already, and it would take twice as long.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker("no_cover")
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    items.sort(
        key=lambda item: not ({"no_cover", "xdist_group"} & {mark.name for mark in item.iter_markers()})
    )


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
