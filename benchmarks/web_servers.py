"""`python -m benchmarks.web_servers`: the same site behind several web servers (docs/decisions/0007).

Not part of `make bench`. Granian is measured where it is installed; the site does not need it.
"""

import importlib.util
import time

from benchmarks import scratch
from benchmarks.client import Client, get

THREADS = 4


def gunicorn(worker_class):
    """A command for `processes.Server`: one worker of this class."""

    def command(port):
        options = f"--bind 127.0.0.1:{port} --workers 1 --worker-class {worker_class} --no-control-socket"
        threads = ["--threads", str(THREADS)] if worker_class == "gthread" else []
        return ["gunicorn", *options.split(), *threads]

    return command


def granian(port):
    """The same for granian."""
    options = f"--interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads {THREADS}"
    return ["granian", *options.split(), "--no-ws"]


def commands():
    """{name: command} of what is installed; the first is what the others are compared with."""
    found = {"gunicorn gthread": gunicorn("gthread"), "gunicorn sync": gunicorn("sync")}
    if importlib.util.find_spec("granian"):
        found["granian"] = granian
    return found


def measure(client):
    """Rows for kept and fresh pages, over one connection and over a new one for each request."""
    from contextlib import ExitStack

    from benchmarks.pages import SITE
    from benchmarks.processes import Server
    from modules.models import ModulePage

    path = ModulePage.objects.live().order_by("path").first().url
    application, settings = f"{SITE[0]}:application", SITE[1]
    with ExitStack() as running:
        servers = {
            (name, cached): running.enter_context(
                Server(name, application, settings, path, command=command, BENCH_PAGE_CACHE=cached)
            )
            for name, command in commands().items()
            for cached in "10"
        }
        return [
            *rows(client, servers, get(path), "1", True, "kept page, one connection", 1000),
            *rows(client, servers, get(path), "1", False, "kept page, new connections", 600),
            *rows(client, servers, get(path), "0", True, "fresh page, one connection", 40),
            *memory(servers),
        ]


def rows(client, servers, request, cached, keep_alive, what, count):
    """A row for each server against the first."""
    from benchmarks.report import compared
    from benchmarks.rounds import Contender, in_turns

    contenders = {
        name: Contender(server, [request], count, keep_alive)
        for (name, kind), server in servers.items()
        if kind == cached
    }
    in_turns(client, list(contenders.values()))
    first, *others = contenders
    return [compared(f"{what}: {name}", contenders[name], contenders[first], first) for name in others]


def memory(servers):
    """How much each server's worker holds after fresh pages."""
    from benchmarks.report import Row

    return [
        Row(f"a worker in memory: {name}", server.memory(), "absolute", unit="MB")
        for (name, kind), server in servers.items()
        if kind == "0"
    ]


def main():
    start = time.monotonic()
    with scratch.made() as folder:
        from benchmarks import data, report

        data.prepare(folder)
        with Client() as client:
            print(report.table(measure(client)))
    print(f"\n{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
