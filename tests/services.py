"""The real servers that tests talk to, each started for them on a free port and stopped afterwards."""

import email
import email.policy
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from glob import glob
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller

EICAR_HEX = (
    "58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e44"
    "4152442d414e544956495255532d544553542d46494c452124482b482a"
)  # the agreed test "virus", as hex, so that no scanner minds this file
SBIN = ":/usr/local/sbin:/usr/sbin:" + ":".join(glob("/usr/lib/postgresql/*/bin"))
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")  # the shell is half the work
# Reached over TCP alone. Locks and triggers are what the tests ask of it; nobody pulls its plug.
POSTGRES = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
# Chromium would look up its maker's hosts at each start, and as root it must be told to do without a sandbox.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port():
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(question, seconds=30):
    """Ask again and again until the answer is true, and return it; raises TimeoutError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"{question} stayed false for {seconds} seconds")


def listens(port):
    """True once something accepts connections on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def program(name):
    """Full path of a server program, wherever Debian puts it."""
    return shutil.which(name, path=os.environ["PATH"] + SBIN)


class Mailbox:
    """What an SMTP server received: `messages`, oldest first. Set `answer` to make it refuse: "451 later"."""

    def __init__(self):
        self.messages, self.answer = [], "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return self.answer


@contextmanager
def listening():
    """An SMTP server as long as the block lasts; its Mailbox, with `host` and `port`."""
    mailbox = Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    server.start()
    mailbox.host, mailbox.port = server.hostname, server.port
    yield mailbox
    server.stop()


@pytest.fixture
def smtp():
    """An SMTP server; a Mailbox with its `host` and `port`."""
    with listening() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def clamd(tmp_path_factory):
    """ClamAV's daemon that knows one virus, the EICAR test file; its address as CLAMD_URL wants it."""
    folder, port = tmp_path_factory.mktemp("clamd"), free_port()
    (folder / "eicar.ndb").write_text(f"Eicar-Test-Signature:0:0:{EICAR_HEX}\n")
    settings = {
        "DatabaseDirectory": folder,
        "TCPSocket": port,
        "TCPAddr": "127.0.0.1",
        "Foreground": "yes",
        "LogFile": folder / "log",
        "StreamMaxLength": "25M",
    }
    (folder / "clamd.conf").write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
    process = subprocess.Popen(
        [program("clamd"), f"--config-file={folder}/clamd.conf"], stdout=subprocess.DEVNULL
    )
    until(lambda: listens(port))
    yield f"tcp://127.0.0.1:{port}"
    stop(process)


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL cluster of its own; the DATABASE_URL of an empty database in it.

    PostgreSQL does not run as root: then it runs as nobody, in a folder that is nobody's.
    """
    user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    folder, port = Path(tempfile.mkdtemp(prefix="weltec-postgres-")), free_port()
    if user:
        shutil.chown(folder, "nobody")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    initdb = [
        program("initdb"),
        "-D",
        folder / "data",
        "-U",
        "weltec",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    subprocess.run(initdb, check=True, **quiet, **user)
    options = [f"--{name}={value}" for name, value in POSTGRES.items()]
    server = [program("postgres"), "-D", folder / "data", "-p", str(port), *options]
    process = subprocess.Popen(server, **quiet, **user)
    address = f"postgres://weltec@127.0.0.1:{port}/postgres"
    until(lambda: takes_queries(address))
    yield address
    stop(process, seconds=20)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated(postgres):
    """Call it with a name for the DATABASE_URL of a new PostgreSQL database that holds every migration."""
    from tests import databases

    server = postgres.rpartition("/")[0]

    def database(name, source="template1"):
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        return f"{server}/{name}"

    environment = {"DATABASE_URL": database("migrated")}
    for command in ("migrate", "createcachetable"):
        databases.manage(command, "--verbosity", "0", **environment)
    return lambda name: database(name, "migrated")


def takes_queries(address):
    """True once PostgreSQL has started: it listens a moment before."""
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True


def stop(process, seconds=10):
    """End a server that a test started: politely, then not."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def mail_not_paused(monkeypatch):
    """The test begins with a mail server that nobody has found silent."""
    monkeypatch.setattr("people.tasks.paused_until", 0.0)


@pytest.fixture
def by_smtp(settings, smtp):
    """Deliver to the test's own SMTP server; returns its mailbox."""
    settings.MAIL_TRANSPORT_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = smtp.host, smtp.port, 3
    return smtp


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, without a window.

    Started anew for each module of tests: while Playwright runs, its event loop occupies the main thread, and
    tests elsewhere could not use asyncio there.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser, live_server):
    """Call it for a new person at their own browser: a Playwright page that knows where the live site is.

    Options are those of Playwright's `new_context`, such as `viewport` or `java_script_enabled`.
    """
    contexts = []

    def arrive(**options):
        contexts.append(browser.new_context(base_url=live_server.url, locale="en-GB", **options))
        return contexts[-1].new_page()

    yield arrive
    for context in contexts:
        context.close()
