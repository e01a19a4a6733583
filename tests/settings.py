"""The site's settings as the tests run them: whatever this machine's .env says, nothing real is reached."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Files of one test process, in memory where there is such a folder: SQLite waits for the disk at each commit.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  mkdtemp makes our own folder in it
SCRATCH = Path(tempfile.mkdtemp(prefix="weltec-tests-", dir=MEMORY))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)

os.environ |= {
    "DEBUG": "0",
    "DEMO": "1",
    "SECRET_KEY": "the-tests-sign-with-this-and-nobody-else-does-4k8w1z6n",
    "MEDIA_ROOT": str(SCRATCH / "media"),
    "PRIVATE_ROOT": str(SCRATCH / "private"),
    "EMAIL_URL": "memorymail://",
    "CLAMD_URL": "",
    "HEALTH_TOKEN": "",
    # Playwright's event loop runs in the thread that also asks the database.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{SCRATCH / 'db.sqlite3'}")

from cms.settings import *  # noqa: E402, F403
from cms.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and processes of a test must meet each other's locks as in real life.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3"), "SERIALIZE": False}
SIGNING_DEMO_AUTHORITY = SCRATCH / "demo-authority.p12"
STATIC_ROOT = SCRATCH / "static"  # empty: WhiteNoise reads it anew for every client of a test
STATIC_ROOT.mkdir()
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose
