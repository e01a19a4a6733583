"""Headers on each kind of page, and nothing of a person left behind after signing out (S15, T41)."""

import pytest
from django.test import Client
from django.urls import reverse

from home.demo.people import PASSWORD
from people.models import User
from portfolio.models import AuditPage
from register.models import Certificate
from tests.demo import MENTORS, mentor_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

POLICY = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

PUBLIC = [
    "/",
    "/guide/",
    "/guide/entry/",
    "/guide/entry/modules/module-1/",
    "/help/",
    "/account/login/",
    "/verify/",
]


def policy(response):
    """A Content-Security-Policy as {directive: its sources}."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


def signed_in(name):
    client = Client()
    client.force_login(User.objects.get(name=name))
    return client


def rooms():
    """(who, address) of one page of each signed-in room."""
    enrolment = mentor_at("midway")
    sheet = mentor_at("with_pcm").record_sheets.get().submission
    ready = mentor_at("ready").record_sheets.get().submission
    return [
        ("Hannah Roy", reverse("portfolio:desk")),
        ("Hannah Roy", reverse("portfolio:evidence_add", args=[enrolment.slug])),
        ("Hannah Roy", AuditPage.objects.get(level=enrolment.level).url),
        ("Hannah Roy", "/guide/entry/"),
        ("Asha Patel", reverse("reviews:review", args=[sheet.reference])),
        ("Sam Lee", reverse("register:sheet", args=[ready.reference])),
        ("Sam Lee", "/no/such/page/"),
        ("Asha Patel", reverse("register:desk")),
    ]


def common(response):
    """The headers that every page of ours has, whoever asks."""
    return {
        "policy": policy(response),
        "nosniff": response["X-Content-Type-Options"],
        "permissions": response["Permissions-Policy"],
        "frames": response["X-Frame-Options"],
        "resource": response["Cross-Origin-Resource-Policy"],
        "opener": response["Cross-Origin-Opener-Policy"],
    }


WANTED = {
    "policy": POLICY,
    "nosniff": "nosniff",
    "permissions": PERMISSIONS,
    "frames": "SAMEORIGIN",
    "resource": "same-origin",
    "opener": "same-origin",
}


@pytest.mark.parametrize("url", [*PUBLIC, "/no/such/page/"])
def test_public_pages_have_their_headers(client, url):
    response = client.get(url)
    assert common(response) == WANTED
    assert response["Referrer-Policy"] == ("no-referrer" if url == "/verify/" else "same-origin")


def test_pages_of_the_signed_in_have_their_headers_and_are_kept_by_nobody():
    asked = rooms()
    responses = [signed_in(name).get(url) for name, url in asked]
    assert [response.status_code for response in responses] == [200] * 6 + [404, 403]
    assert [common(response) for response in responses] == [WANTED] * len(asked)
    assert {response["Cache-Control"] for response in responses} == {"private, no-store"}
    assert {response["Referrer-Policy"] for response in responses} == {"same-origin"}


def test_the_check_page_is_kept_by_nobody_and_found_by_no_search_engine(client):
    response = client.get(reverse("register:check", args=[Certificate.objects.first().code]))
    assert common(response) == WANTED
    assert (response["Cache-Control"], response["X-Robots-Tag"], response["Referrer-Policy"]) == (
        "private, no-store",
        "noindex",
        "no-referrer",
    )


def test_the_admin_has_its_own_policy():
    admin = signed_in("Ben Carter").get("/admin/")
    sources = policy(admin)
    assert sources["default-src"] == ["'self'"]
    assert sources["script-src"] == ["'self'", "'unsafe-inline'"]
    assert sources["object-src"] == sources["base-uri"] == ["'none'"]
    assert admin["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in admin["Cache-Control"]


FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_files_come_to_be_saved_and_run_nowhere():
    """T24, through each door that hands one out."""
    sheet = mentor_at("with_pcm").record_sheets.get().submission
    key = sheet.sendings.get().files.first().attachment.key
    certificate = Certificate.objects.get(person__name=MENTORS["certified"])
    reference = certificate.award.round.submission.reference
    doors = [
        (MENTORS["with_pcm"], reverse("portfolio:file", args=[mentor_at("with_pcm").slug, key])),
        ("Asha Patel", reverse("reviews:file", args=[sheet.reference, key])),
        (MENTORS["certified"], reverse("register:own_certificate", args=[certificate.number, 1])),
        ("Sam Lee", reverse("register:office_certificate", args=[reference])),
    ]
    responses = [signed_in(name).get(url) for name, url in doors]
    assert [{name: response[name] for name in FILE_HEADERS} for response in responses] == [FILE_HEADERS] * 4
    assert [response["Content-Disposition"].split(";")[0] for response in responses] == ["attachment"] * 4


@pytest.mark.usefixtures("page_cache_on")
def test_after_signing_out_no_page_knows_the_person():
    """T41: neither the pages behind the door, nor a public page that another visitor asks for next."""
    client = signed_in("Hannah Roy")
    module = "/guide/entry/modules/module-1/"
    inside = [client.get(url).content.decode() for url in ("/my/", module)]
    client.post(reverse("account_logout"))
    outside = [client.get(module).content.decode(), Client().get(module).content.decode()]
    assert ["Hannah Roy" in page for page in (*inside, *outside)] == [True, True, False, False]
    assert client.get("/my/").status_code == 302


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites():
    client = Client()
    client.get("/account/login/")
    known = {"login": User.objects.get(name="Hannah Roy").email, "password": PASSWORD}
    client.post("/account/login/", known)
    kept = {name: (c["httponly"], c["samesite"]) for name, c in client.cookies.items() if name != "messages"}
    assert kept == {"csrf": (True, "Lax"), "session": (True, "Lax")}
