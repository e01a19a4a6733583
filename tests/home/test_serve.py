"""`manage.py serve`: web server and worker start together, stop together, and finish what they have begun."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from tests import databases
from tests.services import free_port, listens, until

SLOW_TASK = """
import pathlib, time

def write(path):
    pathlib.Path(path).write_text("begun")
    time.sleep(2)
    pathlib.Path(path).write_text("done")
"""


@pytest.fixture
def database(tmp_path):
    """A migrated SQLite file of the served site's own."""
    path = tmp_path / "served.sqlite3"
    path.write_bytes(databases.template().read_bytes())
    return path


@pytest.fixture
def serve(database, tmp_path, request):
    """Start the command; the process, with its `port` and its `log` file."""
    port = free_port()
    (tmp_path / "slowly.py").write_text(SLOW_TASK)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "PYTHONPATH": str(tmp_path),
    }
    log = tmp_path / "log"
    more = getattr(request, "param", [])
    command = [sys.executable, "manage.py", "serve", "--port", str(port), *more]
    with log.open("w") as output:
        streams = {"stdout": output, "stderr": output}
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, **streams)
    process.port, process.log = port, log
    until(lambda: listens(port) or process.poll() is not None, seconds=60)
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(60)


def children(process):
    """The command lines of the processes that `process` started, by their ids."""
    found = {}
    for path in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        found[int(path)] = Path(f"/proc/{path}/cmdline").read_text().replace("\0", " ")
    return found


def child(process, word):
    """The id of the started process whose command line holds `word`."""
    return next(pid for pid, line in children(process).items() if word in line)


def left_of(sessions):
    """The processes that still run in any of these sessions (one that nobody has buried yet does not run)."""
    running = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            state, _, _, session = path.read_text().rpartition(")")[2].split()[:4]
            if int(session) in sessions and state != "Z":
                running.append(int(path.parent.name))
    return running


def enqueue(database, path):
    databases.manage(
        "shell",
        "--verbosity=0",
        "--command",
        f"from django_q.tasks import async_task; async_task('slowly.write', {str(path)!r})",
        DATABASE_URL=f"sqlite:///{database}",
    )


def test_it_answers_and_stops_all_it_started_when_the_running_task_is_done(serve, database, tmp_path):
    with urllib.request.urlopen(f"http://127.0.0.1:{serve.port}/health/live") as response:
        assert response.read() == b"ok"
    started = list(children(serve))
    assert len(started) == 2
    assert [os.getsid(pid) for pid in started] == started

    note = tmp_path / "note"
    enqueue(database, note)
    until(lambda: note.exists() and note.read_text() == "begun", seconds=180)
    serve.send_signal(signal.SIGINT)
    assert serve.wait(30) == 0, serve.log.read_text()
    assert note.read_text() == "done"
    assert left_of(started) == []
    assert not listens(serve.port)
    with closing(sqlite3.connect(database)) as rows:
        assert rows.execute("SELECT success FROM django_q_task").fetchall() == [(1,)]
        assert rows.execute("SELECT count(*) FROM django_q_ormq").fetchall() == [(0,)]


@pytest.mark.parametrize(("fallen", "name"), [("gunicorn", "web server"), ("qcluster", "worker")])
def test_when_one_dies_the_other_is_stopped_and_the_fall_is_told(serve, fallen, name):
    started = list(children(serve))
    os.kill(child(serve, fallen), signal.SIGKILL)
    assert serve.wait(60) == 1
    assert left_of(started) == []
    assert f"The {name} ended by itself" in serve.log.read_text()


@pytest.mark.parametrize("serve", [["--patience", "4"]], indirect=True)
def test_it_ends_even_when_the_signal_reached_all_of_the_cluster_at_once(serve):
    started = list(children(serve))
    cluster = child(serve, "qcluster")
    until(lambda: len(left_of([cluster])) > 3, seconds=30)
    for pid in [*left_of([cluster]), serve.pid]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    assert serve.wait(30) in (0, 1), serve.log.read_text()
    assert left_of(started) == []
