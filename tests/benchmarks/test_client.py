"""The client asks for what it was told to, and takes no wrong answer."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.client import Client, get, post


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, self.headers.get("Cookie"), body))
        self.server.callers.add(self.client_address)
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_GET = do_POST = answer

    def log_message(self, *words):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.callers = [], set()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_requests_go_round_over_one_connection(server):
    asked = [get("/a", {"session": "s"}), post("/b", "x=1", {"csrf": "t"}, status=200)]
    with Client() as client:
        seconds = client.ask(server.server_port, asked, 3)
    assert len(seconds) == 3
    assert server.seen == [
        ("GET", "/a", "session=s", b""),
        ("POST", "/b", "csrf=t", b"x=1"),
        ("GET", "/a", "session=s", b""),
    ]
    assert len(server.callers) == 1


def test_without_keeping_alive_each_request_has_its_own_connection(server):
    with Client() as client:
        client.ask(server.server_port, [get("/a")], 3, keep_alive=False)
    assert len(server.callers) == 3


def test_a_wrong_status_is_no_result(server):
    with Client() as client, pytest.raises(RuntimeError, match="GET /missing: 404"):
        client.ask(server.server_port, [get("/missing")], 1)
