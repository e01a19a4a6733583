"""A real worker (django-q2's cluster) in a process of its own, on the test's database and files."""

import os
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from people.models import OutgoingMail
from register import signing, store
from register.models import Certificate, Kind, Status
from tests.services import stop


@contextmanager
def worker(folder, crash_at="each"):
    """The cluster, whose worker dies once at each certificate; stopped when the block ends."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.register.killing",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "PRIVATE_ROOT": str(settings.PRIVATE_ROOT),
        "SIGNING_PKCS12": settings.SIGNING_PKCS12,
        "CRASH_AT": crash_at,
        "CRASH_MARKS": str(folder),
    }
    with open(folder / "log", "w") as log:
        command = [sys.executable, "manage.py", "qcluster"]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        finally:
            stop(process, seconds=30)


def all_made():
    """Whether nothing is left to do."""
    return not Certificate.objects.filter(due_at__isnull=False).exists()


def what_stands(certificate):
    """What there is of one certificate, to be compared with WHOLE."""
    content = store.read(certificate.storage_key)
    path = settings.PRIVATE_ROOT / certificate.file_key
    return {
        "status": certificate.status,
        "events": list(certificate.events.values_list("kind", flat=True)),
        "files": len(list(path.parent.glob(f"{path.stem}*"))),
        "file is the one noted": store.sha256_of(content) == certificate.sha256,
        "signature": signing.verify(content).ok,
        "mails": OutgoingMail.objects.filter(kind="certificate", person=certificate.person).count(),
    }


WHOLE = {
    "status": Status.VALID,
    "events": [Kind.ISSUED, Kind.STORED, Kind.MAILED],
    "files": 1,
    "file is the one noted": True,
    "signature": True,
    "mails": 1,
}
