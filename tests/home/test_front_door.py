"""Answers of the front door that are no pages of the CMS."""

import pytest
from django.test import Client


def test_search_engines_are_kept_out_of_every_room_with_people_in_it(client):
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /account/",
        "Disallow: /my/",
        "Disallow: /office/",
        "Disallow: /reviews/",
        "Disallow: /verify/",
    ]


@pytest.mark.django_db
def test_a_form_without_its_token_is_answered_with_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "somebody@school.example"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert page.count("<h1") == 1
    assert "somebody@school.example" not in page
