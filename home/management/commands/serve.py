"""`manage.py serve`: the web server and the background worker side by side, started and stopped together."""

import contextlib
import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

LONGEST_TASK = settings.Q_CLUSTER["timeout"]  # seconds


class Command(BaseCommand):
    help = "Serve the site: gunicorn for the web and django-q2's cluster for background work."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", 8000)))
        parser.add_argument("--bind", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--web-workers", type=int, default=int(os.environ.get("WEB_WORKERS", 1)))
        parser.add_argument(
            "--patience",
            type=int,
            default=LONGEST_TASK + 15,
            help="seconds to wait for the running task at the end",
        )

    def handle(self, *, port, bind, web_workers, patience, **options):
        """Start both, wait for a signal, stop both; raises CommandError if one of them dies by itself."""
        self.check(databases=["default"])
        self.asked_to_stop = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.ask_to_stop)
        running = {"web server": start(web(bind, port, web_workers)), "worker": start(["django", "qcluster"])}
        self.stdout.write(f"Serving on http://{bind}:{port}/ - stop with Ctrl+C")
        self.stdout.flush()
        fallen = self.wait(running)
        if fallen:
            clear_away(running[fallen])
        stop(running.values(), patience)
        if fallen:
            code = running[fallen].returncode
            raise CommandError(f"The {fallen} ended by itself ({code}), so everything is stopped.")
        self.stdout.write("Stopped.")

    def ask_to_stop(self, number, frame):
        self.asked_to_stop = True

    def wait(self, running):
        """Return None once asked to stop, or the name of the first process that ended unasked."""
        while not self.asked_to_stop:
            time.sleep(0.2)
            for name, process in running.items():
                if process.poll() is not None and not self.asked_to_stop:
                    return name
        return None


def web(bind, port, workers):
    """Gunicorn's command line; requests that are being answered get 30 seconds to finish."""
    options = f"--bind {bind}:{port} --workers {workers} --worker-class gthread --threads 4"
    return ["gunicorn", "cms.wsgi", *options.split(), "--graceful-timeout=30", "--no-control-socket"]


def start(module):
    """Run a Python module in a process session of its own.

    Ctrl+C in a terminal reaches a whole process group; in sessions of their own, web server and worker hear
    only our SIGTERM, and both then finish what they have begun.
    """
    return subprocess.Popen([sys.executable, "-m", *module], cwd=settings.BASE_DIR, start_new_session=True)


def stop(processes, patience):
    """Ask each process to stop, and wait for what it is doing, `patience` seconds at most.

    No task takes longer. A cluster whose own children were ended behind its back would wait for ever.
    """
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + patience
    for process in processes:
        try:
            process.wait(max(0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            clear_away(process)
            process.wait()


def clear_away(process):
    """End what a dead process has left running in its session; a task cut off so is handed out again."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
