"""The system checks: each finds what it is there for, and is silent otherwise."""

import pytest
from django.core.checks.registry import registry
from django.db import connection

from cms.checks import demo_stays_at_home, hosts_are_named, secret_is_long, sqlite_is_safe


def ids(found):
    return [message.id for message in found]


@pytest.mark.parametrize("hosts", [["*"], ["mentors.example", "*"], [".*"]])
def test_any_host_is_refused_outside_debug(settings, hosts):
    settings.ALLOWED_HOSTS = hosts
    assert ids(hosts_are_named(None)) == ["cms.E001"]
    settings.DEBUG = True
    assert hosts_are_named(None) == []


def test_named_hosts_are_fine(settings):
    settings.ALLOWED_HOSTS = ["mentors.example", ".weltec.example"]
    assert hosts_are_named(None) == []


def test_a_short_secret_is_refused_outside_debug(settings):
    settings.SECRET_KEY = "short"
    assert ids(secret_is_long(None)) == ["cms.E002"]
    settings.SECRET_KEY = "l" * 40
    assert secret_is_long(None) == []


@pytest.mark.parametrize(
    ("demo", "base_url", "hosts", "found"),
    [
        (True, "http://127.0.0.1:8000", ["127.0.0.1", "localhost", "[::1]"], []),
        (True, "https://mentors.example", ["localhost"], ["cms.E003"]),
        (True, "http://localhost", ["mentors.example"], ["cms.E003"]),
        (False, "https://mentors.example", ["mentors.example"], []),
    ],
)
def test_a_demonstration_answers_to_this_machine_only(settings, demo, base_url, hosts, found):
    settings.DEMO, settings.BASE_URL, settings.ALLOWED_HOSTS = demo, base_url, hosts
    assert ids(demo_stays_at_home(None)) == found


@pytest.mark.django_db(transaction=True)
def test_our_own_sqlite_settings_are_safe():
    if connection.vendor == "sqlite":
        assert sqlite_is_safe(None, databases=["default"]) == []
        assert connection.cursor().execute("PRAGMA synchronous").fetchone() == (2,)


@pytest.mark.django_db(transaction=True)
def test_an_unsafe_sqlite_is_refused(monkeypatch):
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
        connection.cursor().execute("PRAGMA synchronous=NORMAL")
        assert ids(sqlite_is_safe(None, databases=["default"])) == ["cms.E004", "cms.E005"]
        connection.close()


def test_the_database_is_left_alone_unless_asked_for():
    assert sqlite_is_safe(None) == []


def test_django_runs_these_checks():
    ours = {hosts_are_named, secret_is_long, demo_stays_at_home, sqlite_is_safe}
    assert ours <= set(registry.get_checks())
