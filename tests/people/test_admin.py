"""The admin's lists: who finds which rows, by list, search, page and form (T2, T5, T9)."""

from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from people.models import Appointment, Invitation, OutgoingMail, Partnership, School, User
from people.models.periods import today
from people.roles import Role
from tests.factories.people import (
    AppointmentFactory,
    InvitationFactory,
    OutgoingMailFactory,
    SchoolFactory,
    UserFactory,
    holder,
)

LISTS = {
    "provider": "people_provider_modeladmin",
    "school": "people_school_modeladmin",
    "partnership": "people_partnership_modeladmin",
    "appointment": "people_appointment_modeladmin",
    "invitation": "people_invitation_modeladmin",
    "person": "people",
    "mail": "messages",
}


def at(model, action="index", *args):
    """Address of a page of one of our lists."""
    name = LISTS[model]
    names = [f"{name}_modeladmin_{action}", f"{name}_{action}"]
    for each in names:
        try:
            return reverse(each, args=args)
        except NoReverseMatch:
            continue
    raise NoReverseMatch(names)


@pytest.fixture
def enter(client, db):
    """Call it with a person: they enter Wagtail's admin, in a group that opens its door and no more."""
    door, _ = Group.objects.get_or_create(name="Door")
    door.permissions.add(Permission.objects.get(codename="access_admin"))

    def enter(person):
        person.groups.add(door)
        client.force_login(person)
        return client

    return enter


@pytest.fixture
def world(school, other_school):
    """A mentor with a canary for a name at a school of each provider, and a message to each."""
    people = {
        "ours": holder(Role.MENTOR, school=school, name="ZZOURS Mentor", email="zzours@people.example"),
        "theirs": holder(
            Role.MENTOR, school=other_school, name="ZZTHEIRS Mentor", email="zztheirs@people.example"
        ),
    }
    letters = {
        side: OutgoingMailFactory(
            person=person, recipient=person.email, subject=f"To {person.name}", text="BODY"
        )
        for side, person in people.items()
    }
    for side, at in (("ours", school), ("theirs", other_school)):
        InvitationFactory(school=at, name=f"ZZ{side} Invited")
    return {"people": people, "letters": letters}


def seen(client, url):
    """The canaries on a page, or None where the door stays shut."""
    response = client.get(url)
    if response.status_code == 302:
        assert response.url == "/admin/"
        return None
    assert response.status_code == 200
    page = response.content.decode().upper()
    return {side for side in ("ours", "theirs") if f"ZZ{side.upper()}" in page}


PERSONAL = ["person", "mail", "appointment", "invitation"]


@pytest.mark.parametrize("model", PERSONAL)
@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("office", {"ours"}),
        ("provider_lead", {"ours"}),
        ("admin", {"ours", "theirs"}),
        ("editor", None),
        ("pcm", None),
    ],
)
def test_lists_and_searches_show_ones_own_side_only(enter, world, provider, school, model, who, sees):
    person = {
        "office": lambda: holder(Role.OFFICE, provider=provider),
        "provider_lead": lambda: holder(Role.PROVIDER_LEAD, provider=provider),
        "admin": lambda: UserFactory(admin=True),
        "editor": UserFactory,
        "pcm": lambda: holder(Role.PCM, school=school),
    }[who]()
    client = enter(person)
    assert seen(client, at(model)) == sees
    assert seen(client, at(model) + "?q=zz") == sees


def test_coordinator_has_roles_but_neither_people_nor_messages(enter, world):
    client = enter(holder(Role.COORDINATOR))
    assert [seen(client, at(model)) for model in PERSONAL] == [None, None, *[{"ours", "theirs"}] * 2]


def test_spreadsheets_hold_no_rows(enter, world):
    client = enter(UserFactory(admin=True))
    for export in ("csv", "xlsx"):
        response = client.get(at("person") + f"?export={export}")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"ZZOURS" not in content.upper()


