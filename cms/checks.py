"""System checks: what would be dangerous to run with is said in a sentence at start-up, not found later."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import OperationalError, connections

OURS_ALONE = {"127.0.0.1", "localhost", "::1"}


@register(Tags.security)
def hosts_are_named(app_configs, **kwargs):
    """A forged Host header would send password resets to a stranger's address (F2, S12)."""
    if not settings.DEBUG and any(host.startswith(("*", ".*")) for host in settings.ALLOWED_HOSTS):
        return [
            Error(
                "ALLOWED_HOSTS holds *.",
                hint="Name each host: with *, an e-mailed link could lead wherever a forged request says.",
                id="cms.E001",
            )
        ]
    return []


@register(Tags.security)
def secret_is_long(app_configs, **kwargs):
    """Sessions, reset links and the tasks' payloads are signed with the secret."""
    if not settings.DEBUG and len(settings.SECRET_KEY) < 40:
        return [
            Error(
                f"SECRET_KEY has {len(settings.SECRET_KEY)} characters; at least 40 are needed.",
                hint='Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"',
                id="cms.E002",
            )
        ]
    return []


@register(Tags.security)
def demo_stays_at_home(app_configs, **kwargs):
    """DEMO signs with a throw-away key and publishes its accounts' passwords: never under a real address."""
    hosts = {host.strip("[]") for host in settings.ALLOWED_HOSTS} | {urlsplit(settings.BASE_URL).hostname}
    strangers = sorted(hosts - OURS_ALONE)
    if settings.DEMO and strangers:
        return [
            Error(
                f"DEMO is on, and the site answers to {', '.join(strangers)}.",
                hint="Turn DEMO off, or keep BASE_URL and ALLOWED_HOSTS to this machine.",
                id="cms.E003",
            )
        ]
    return []


# What SQLite must answer so that no acknowledged signature is lost (F4, F5, X9).
SAFE = {"journal_mode": "wal", "synchronous": 2}


@register(Tags.database)
def sqlite_is_safe(app_configs, databases=None, **kwargs):
    """Ask SQLite itself for write-ahead log and full sync; IMMEDIATE is a setting of ours (X9)."""
    found = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "sqlite" or connection.is_in_memory_db():
            continue
        if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
            found.append(unsafe(alias, "transaction_mode is not IMMEDIATE", "E004"))
        for pragma, wanted in SAFE.items():
            try:
                with connection.cursor() as cursor:
                    answer = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            except OperationalError as error:
                return [*found, unsafe(alias, f"cannot be opened ({error})", "E006")]
            if answer != wanted:
                found.append(unsafe(alias, f"{pragma} is {answer}, not {wanted}", "E005"))
    return found


def unsafe(alias, what, number):
    """The Error that says what is wrong with the SQLite database `alias`."""
    return Error(
        f"Database {alias}: {what}.",
        hint="Signed work could be lost or refused; keep the OPTIONS of cms/settings.py.",
        id=f"cms.{number}",
    )
