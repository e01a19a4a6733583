"""The databases of the two projects, each in the folder of this run."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks.bare.models import Answer
from tests import databases


def prepare(folder):
    """Make both projects' databases; return the cookies of the bare project's person."""
    if databases.is_sqlite():
        shutil.copyfile(databases.template(), settings.DATABASES["default"]["NAME"])
    with connection.schema_editor() as editor:
        editor.create_model(Answer)
    call_command("load_content", verbosity=0)
    return bare_project()


def bare_project():
    """The bare project's database; the cookies of the one person in it."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings"}
    command = [sys.executable, "-m", "benchmarks.bare.prepare"]
    made = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(made.stdout)


def write(name, content):
    """Put a file where the bare views look for it."""
    path = Path(os.environ["BENCH_SCRATCH"]) / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
