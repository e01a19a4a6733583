"""A database that does not answer in time: 503, and what was typed can be sent again (X3)."""

import sqlite3

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from cms.busy import BusyDatabase


def locked(words="database is locked", cause=sqlite3.OperationalError):
    error = OperationalError(words)
    error.__cause__ = cause(words)
    return error


def answer(request, error):
    return BusyDatabase(lambda request: HttpResponse()).process_exception(request, error)


def test_what_was_typed_stands_in_a_form_that_sends_it_again():
    typed = {
        "reason": "<b>Please</b> date it",
        "sections": ["Details", "Evidence 1"],
        "csrfmiddlewaretoken": "x",
    }
    request = RequestFactory().post("/reviews/ABC/decide/?from=queue", typed)

    response = answer(request, locked())

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert '<form method="post" action="/reviews/ABC/decide/?from=queue">' in page
    for field in (
        'name="reason" value="&lt;b&gt;Please&lt;/b&gt; date it"',
        'name="sections" value="Details"',
        'name="sections" value="Evidence 1"',
    ):
        assert field in page
    assert page.count("csrfmiddlewaretoken") == 1


@pytest.mark.parametrize(
    "typed",
    [{"password": "secret words"}, {"notes": SimpleUploadedFile("notes.pdf", b"%PDF")}],
    ids=["a password", "a file"],
)
def test_passwords_and_files_are_not_written_into_the_page(typed):
    page = answer(RequestFactory().post("/somewhere/", typed), locked()).content.decode()

    assert ("<form" in page, "secret words" in page) == (False, False)
    assert "Back button" in page


def test_an_answer_to_reading_offers_no_form():
    assert "<form" not in answer(RequestFactory().get("/reviews/"), locked()).content.decode()


def test_faults_of_ours_stay_faults():
    request = RequestFactory().get("/reviews/")

    assert answer(request, locked("no such table: reviews_round")) is None
    assert answer(request, ValueError("wrong")) is None


def test_a_database_that_went_away_is_busy_too():
    class Gone(Exception):
        """As psycopg says it: an error of a module that is not SQLite's."""

    error = locked("server closed the connection unexpectedly", cause=Gone)

    assert answer(RequestFactory().get("/reviews/"), error).status_code == 503


def test_the_site_answers_so(client, monkeypatch):
    def busy(*args, **kwargs):
        raise locked()

    monkeypatch.setattr("register.views.checking.render", busy)

    assert client.get("/verify/").status_code == 503
