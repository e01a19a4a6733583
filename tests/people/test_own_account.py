"""The page about oneself: who one is here, and the ways to password, passkeys and mail."""

import pytest
from django.urls import reverse

from people.models.periods import today
from people.roles import Role
from tests.factories.people import AppointmentFactory, ProviderFactory, SchoolFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


def test_it_names_the_person_and_each_role_with_its_place(client):
    provider = ProviderFactory(short_name="Kingsmere", name="Kingsmere University")
    person = holder(
        Role.MENTOR, school=SchoolFactory(name="Hillcrest School", town="Ealing"), name="Jo Okafor"
    )
    AppointmentFactory(person=person, role=Role.LINK_TUTOR, provider=provider, end=today())
    client.force_login(person)

    page = client.get(reverse("people:account"))

    assert page.context["roles"] == [
        {"key": "Link tutor", "value": f"{provider}, until {today().day} {today():%B %Y}"},
        {"key": "Mentor", "value": "Hillcrest School, Ealing"},
    ]
    for name in ("account_change_password", "mfa_list_webauthn", "people:mail"):
        assert f'href="{reverse(name)}"' in page.content.decode()


def test_somebody_without_a_role_is_told_so(client):
    client.force_login(UserFactory())

    assert "None now" in client.get(reverse("people:account")).content.decode()


def test_signed_out_people_are_asked_to_sign_in(client):
    assert client.get(reverse("people:account")).status_code == 302
