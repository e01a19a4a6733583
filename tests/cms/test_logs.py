"""Logs: one JSON line a request, and nothing in any line that names a person or opens a door (T42)."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from django.http import HttpResponse
from django.urls import path
from django_structlog.middlewares import RequestMiddleware

from cms.logs import logging_config

CANARY = "ada.canary@school.example"


@pytest.fixture
def lines(monkeypatch):
    """A function that returns the production log so far, as a list of dicts."""
    stream = io.StringIO()
    config = logging_config(debug=False)
    config["handlers"]["stderr"]["stream"] = stream
    before = logging.root.handlers[:]
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.root.handlers[:] = before
    structlog.reset_defaults()


def test_unlisted_keys_are_dropped(lines):
    structlog.get_logger("forms").info("sent", email=CANARY, name="Ada", sending=7, user_id=3)
    (line,) = lines()
    assert {key: line[key] for key in line.keys() - {"timestamp"}} == {
        "event": "sent",
        "level": "info",
        "logger": "forms",
        "sending": 7,
        "user_id": 3,
    }


def test_what_is_filled_into_a_message_stays_out(lines):
    logging.getLogger("smtp").warning("Recipient %s refused", CANARY)
    assert [line["event"] for line in lines()] == ["Recipient %s refused"]


def test_an_exception_tells_its_type_and_place_but_not_its_text(lines):
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("forms").exception("Could not send to %s", CANARY)
        structlog.get_logger("forms").exception("not_sent", email=CANARY)
    for line in lines():
        assert line["error"] == "ValueError"
        assert line["where"][-1].endswith("test_an_exception_tells_its_type_and_place_but_not_its_text")
        assert CANARY not in json.dumps(line)


def verify(request, code):
    return HttpResponse(status=404 if code == "UNKNOWN" else 200)


def broken(request):
    raise RuntimeError(CANARY)


urlpatterns = [path("verify/<code>/", verify), path("broken/", broken)]


@pytest.fixture
def site(settings, client):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [f"{RequestMiddleware.__module__}.{RequestMiddleware.__name__}"]
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("code", "status"), [("7XQ2CANARY", 200), ("UNKNOWN", 404)])
def test_a_request_line_holds_the_route_and_never_the_code(lines, site, code, status):
    site.get(f"/verify/{code}/?email={CANARY}", headers={"user-agent": CANARY})
    (line,) = [line for line in lines() if line["event"] == "request_finished"]
    assert {key: line[key] for key in ("method", "route", "status")} == {
        "method": "GET",
        "route": "/verify/<code>/",
        "status": status,
    }
    assert line["ms"] >= 0
    assert set(line) == {
        "event",
        "level",
        "logger",
        "timestamp",
        "request_id",
        "method",
        "route",
        "status",
        "ms",
    }
    assert code not in json.dumps(lines())


def test_a_failed_request_has_its_route_too(lines, site):
    assert site.get("/broken/").status_code == 500
    (line,) = [line for line in lines() if line["event"] == "request_failed"]
    assert (line["route"], line["status"], line["error"]) == ("/broken/", 500, "RuntimeError")
    assert CANARY not in json.dumps(lines())


def test_the_console_shows_everything_in_debug():
    handler = logging_config(debug=True)["formatters"]["line"]
    assert "keep_listed" not in repr(handler["processors"])
    structlog.reset_defaults()