def test_pages_of_foreign_rows_stay_shut(enter, world, provider):
    client = enter(holder(Role.OFFICE, provider=provider))
    ours, theirs = world["people"].values()
    our_letter, their_letter = world["letters"].values()
    assert seen(client, at("person", "inspect", ours.pk)) == {"ours"}
    assert seen(client, at("mail", "inspect", our_letter.pk)) == {"ours"}
    assert seen(client, at("appointment", "inspect", ours.appointments.get().pk)) == {"ours"}
    assert seen(client, at("person", "inspect", theirs.pk)) is None
    assert seen(client, at("mail", "inspect", their_letter.pk)) is None
    assert seen(client, at("appointment", "inspect", theirs.appointments.get().pk)) is None
    assert seen(client, at("appointment", "edit", theirs.appointments.get().pk)) is None


@pytest.mark.parametrize("model", LISTS)
def test_no_list_has_a_history_page(model):
    with pytest.raises(NoReverseMatch):
        at(model, "history", 1)


@pytest.mark.parametrize("model", ["person", "mail"])
def test_people_and_messages_are_looked_at_only(enter, world, model):
    client = enter(UserFactory(admin=True))
    row = {"person": world["people"]["ours"], "mail": world["letters"]["ours"]}[model]
    for action, args in (("create", ()), ("edit", (row.pk,)), ("delete", (row.pk,))):
        assert client.post(at(model, action, *args), {"name": "X"}).url == "/admin/"
    row.refresh_from_db()
    assert "ZZOURS" in str(row)


def test_office_reads_what_was_sent_but_no_password_link(enter, world, provider):
    person = world["people"]["ours"]
    secret = OutgoingMailFactory(person=person, text="https://site.example/key/", secret=True)
    client = enter(holder(Role.OFFICE, provider=provider))
    assert b"BODY" in client.get(at("mail", "inspect", world["letters"]["ours"].pk)).content
    assert seen(client, at("mail", "inspect", secret.pk)) is None
    client.logout()
    assert seen(enter(UserFactory(admin=True)), at("mail", "inspect", secret.pk)) is None


NEW_SCHOOL = {
    "name": "Third School",
    "urn": "",
    "town": "Ley",
    "postcode": "tw14sx",
    "phase": "primary",
    "closed_on": "",
    "successor": "",
}


def test_coordinator_keeps_schools_providers_and_partnerships(enter, provider):
    client = enter(holder(Role.COORDINATOR))
    assert client.post(at("school", "create"), NEW_SCHOOL).url == at("school")
    school = School.objects.get(name="Third School")
    assert (school.postcode, school.urn) == ("TW1 4SX", None)
    client.post(at("school", "edit", school.pk), {**NEW_SCHOOL, "urn": "123456"})
    partnership = {"provider": provider.pk, "school": school.pk, "start": "2025-09-01", "end": ""}
    client.post(at("partnership", "create"), partnership)
    again = client.post(at("partnership", "create"), partnership)
    assert "already in partnership" in again.content.decode()
    school.refresh_from_db()
    assert school.urn == "123456"
    assert list(Partnership.objects.filter(school=school).values_list("provider", "end")) == [
        (provider.pk, None)
    ]
    for model, row in (("school", school), ("provider", provider)):
        assert client.post(at(model, "delete", row.pk)).url == "/admin/"


@pytest.mark.parametrize("role", [Role.OFFICE, Role.PROVIDER_LEAD])
def test_provider_staff_look_at_their_schools_and_change_none(enter, provider, school, other_school, role):
    client = enter(holder(role, provider=provider))
    page = client.get(at("school")).content.decode()
    assert (school.name in page, other_school.name in page) == (True, False)
    assert client.get(at("school", "inspect", school.pk)).status_code == 200
    assert client.get(at("school", "inspect", other_school.pk)).url == "/admin/"
    for action, args in (("create", ()), ("edit", (school.pk,)), ("delete", (school.pk,))):
        assert client.post(at("school", action, *args), NEW_SCHOOL).url == "/admin/"
    assert set(School.objects.values_list("name", flat=True)) == {school.name, other_school.name}


