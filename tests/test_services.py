"""The servers that tests lean on do what the tests believe of them."""

import smtplib

import psycopg
import pytest
from clamav_client.clamd import ClamdNetworkSocket
from django.test import TransactionTestCase
from wagtail.models import Locale, Page, Site

from tests import databases
from tests.services import EICAR_HEX


def send(smtp):
    with smtplib.SMTP(smtp.host, smtp.port) as server:
        return server.sendmail("a@x.example", ["b@x.example"], "Subject: Hello\n\nGood morning")


def test_the_mail_server_keeps_what_it_accepts_and_refuses_when_told_to(smtp):
    send(smtp)
    smtp.answer = "451 later"
    with pytest.raises(smtplib.SMTPDataError, match="later"):
        send(smtp)
    assert [(message["Subject"], message.get_content().strip()) for message in smtp.messages] == [
        ("Hello", "Good morning")
    ]


def test_the_virus_scanner_knows_one_virus(clamd, tmp_path):
    host, port = clamd.removeprefix("tcp://").split(":")
    scanner = ClamdNetworkSocket(host, int(port))
    for name, content in [("eicar", bytes.fromhex(EICAR_HEX)), ("letter", b"Dear mentor")]:
        (tmp_path / name).write_bytes(content)
    found = {name: scanner.instream((tmp_path / name).open("rb"))["stream"] for name in ("eicar", "letter")}
    assert found == {"eicar": ("FOUND", "Eicar-Test-Signature.UNOFFICIAL"), "letter": ("OK", None)}


def test_postgres_keeps_rows(postgres):
    with psycopg.connect(postgres) as database:
        database.execute("CREATE TABLE kept AS SELECT 1 AS one")
        assert database.execute("SELECT one FROM kept").fetchall() == [(1,)]


@pytest.mark.browser
def test_chromium_draws_a_page(browser):
    page = browser.new_page()
    page.set_content("<h1>Mentors</h1>")
    assert page.get_by_role("heading").inner_text() == "Mentors"
    page.close()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_the_database_as_the_migrations_made_it():
    def planted():
        return (Locale.objects.count(), Site.objects.count(), Page.objects.count())

    before = planted()
    assert all(before)
    Site.objects.all().delete()
    Page.objects.create(title="Stray", path="00010009", depth=2, slug="stray", url_path="/stray/")
    assert planted() != before
    databases.put_back(TransactionTestCase())
    assert planted() == before
