"""The demonstration for tests: made once by `load_demo`, then copied, so that every test finds the same cast.

Copied into the test database (`demo`), or into a folder from which the real web server and the real worker
serve it (`site`).
"""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from portfolio.models import Enrolment
from tests import databases
from tests.services import Mailbox, free_port, listening, listens, stop, until


def template():
    """The folder with the demonstration's database, files and accounts; rebuilt when its sources changed."""
    clean = databases.template()  # not with its content, which `load_demo` brings in long before today
    folder = databases.BUILD / f"demo-{state()}"
    with databases.only_one("demo"):
        if not folder.exists():
            for old in databases.BUILD.glob("demo-*"):
                shutil.rmtree(old)
            draft = databases.BUILD / "demo-draft"
            draft.mkdir()
            shutil.copyfile(clean, draft / "db.sqlite3")
            databases.manage("load_demo", "--verbosity", "0", **environment(draft))
            with closing(sqlite3.connect(draft / "db.sqlite3")) as made:
                made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            draft.rename(folder)
    return folder


def state():
    """A short hash of its sources, and of the day: the demonstration's people began so many days ago."""
    digest = hashlib.sha256(f"{databases.sources()} {timezone.localdate()}".encode())
    for path in sorted((settings.BASE_DIR / "templates" / "register").glob("certificate.*")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def environment(folder, **more):
    """What a process needs to know to run on a folder's own site."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.demo_settings",
        "SITE_FOLDER": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "PRIVATE_ROOT": str(folder / "private"),
        "MEDIA_ROOT": str(folder / "media"),
        **more,
    }


# At each stage one mentor of the demonstration, all with the same home provider.
MENTORS = {
    "new": "Femi Adeyemi",
    "midway": "Hannah Roy",
    "returned": "Jo Okafor",
    "with_pcm": "Siân Llŷr Gruffydd",
    "with_tutor": "Nguyễn Thị Hương",
    "ready": "Wang Xiaoming (王小明)",
    "certified": "Priya Nair",
}


def mentor_at(stage):
    """The enrolment of the demonstration's mentor at this stage."""
    return Enrolment.objects.get(person__name=MENTORS[stage])


# --- in the test's own database -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demonstration in the test database for a module of tests; each rolls back what it changes."""
    with django_db_blocker.unblock():
        if not databases.is_sqlite():
            with transaction.atomic():
                call_command("load_demo", verbosity=0)
                yield
                transaction.set_rollback(True)
            return
        folder = template()
        databases.fill(folder / "db.sqlite3")
        shutil.copytree(folder / "private", settings.PRIVATE_ROOT, dirs_exist_ok=True)
        yield
        databases.fill(databases.template())


# --- served by processes of its own -------------------------------------------------------------------------


@dataclass
class Account:
    """Somebody of the demonstration who can sign in."""

    role: str
    email: str
    password: str
    name: str
    note: str


NEWCOMER = """
from people.actions import add_person, appoint
from people.models import School, User
admin = User.objects.get(is_superuser=True)
person = add_person(email={email!r}, name={name!r}, by=admin)
person.set_password({password!r})
person.save()
appoint(person=person, role="mentor", school=School.objects.get(name={school!r}), by=admin)
"""


# Twenty minutes ago, as far as the sessions of the site know.
LONG_AGO = """
from django.contrib.sessions.models import Session
for session in Session.objects.all():
    known = session.get_decoded()
    for proof in known.get("account_authentication_methods", []):
        proof["at"] -= 1200
    session.session_data = Session.objects.encode(known)
    session.save()
"""


@dataclass
class ServedSite:
    """A site of its own that anybody may use and change: its address, its folder and the mail it has sent."""

    url: str
    folder: Path
    mailbox: Mailbox

    def account(self, name):
        """The account of somebody of the demonstration."""
        rows = json.loads((self.folder / "demo-accounts.json").read_text())
        return next(Account(**row) for row in rows if row["name"] == name)

    def new_mentor(self, name, email, school):
        """A mentor who has an account and a post at the school, and has never been here; the Account."""
        account = Account("mentor", email, "a-password-for-tests", name, "has never been here")
        words = {"email": email, "name": name, "password": account.password, "school": school}
        self.manage("shell", "--no-imports", "--command", NEWCOMER.format(**words))
        return account

    def manage(self, *arguments):
        """Run a manage.py command on the site; raises CalledProcessError when it fails."""
        return databases.manage(*arguments, **environment(self.folder))

    def let_proofs_grow_old(self):
        """Everybody who is signed in last said who they are longer ago than the site trusts."""
        self.manage("shell", "--no-imports", "--command", LONG_AGO)

    def mail_to(self, address, subject):
        """The message to this address whose subject holds these words; waits for the worker to send it."""
        return until(
            lambda: next(
                (m for m in self.mailbox.messages if m["To"] == address and subject in m["Subject"]), None
            )
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The demonstration served by `manage.py serve`: web server and worker, a mail server beside them."""
    folder = tmp_path_factory.mktemp("site") / "var"
    # Another process may be reading the template: what SQLite keeps beside it meanwhile comes and goes.
    shutil.copytree(template(), folder, ignore=shutil.ignore_patterns("db.sqlite3-*"))
    port = free_port()
    with listening() as mailbox, (folder / "log").open("w") as log:
        mail = f"smtp://{mailbox.host}:{mailbox.port}"
        served = environment(folder, PORT=str(port), EMAIL_URL=mail)
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env=databases.inherited(**served),
            stdout=log,
            stderr=log,
        )
        until(lambda: listens(port) or process.poll() is not None, seconds=60)
        address = f"http://127.0.0.1:{port}"
        urlopen(f"{address}/health/live", timeout=60).close()  # noqa: S310  the first answer takes longest
        yield ServedSite(address, folder, mailbox)
        stop(process, seconds=60)