def role_form(person, role, **place):
    return {
        "email": person.email.upper(),
        "name": "",
        "role": role,
        "school": "",
        "provider": "",
        "start": "2025-09-01",
        "end": "",
        "note": "",
        **{name: row.pk for name, row in place.items()},
    }


def test_role_form_describes_the_roles_one_may_give_and_lists_nobody(enter, world, provider):
    page = enter(holder(Role.OFFICE, provider=provider)).get(at("appointment", "create")).content.decode()
    described = {role for role in Role if role.description.split(".")[0] in page}
    assert described == {Role.MENTOR, Role.PCM, Role.LINK_TUTOR}
    assert "ZZ" not in page


def test_office_gives_a_role_in_the_admin(enter, provider, school, other_school):
    client, person = enter(holder(Role.OFFICE, provider=provider)), UserFactory()
    assert (
        client.post(at("appointment", "create"), role_form(person, Role.PCM, school=school)).status_code
        == 302
    )
    row = person.appointments.get()
    assert (row.role, row.school, row.provider, row.start.isoformat(), row.end) == (
        Role.PCM,
        school,
        None,
        "2025-09-01",
        None,
    )
    refused = {
        "elsewhere": role_form(person, Role.PCM, school=other_school),
        "another role": role_form(person, Role.OFFICE, provider=provider),
        "wrong place": role_form(person, Role.PCM, provider=provider),
        "twice": role_form(person, Role.PCM, school=school),
        "nobody": {**role_form(person, Role.MENTOR, school=school), "email": "nobody@people.example"},
    }
    for why, data in refused.items():
        assert client.post(at("appointment", "create"), data).status_code == 200, why
    assert person.appointments.count() == 1


def test_office_invites_somebody_new(enter, provider, school):
    client = enter(holder(Role.OFFICE, provider=provider, name="Sam Lee"))
    form = {**role_form(UserFactory.build(), Role.MENTOR, school=school), "email": "Newcomer@people.example"}
    page = client.post(at("appointment", "create"), form).content.decode()
    assert "Nobody has an account with this address yet. Give their name to invite them." in page
    assert not Invitation.objects.exists()
    page = client.post(at("appointment", "create"), {**form, "name": " Ewa  Łoś "}, follow=True)
    assert "Ewa Łoś was invited. The link we send to newcomer@people.example works until" in unescape(
        page.content.decode()
    )
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.name, invitation.title) == (
        "newcomer@people.example",
        "Ewa Łoś",
        f"Mentor, {school.name}",
    )
    assert not User.objects.filter(email="newcomer@people.example").exists()
    listed = client.get(at("invitation")).content.decode()
    assert ("Ewa Łoś" in listed, "On its way" in listed, "?what=again" in listed) == (True,) * 3


def test_who_has_an_account_gets_the_role_at_once_and_a_message(enter, provider, school):
    client, person = enter(holder(Role.OFFICE, provider=provider, name="Sam Lee")), UserFactory()
    page = client.post(at("appointment", "create"), role_form(person, Role.PCM, school=school), follow=True)
    assert f"{person.name} now has the role" in page.content.decode()
    letter = OutgoingMail.objects.get(person=person)
    assert (letter.kind, letter.secret, letter.subject) == (
        "appointed",
        False,
        f"Your new role: Professional co-ordinating mentor (PCM), {school.name}",
    )
    assert f"Sam Lee (Partnership office, {provider.short_name}) has given you a role" in letter.text


def test_a_closed_account_gets_no_role(enter, provider, school):
    client, person = enter(holder(Role.OFFICE, provider=provider)), UserFactory(closed=True)
    page = client.post(at("appointment", "create"), role_form(person, Role.PCM, school=school))
    assert "The account with this address is closed." in page.content.decode()
    assert not person.appointments.exists()


