"""Whose door opens: guests 302, other roles 403, other offices 404, and no room in the admin (T1)."""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from cms.pagecache import shows
from people.roles import Role
from register.models import Certificate
from tests.factories.people import holder

DESK = "/office/"


def doors(round_):
    reference = round_.submission.reference
    names = ("sheet", "send_back", "make_again", "office_certificate")
    return [DESK, *(reverse(f"register:{name}", args=[reference]) for name in names)]


def test_guests_are_asked_to_sign_in(client, cast):
    round_ = cast.signed()
    for url in doors(round_):
        for answer in (client.get(url), client.post(url)):
            assert (answer.status_code, answer.url.split("?")[0]) == (302, "/account/login/")


def test_people_without_the_office_role_are_refused(client, cast):
    round_ = cast.signed()
    left = holder(Role.OFFICE, provider=cast.provider)
    left.appointments.update(end=timezone.localdate() - timedelta(days=1))
    lead = holder(Role.PROVIDER_LEAD, provider=cast.provider)
    coordinator = holder(Role.COORDINATOR, is_superuser=True, is_staff=True)
    for person in (round_.submission.owner, cast.pcm, cast.tutor, left, lead, coordinator):
        client.force_login(person)
        for url in doors(round_):
            assert (client.get(url).status_code, client.post(url).status_code) == (403, 403), url


def test_another_providers_office_finds_nothing(client, cast):
    round_, certificate = cast.signed(), cast.made(mentor=cast.mentor(name="ZZCANARY Nair"))
    client.force_login(holder(Role.OFFICE))
    for shown in (round_, certificate.award.round):
        for url in doors(shown)[1:]:
            get, post = client.get(url).status_code, client.post(url).status_code
            assert 404 in (get, post), url
            assert {get, post} <= {404, 405, 302}, url
    html = client.get(DESK).content.decode()
    assert "ZZCANARY" not in html
    assert "Okafor" not in html
    given = {"seal": round_.sending.seal, "checked": "on"}
    assert client.post(doors(round_)[1], given).status_code == 404
    assert Certificate.objects.count() == 1


def test_certificates_are_nowhere_in_the_admin():
    registered = [hook for hook in hooks.get_hooks("construct_main_menu") if "register" in hook.__module__]
    assert registered == []
    assert not (settings.BASE_DIR / "register" / "wagtail_hooks.py").exists()
    assert [model for model in apps.get_app_config("register").get_models() if shows(model)] == []
