"""Fixtures that every test may use. The servers behind them are in tests/services.py."""

import pytest
from xdist.scheduler import LoadFileScheduling

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

FIRST = ("test_accessibility", "postgresql", "test_lives", "test_machine")
POSTGRESQL = "postgresql"  # in the name of each file of tests that needs a migrated one


class ByFile(LoadFileScheduling):
    """A file's tests stay in one process, which sets up once what they share: content, cast, served site.

    Files that need a migrated PostgreSQL share one. (Marks of groups would say the same, but xdist 3.8 does
    not see them under pytest 9.)
    """

    def __init__(self, config, log=None):
        config.option.loadscopereorder = False  # in the order of `pytest_collection_modifyitems`
        super().__init__(config, log)

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        return POSTGRESQL if POSTGRESQL in file else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


def pytest_collection_modifyitems(items):
    """What takes long comes first, so that no process waits for another at the end.

    What walks the site in Chromium is not counted: smaller tests know those lines already, and it would take
    twice as long.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker("no_cover")
    items.sort(key=turn)


def turn(item):
    """The place of a test's file in the row.

    The first few need different things that take time to make, so that no process waits for another's.
    """
    named = (place for place, name in enumerate(FIRST) if name in item.path.name)
    return next(named, len(FIRST) + (item.get_closest_marker("no_cover") is None))


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