@pytest.mark.parametrize("end", ["", "2027-01-31"])
def test_acting_ends_after_three_months_unless_another_day_is_named(enter, provider, school, end):
    client, person = enter(holder(Role.OFFICE, provider=provider)), UserFactory()
    form = {**role_form(person, Role.PCM, school=school), "acting": "on", "start": "2026-11-30", "end": end}
    assert client.post(at("appointment", "create"), form).status_code == 302
    row = person.appointments.get()
    assert (row.acting, row.end.isoformat()) == (True, end or "2027-02-28")


def test_only_pcms_and_link_tutors_act_in_the_form(enter, provider, school):
    client, person = enter(holder(Role.OFFICE, provider=provider)), UserFactory()
    form = {**role_form(person, Role.MENTOR, school=school), "acting": "on"}
    page = client.post(at("appointment", "create"), form).content.decode()
    assert "Only a PCM or a link tutor can be acting, and needs a last day." in page
    assert not person.appointments.exists()


def test_invitation_is_sent_again_and_taken_back_in_the_admin(enter, provider, school):
    client = enter(holder(Role.OFFICE, provider=provider))
    first = InvitationFactory(school=school)
    page = client.post(at("invitation", "edit", first.pk), {"what": "again"}, follow=True)
    assert f"{first.name} was invited." in page.content.decode()
    second = Invitation.objects.unanswered().get()
    assert (second.email, second.token_hash == first.token_hash) == (first.email, False)
    page = client.post(at("invitation", "edit", second.pk), {"what": "revoke"}, follow=True)
    assert "was taken back. Its link no longer works." in page.content.decode()
    assert not Invitation.objects.unanswered().exists()


def test_foreign_invitations_stay_as_they_are(enter, provider, other_school):
    client = enter(holder(Role.OFFICE, provider=provider))
    theirs = InvitationFactory(school=other_school)
    for what in ("again", "revoke"):
        assert client.post(at("invitation", "edit", theirs.pk), {"what": what}).url == "/admin/"
    assert client.get(at("invitation", "edit", theirs.pk)).url == "/admin/"
    assert list(Invitation.objects.unanswered()) == [theirs]


def test_an_invitation_that_cannot_be_sent_again_says_why(enter, provider, school):
    client = enter(holder(Role.OFFICE, provider=provider))
    invitation = InvitationFactory(school=school, start="2020-09-01", end="2021-08-31")
    page = client.post(at("invitation", "edit", invitation.pk), {"what": "again"}).content.decode()
    assert "The last day has passed already." in page
    assert list(Invitation.objects.unanswered()) == [invitation]


def test_a_refused_role_invites_nobody(enter, provider, other_school):
    client = enter(holder(Role.OFFICE, provider=provider))
    form = {
        **role_form(UserFactory.build(), Role.MENTOR, school=other_school),
        "email": "newcomer@people.example",
        "name": "Ewa Łoś",
    }
    assert client.post(at("appointment", "create"), form).status_code == 200
    assert not Invitation.objects.exists()


def test_nobody_gives_themselves_a_role_in_the_admin(enter, provider, school):
    office = holder(Role.OFFICE, provider=provider)
    page = enter(office).post(at("appointment", "create"), role_form(office, Role.PCM, school=school))
    assert "Somebody else must give you a role." in page.content.decode()
    assert office.appointments.count() == 1


def test_role_is_ended_not_changed(enter, provider, school, other_school):
    row = AppointmentFactory(role=Role.PCM, school=school)
    client = enter(holder(Role.OFFICE, provider=provider))
    too_early = client.post(at("appointment", "edit", row.pk), {"end": "2001-01-01"})
    assert "cannot be before the first day" in too_early.content.decode()
    tampered = {"end": today().isoformat(), "role": "office", "school": other_school.pk, "person": 1}
    assert client.post(at("appointment", "edit", row.pk), tampered).status_code == 302
    end = Appointment.objects.get(pk=row.pk)
    assert (end.role, end.school, end.person, end.end) == (Role.PCM, school, row.person, today())
    assert client.post(at("appointment", "delete", row.pk)).url == "/admin/"


