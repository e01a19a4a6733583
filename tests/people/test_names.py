"""A changed name: everywhere the new one, and the one before in the offices' search alone (E14)."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from people.actions import change_name
from people.identifiers import name_key
from people.models import FormerName, User
from people.roles import Role
from tests.factories.people import holder


def former(person):
    return sorted(person.former_names.values_list("name", flat=True))


@pytest.fixture
def person(school):
    return holder(Role.MENTOR, school=school, name="Jo Okafor")


def test_e14_the_name_before_is_kept_with_who_changed_it(person):
    change_name(person=person, name="  Jo   Lindqvist ", by=person)
    row = FormerName.objects.get()
    assert (User.objects.get(pk=person.pk).name, row.name, row.changed_by) == (
        "Jo Lindqvist",
        "Jo Okafor",
        person,
    )


def test_the_same_name_again_changes_nothing_and_going_back_leaves_one_former_name(person):
    for name in ("Jo Okafor", "Jo Lindqvist", "Jo Lindqvist", "Jo Okafor"):
        change_name(person=person, name=name, by=person)
    assert former(person) == ["Jo Lindqvist"]


def test_office_and_administrator_may_change_it_and_others_not(person, provider, other_provider, admin):
    for by in (holder(Role.OFFICE, provider=provider), admin):
        change_name(person=person, name=f"Named by {by.pk}", by=by)
    for by in (holder(Role.OFFICE, provider=other_provider), holder(Role.PCM)):
        with pytest.raises(PermissionDenied):
            change_name(person=person, name="Somebody Else", by=by)


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * 121])
def test_no_name_and_one_that_is_too_long_are_refused(person, name):
    with pytest.raises(ValidationError):
        change_name(person=person, name=name, by=person)
    assert former(person) == []


def test_everybody_changes_their_own_name(client, person):
    client.force_login(person)
    url = reverse("people:name")
    assert "Enter your name" in client.post(url, {"name": " "}).content.decode()
    answer = client.post(url, {"name": "Jo Lindqvist"})
    assert (answer.status_code, answer.url) == (302, reverse("people:account"))
    page = client.get(reverse("people:account")).content.decode()
    assert ("Jo Lindqvist" in page, "Jo Okafor" in page) == (True, False)


def test_the_offices_search_finds_the_old_name_and_does_not_show_it(client, person, provider):
    change_name(person=person, name="Jo Lindqvist", by=person)
    office = holder(Role.OFFICE, provider=provider)
    door = Group.objects.create(name="Door")
    door.permissions.add(Permission.objects.get(codename="access_admin"))
    office.groups.add(door)
    client.force_login(office)
    page = client.get(reverse("people_modeladmin_index"), {"q": "Okafor"})
    assert "Jo Lindqvist" in page.content.decode()
    assert "Jo Okafor" not in page.content.decode()


def test_a_name_changed_by_an_administrator_in_the_admin_is_kept_too(client, person, admin):
    client.force_login(admin)
    url = reverse("wagtailusers_users:edit", args=[person.pk])
    given = {"email": person.email, "name": "Jo Lindqvist", "trn": "", "is_active": "on"}
    assert client.post(url, given).status_code == 302
    assert [(row.name, row.changed_by) for row in person.former_names.all()] == [("Jo Okafor", admin)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Elif Ağaoğlu Şahin", "SAHIN, Elif Agaoglu", True),
        ("Łucja O’Brien", "Lucja OBrien", True),
        ("Ada Lovelace", "Ada King", False),
        ("Jo Okafor", "Jo R Okafor", False),
    ],
)
def test_spellings_of_one_name_have_one_key(one, other, same):
    assert (name_key(one) == name_key(other)) is same
