"""Web servers started for a measurement, and the processor time and memory that they took."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from home.management.commands.serve import web

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 60  # seconds


def gunicorn(port):
    """The command with which `manage.py serve` starts gunicorn, without the application's name."""
    return [word for word in web("127.0.0.1", port, 1) if word != "cms.wsgi"]


class Server:
    """One web server on a free port of the loopback. A context manager; `started_in` seconds it answered.

    `application` is the WSGI module, `settings` its settings module, `command(port)` the words that start the
    server, `more` goes into its environment. `ready` is an address that answers 200.
    """

    def __init__(self, name, application, settings, ready, *, command=gunicorn, **more):
        self.name, self.application, self.ready = name, application, ready
        self.command = command
        self.environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, **more}

    def __enter__(self):
        self.port = free_port()
        log = Path(os.environ["BENCH_SCRATCH"]) / f"server-{self.port}.log"
        start = time.perf_counter()
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command(self.port), self.application],
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            self.wait(log)
        except BaseException:
            self.stop()
            raise
        self.started_in = time.perf_counter() - start
        return self

    def __exit__(self, *problem):
        self.stop()

    def wait(self, log):
        """Until the first page is answered; raises RuntimeError with the server's own words if none is."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            if answers(self.port, self.ready):
                return
            time.sleep(0.02)
        raise RuntimeError(f"{self.name} does not answer.\n{log.read_text(errors='replace')[-3000:]}")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            for pid in family(self.process.pid):
                os.kill(pid, 9)
            self.process.wait()

    def cpu(self):
        """Seconds of processor time that the server's processes have used so far."""
        return sum(cpu_of((PROC / str(pid) / "stat").read_text()) for pid in family(self.process.pid)) / TICK

    def memory(self):
        """Resident megabytes of its largest process, which is a worker."""
        return max(resident((PROC / str(pid) / "status").read_text()) for pid in family(self.process.pid))


def free_port():
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port, path):
    """Whether the address answers 200 now. Raises RuntimeError when it answers anything else."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        status = connection.getresponse().status
    except ConnectionError:
        return False
    finally:
        connection.close()
    if status != 200:
        raise RuntimeError(f"{path} answers {status}")
    return True


def family(pid):
    """The process and all that come from it."""
    parents = {}
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = parent_of(stat.read_text())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we were looking
    return descendants(pid, parents)


def descendants(pid, parents):
    """The pid and, from {pid: its parent}, its children, grandchildren and so on."""
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _fields(stat):
    """What stands in a /proc/<pid>/stat after the program's name, which may hold spaces and brackets."""
    return stat.rpartition(")")[2].split()


def parent_of(stat):
    """The parent's pid, from the text of /proc/<pid>/stat."""
    return int(_fields(stat)[1])


def cpu_of(stat):
    """Ticks of processor time: the process's own and those of its children that have ended."""
    return sum(int(ticks) for ticks in _fields(stat)[11:15])


def resident(status):
    """Megabytes in memory, from the text of /proc/<pid>/status."""
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