def test_menu_shows_each_person_what_they_may_open(enter, provider, school):
    def labels(person):
        page = enter(person).get("/admin/").content.decode()
        words = ["Providers", "Schools", "Partnerships", "Roles", "Invitations", "People", "Messages sent"]
        return [word for word in words if f'"{word}"' in page]

    assert labels(UserFactory()) == []
    assert labels(holder(Role.COORDINATOR)) == [
        "Providers",
        "Schools",
        "Partnerships",
        "Roles",
        "Invitations",
    ]
    assert labels(holder(Role.OFFICE, provider=provider)) == [
        "Providers",
        "Schools",
        "Partnerships",
        "Roles",
        "Invitations",
        "People",
        "Messages sent",
    ]


@pytest.mark.parametrize("model", LISTS)
def test_no_list_asks_for_an_icon_that_is_not_there(enter, world, model):
    """Under the storage of production the page would fail: django.contrib.admin is not installed."""
    assert b"admin/img/" not in enter(UserFactory(admin=True)).get(at(model)).content


@pytest.mark.parametrize("model", LISTS)
def test_long_lists_ask_no_more_questions_than_short_ones(enter, world, provider, model):
    client = enter(holder(Role.OFFICE, provider=provider))

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at(model)).status_code == 200
        return len(asked)

    questions()
    few = questions()
    for _ in range(12):
        school = SchoolFactory(partner=provider)
        OutgoingMailFactory(person=holder(Role.MENTOR, school=school))
        InvitationFactory(school=school, mail=OutgoingMailFactory())
    assert questions() == few


# --- accounts -------------------------------------------------------------------------------------------

NEW_PERSON = {
    "email": " New@People.example",
    "name": "Łucja  O’Brien",
    "trn": "RP12/34567",
    "password1": "",
    "password2": "",
}


def test_administrator_opens_an_account_with_one_name(enter):
    client = enter(UserFactory(admin=True))
    page = client.get(reverse("wagtailusers_users:add")).content.decode()
    assert ('name="name"' in page, 'name="trn"' in page, "first_name" in page) == (True, True, False)
    response = client.post(reverse("wagtailusers_users:add"), NEW_PERSON)
    assert response.status_code == 302
    person = User.objects.get(email="new@people.example")
    assert (person.name, person.trn, person.has_usable_password()) == ("Łucja O’Brien", "1234567", False)
    assert (
        client.get(reverse("wagtailusers_users:index") + "?q=brien")
        .content.decode()
        .count("new@people.example")
    )
    for ordering in ("name", "-name", "email"):
        assert client.get(reverse("wagtailusers_users:index") + f"?ordering={ordering}").status_code == 200


def test_account_form_says_what_is_wrong(enter):
    client = enter(UserFactory(admin=True, email="root@people.example"))
    data = {**NEW_PERSON, "email": "ROOT@people.example", "name": " ", "trn": "12345678"}
    page = client.post(reverse("wagtailusers_users:add"), data).content.decode()
    assert "teacher reference number of 7 digits" in page
    assert "This field is required" in page
    assert "already exists" in page
    assert User.objects.count() == 1


def test_edit_form_changes_the_name_and_ends_sessions_when_it_closes_the_account(enter):
    client, person = enter(UserFactory(admin=True)), UserFactory()
    salt, address = person.session_salt, reverse("wagtailusers_users:edit", args=[person.pk])
    data = {
        "email": person.email,
        "name": "New Name",
        "trn": "",
        "is_active": "on",
        "password1": "",
        "password2": "",
    }
    client.post(address, data)
    person.refresh_from_db()
    assert (person.name, person.is_active, person.session_salt == salt) == ("New Name", True, True)
    data.pop("is_active")
    client.post(address, data)
    person.refresh_from_db()
    assert (person.name, person.is_active, person.session_salt == salt) == ("New Name", False, False)


