"""The health pages: alive asks nothing; ready says what is broken, and to whom it may."""

import datetime

import pytest
from django.apps import apps
from django.utils import timezone

from cms import health

ALL_WELL = {
    "database": "ok",
    "cache": "ok",
    "storage default": "ok",
    "storage private": "ok",
    "tasks": "ok",
    "certificates": "ok",
}


def test_live_asks_no_database(client):
    response = client.get("/health/live")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_tells_our_own_network_what_was_asked(client):
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "checks": ALL_WELL})
    assert "no-store" in response["Cache-Control"]


def queue(minutes_ago):
    due = timezone.now() - datetime.timedelta(minutes=minutes_ago)
    apps.get_model("django_q", "OrmQ").objects.create(key="weltec", payload="x", lock=due)


@pytest.mark.django_db
def test_a_task_that_waits_for_eleven_minutes_is_reported(client):
    queue(minutes_ago=11)
    response = client.get("/health/ready")
    found = ALL_WELL | {"tasks": "Unavailable: the oldest task has waited 11 minutes"}
    assert (response.status_code, response.json()) == (503, {"status": "broken", "checks": found})


@pytest.mark.django_db
def test_tasks_that_are_fresh_or_being_worked_on_are_well(client):
    queue(minutes_ago=9)
    queue(minutes_ago=-2)
    assert client.get("/health/ready").status_code == 200


def finish(func, success):
    now = timezone.now()
    task = {"name": func, "func": func, "started": now, "stopped": now, "success": success}
    apps.get_model("django_q", "Task").objects.create(id=f"{func}{success}"[:32], **task)


@pytest.mark.django_db
def test_a_failed_certificate_task_is_reported_and_other_tasks_are_not(client):
    finish("register.tasks.make", success=True)
    finish("people.tasks.deliver", success=False)
    assert client.get("/health/ready").status_code == 200
    finish("register.tasks.make", success=False)
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["checks"]["certificates"]) == (
        503,
        "Unavailable: 1 certificate tasks failed",
    )


@pytest.mark.django_db
def test_a_store_that_cannot_be_written_is_reported_without_its_path(client, settings, tmp_path):
    (tmp_path / "file").write_text("")
    unwritable = {"location": str(tmp_path / "file" / "below")}
    settings.STORAGES = settings.STORAGES | {
        "private": settings.STORAGES["private"] | {"OPTIONS": unwritable}
    }
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"] == ALL_WELL | {"storage private": "Unknown Error: unknown error"}
    assert str(tmp_path) not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "address", "sees"),
    [
        ({}, "10.1.2.3", True),
        ({}, "8.8.8.8", False),
        ({"x-forwarded-for": "8.8.8.8"}, "127.0.0.1", False),
        ({"authorization": "Bearer the-token"}, "8.8.8.8", True),
        ({"authorization": "Bearer another"}, "8.8.8.8", False),
        ({}, "unix:", False),
    ],
)
def test_details_are_for_our_network_and_for_holders_of_the_token(client, settings, headers, address, sees):
    settings.HEALTH_TOKEN = "the-token"
    response = client.get("/health/ready", headers=headers, REMOTE_ADDR=address)
    assert response.json() == {"status": "ok"} | ({"checks": ALL_WELL} if sees else {})


def test_without_a_token_set_an_empty_one_opens_nothing(rf, settings):
    settings.HEALTH_TOKEN = ""
    request = rf.get("/health/ready", headers={"authorization": "Bearer "}, REMOTE_ADDR="8.8.8.8")
    assert not health.may_see_details(request)
