"""Signing in and out, choosing a password, closing accounts (F2, T34, T35, T39)."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from people import actions
from people.models import OutgoingMail, User
from people.roles import Role
from tests.factories.people import PASSWORD, UserFactory, holder


@pytest.fixture(autouse=True)
def outbox(settings, db):
    """Mail of allauth goes where it goes in real life; Django's tests would keep it aside."""
    settings.EMAIL_BACKEND = "people.backend.OutboxBackend"
    settings.BASE_URL = "https://mentors.example"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "accounts"}
    }
    from django.core.cache import cache

    cache.clear()


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def signed_in(client):
    return "_auth_user_id" in client.session


def test_sign_in_by_address_whatever_its_case_leads_to_my_desk(client):
    person = UserFactory(email="jo@people.example")
    response = sign_in(client, " JO@People.Example")
    assert (response.status_code, response.url) == (302, "/my/")
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    "target", ["//evil.example", "https:evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_else(client, target):
    person = UserFactory()
    response = client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": target}
    )
    assert (response.status_code, response.url) == (302, "/my/")


def test_wrong_password_and_unknown_address_read_the_same(client):
    UserFactory(email="jo@people.example")
    pages = [
        re.sub(
            r'(csrfmiddlewaretoken" value|value|nonce)="[^"]*"',
            "",
            sign_in(client, email, "wrong").content.decode(),
        )
        for email in ("jo@people.example", "nobody@people.example")
    ]
    assert pages[0] == pages[1]
    assert "The email address or the password is not right." in pages[0]
    assert not signed_in(client)


def test_sixth_wrong_password_closes_the_door_for_a_while_and_for_this_account_alone(client):
    person, other = UserFactory(), UserFactory()
    for _ in range(5):
        sign_in(client, person.email, "wrong")
    assert "too many attempts" in sign_in(client, person.email).content.decode()
    assert not signed_in(client)
    sign_in(client, other.email)
    assert signed_in(client)


def test_nobody_signs_up(client):
    response = client.post(
        reverse("account_signup"), {"email": "new@people.example", "password1": "long-enough-password"}
    )
    assert response.status_code == 200
    assert User.objects.count() == 0


def reset_link(client, email, **headers):
    response = client.post(reverse("account_reset_password"), {"email": email}, **headers)
    mail = OutgoingMail.objects.order_by("-pk").first()
    return response, mail and re.search(r"https?://\S+", mail.text)


def test_password_is_chosen_through_the_mailed_link(client):
    person = actions.add_person(email="new@people.example", name="New Person", by=UserFactory(admin=True))
    assert sign_in(client, person.email).status_code == 200
    response, link = reset_link(client, "NEW@people.example")
    assert response.status_code == 302
    assert link[0].startswith("https://mentors.example/account/password/reset/key/")
    page = client.get(link[0].removeprefix("https://mentors.example"), follow=True)
    form = page.redirect_chain[-1][0]
    client.post(form, {"password1": "a-fresh-long-password", "password2": "a-fresh-long-password"})
    sign_in(client, person.email, "a-fresh-long-password")
    assert signed_in(client)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_FORWARDED": "host=evil.example"},
        {"HTTP_HOST": "localhost"},
    ],
)
def test_reset_link_leads_to_base_url_whatever_host_the_request_names(client, headers):
    response, link = reset_link(client, UserFactory().email, **headers)
    if response.status_code == 400:
        assert OutgoingMail.objects.count() == 0
    else:
        assert link[0].startswith("https://mentors.example/account/password/reset/key/")
        assert "evil.example" not in OutgoingMail.objects.get().text


def test_reset_answers_the_same_for_unknown_addresses(client):
    person = UserFactory()
    answers = [reset_link(client, email)[0] for email in (person.email, "nobody@people.example")]
    assert [(answer.status_code, answer.url) for answer in answers] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    assert set(OutgoingMail.objects.values_list("recipient", "person", "secret")) == {
        (person.email, person.pk, True),
        ("nobody@people.example", None, True),
    }


def test_closed_account_is_out_with_the_next_request_on_every_device(client):
    from django.test import Client

    admin, person = UserFactory(admin=True), holder(Role.COORDINATOR)
    devices = [client, Client()]
    for device in devices:
        sign_in(device, person.email)
    actions.deactivate(person=person, by=admin)
    for device in devices:
        assert device.get("/admin/").url.startswith("/account/login/")
    person.refresh_from_db()
    assert person.is_active is False
    assert sign_in(Client(), person.email).url == reverse("account_inactive")


def test_sessions_of_a_closed_account_stay_ended_when_it_is_opened_again(client):
    admin, person = UserFactory(admin=True), UserFactory()
    sign_in(client, person.email)
    assert client.get(reverse("account_change_password")).status_code == 200
    actions.deactivate(person=person, by=admin)
    User.objects.filter(pk=person.pk).update(is_active=True)
    assert client.get(reverse("account_change_password")).status_code == 302


def test_who_may_close_an_account(provider):
    person, admin = UserFactory(), UserFactory(admin=True)
    for by in (person, UserFactory(), holder(Role.OFFICE, provider=provider), holder(Role.COORDINATOR)):
        with pytest.raises(PermissionDenied, match="Only an administrator"):
            actions.deactivate(person=person, by=by)
    with pytest.raises(PermissionDenied, match="your own account"):
        actions.deactivate(person=admin, by=admin)
    assert User.objects.filter(is_active=False).count() == 0


def test_old_address_no_longer_signs_in_after_a_change(client):
    admin, person = UserFactory(admin=True), UserFactory(email="old@people.example")
    EmailAddress.objects.create(user=person, email="old@people.example", primary=True, verified=True)
    actions.change_email(person=person, email=" New@People.example", by=admin)
    sign_in(client, "old@people.example")
    assert not signed_in(client)
    sign_in(client, "new@people.example")
    assert signed_in(client)


def test_nobody_changes_somebody_elses_address(provider):
    person = UserFactory(email="old@people.example")
    with pytest.raises(PermissionDenied, match="Only an administrator"):
        actions.change_email(
            person=person, email="mine@people.example", by=holder(Role.OFFICE, provider=provider)
        )
    assert User.objects.filter(email="old@people.example").exists()


def test_only_administrators_open_accounts_outright(provider, school, admin):
    """Offices and co-ordinators invite instead (T8)."""
    made = actions.add_person(email="new@people.example", name="New", trn="RP12/34567", by=admin)
    assert (made.trn, made.has_usable_password()) == ("1234567", False)
    for by in (holder(Role.OFFICE, provider=provider), holder(Role.COORDINATOR), UserFactory()):
        with pytest.raises(PermissionDenied, match="Only an administrator can open an account"):
            actions.add_person(email="x@new.example", name="New", by=by)
    with pytest.raises(ValidationError, match="Somebody already has it"):
        actions.add_person(email=by.email, name="Twin", by=admin)