def test_deleting_an_account_closes_it(enter, school):
    client, person = enter(UserFactory(admin=True)), holder(Role.MENTOR, school=school)
    address = reverse("wagtailusers_users:delete", args=[person.pk])
    assert "Accounts are never deleted" in client.get(address).content.decode()
    person.refresh_from_db()
    assert person.is_active is True
    response = client.post(address, follow=True)
    assert "The account was closed." in response.content.decode()
    person.refresh_from_db()
    assert (person.is_active, person.appointments.count()) == (False, 1)


@pytest.mark.parametrize(
    ("action", "data"), [("delete", {}), ("set_active_state", {"mark_as_active": "False"})]
)
def test_bulk_actions_close_accounts_too(enter, school, action, data):
    client = enter(UserFactory(admin=True))
    people = [holder(Role.MENTOR, school=school), UserFactory()]
    salts = {person.session_salt for person in people}
    ids = "&".join(f"id={person.pk}" for person in people)
    address = reverse("wagtail_bulk_action", args=["people", "user", action]) + f"?{ids}"
    assert client.get(address).status_code == 200
    assert client.post(address, data).status_code == 302
    closed = User.objects.filter(pk__in=[person.pk for person in people])
    assert [person.is_active for person in closed] == [False, False]
    assert salts.isdisjoint({person.session_salt for person in closed})


def test_bulk_closing_never_closes_ones_own_account(enter):
    admin, person = UserFactory(admin=True), UserFactory()
    client = enter(admin)
    for action, data in (("delete", {}), ("set_active_state", {"mark_as_active": "False"})):
        address = reverse("wagtail_bulk_action", args=["people", "user", action])
        client.post(f"{address}?id={admin.pk}&id={person.pk}", data)
    assert set(User.objects.filter(is_active=False)) == {person}


@pytest.mark.parametrize("role", [None, Role.OFFICE, Role.PROVIDER_LEAD, Role.COORDINATOR])
def test_nobody_but_administrators_reaches_accounts_and_groups(enter, provider, role):
    places = {"provider": provider} if role in (Role.OFFICE, Role.PROVIDER_LEAD) else {}
    client = enter(holder(role, **places) if role else UserFactory())
    before = User.objects.count()
    for name in ("wagtailusers_users:index", "wagtailusers_users:add", "wagtailusers_groups:index"):
        assert client.get(reverse(name)).url == "/admin/"
        assert client.post(reverse(name), NEW_PERSON).url == "/admin/"
    assert User.objects.count() == before


def test_permission_to_delete_users_closes_no_account(enter):
    """Should a group ever be given it by mistake."""
    deputy, person = UserFactory(), UserFactory()
    deputy.user_permissions.add(Permission.objects.get(codename="delete_user"))
    client = enter(deputy)
    client.post(reverse("wagtailusers_users:delete", args=[person.pk]))
    client.post(reverse("wagtail_bulk_action", args=["people", "user", "delete"]) + f"?id={person.pk}")
    person.refresh_from_db()
    assert person.is_active is True


def test_other_bulk_actions_go_on_as_they_are(enter):
    client, person = enter(UserFactory(admin=True)), UserFactory()
    group = Group.objects.create(name="Readers")
    address = reverse("wagtail_bulk_action", args=["people", "user", "assign_role"])
    client.post(f"{address}?id={person.pk}", {"role": group.pk})
    page = Page.objects.get(depth=2)
    client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"]) + f"?id={page.pk}")
    page.refresh_from_db()
    assert (list(person.groups.all()), person.is_active, page.live) == ([group], True, False)
