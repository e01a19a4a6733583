"""Invitations, and how they might be stolen, forwarded, replayed or used up by a mail scanner (T8)."""

import io
import logging
import logging.config
import re
from datetime import UTC, datetime, timedelta

import pytest
import structlog
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings as site
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from cms.logs import logging_config
from people import actions, tasks
from people.models import Appointment, Invitation, OutgoingMail, User
from people.models.invitations import fingerprint
from people.models.periods import today
from people.permissions import invitation_behind
from people.roles import Role
from tests.factories.people import (
    PASSWORD,
    AppointmentFactory,
    InvitationFactory,
    OutgoingMailFactory,
    UserFactory,
    holder,
)

PAGE = "/account/invitation/"
CHOSEN = {"password1": "three plain words", "password2": "three plain words"}
LINK = re.compile(rf"{re.escape(site.BASE_URL)}({PAGE}([\w-]+)/)")


@pytest.fixture(autouse=True)
def counters(settings):
    """Attempts are counted in memory, from nought for each test."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "invitations"}
    }
    cache.clear()


@pytest.fixture
def office(provider):
    return holder(Role.OFFICE, provider=provider, name="Sam Lee")


@pytest.fixture
def invite(office, school):
    """Call it to invite Ewa Łoś to mentor at the school; the address of her link."""

    def invite(by=office, email="ewa@people.example", **change):
        terms = {"role": Role.MENTOR, "school": school} | change
        made = actions.invite(email=email, name="Ewa Łoś", by=by, **terms)
        return LINK.search(made.mail.text)[1]

    return invite


def opened(client, link):
    """The page that a link leads to."""
    return client.get(link, follow=True)


def counts():
    """How many accounts of hers there are, roles to mentor, and invitations that wait."""
    return (
        User.objects.filter(email="ewa@people.example").count(),
        Appointment.objects.filter(role=Role.MENTOR).count(),
        Invitation.objects.unanswered().count(),
    )


WAITING, ACCEPTED = (0, 0, 1), (1, 1, 0)


# --- the good way -------------------------------------------------------------------------------------------


def test_invitation_says_who_invites_to_what(client, invite, office, provider, school):
    page = opened(client, invite(role=Role.PCM, acting=True, end=today() + timedelta(days=40)))
    assert page.status_code == 200
    text = page.content.decode()
    for words in (
        f"Sam Lee (Partnership office, {provider.short_name}) invites you, Ewa Łoś",
        f"Acting PCM, {school.name}",
        "ewa@people.example",
        "Last day",
    ):
        assert words in text


def test_accepting_makes_account_and_role_and_signs_in(client, invite, school):
    opened(client, invite())
    answer = client.post(PAGE, CHOSEN)
    assert (answer.status_code, answer.url) == (302, "/my/")
    person = User.objects.get(email="ewa@people.example")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert [each["method"] for each in client.session["account_authentication_methods"]] == ["password"]
    assert (person.name, person.check_password("three plain words")) == ("Ewa Łoś", True)
    assert list(EmailAddress.objects.values_list("user", "email", "verified", "primary")) == [
        (person.pk, "ewa@people.example", True, True)
    ]
    row = person.appointments.get()
    assert (row.role, row.school, row.acting, row.start, row.end) == (
        Role.MENTOR,
        school,
        False,
        today(),
        None,
    )
    assert Invitation.objects.get().used_at is not None
    assert "invitation" not in client.session


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({}, "Enter new password"),
        ({"password1": "short", "password2": "short"}, "at least 12 characters"),
        ({"password1": "three plain words", "password2": "other plain words"}, "the same password each time"),
        ({"password1": "ewa@people.example", "password2": "ewa@people.example"}, "too similar to"),
    ],
)
def test_a_password_that_will_not_do_uses_nothing_up(client, invite, sent, problem):
    opened(client, invite())
    page = client.post(PAGE, sent)
    assert (page.status_code, problem in page.content.decode()) == (200, True)
    assert counts() == WAITING
    assert client.post(PAGE, CHOSEN).url == "/my/"
    assert counts() == ACCEPTED


def test_who_has_an_account_by_now_signs_in_to_accept(client, invite, school):
    """Two providers invited her; she has accepted one of the two."""
    link = invite()
    person = UserFactory(email="ewa@people.example")
    page = opened(client, link)
    assert "Sign in with this address to accept." in page.content.decode()
    client.post(PAGE, CHOSEN)
    person.refresh_from_db()
    assert (counts(), person.check_password(PASSWORD)) == ((1, 0, 1), True)
    client.post("/account/login/", {"login": person.email, "password": PASSWORD, "next": PAGE})
    assert "Accept this role" in client.get(PAGE).content.decode()
    desk = client.post(PAGE, follow=True)
    assert desk.redirect_chain == [("/my/", 302)]
    assert f"You now have this role: Mentor, {school.name}" in desk.content.decode()
    assert (counts(), person.appointments.get().role) == (ACCEPTED, Role.MENTOR)


def test_a_role_that_she_holds_by_now_is_not_given_twice(client, invite, school):
    link = invite()
    person = UserFactory(email="ewa@people.example")
    AppointmentFactory(person=person, school=school)
    client.force_login(person)
    opened(client, link)
    assert client.post(PAGE).url == "/my/"
    assert counts() == ACCEPTED


# --- the eight ways to misuse it ----------------------------------------------------------------------------


def test_1_token_is_long_random_and_kept_only_as_its_fingerprint(invite):
    tokens = {LINK.search(site.BASE_URL + invite())[2] for _ in range(5)}
    assert {len(token) for token in tokens} == {43}  # 256 bits, six to a letter
    assert len(tokens) == 5
    kept = set(Invitation.objects.values_list("token_hash", flat=True))
    assert kept == {fingerprint(token) for token in tokens}


def test_2_it_is_bound_to_its_address_role_and_place(client, invite, school, other_school):
    opened(client, invite())
    forged = {
        "email": "thief@people.example",
        "name": "A Thief",
        "role": "office",
        "school": other_school.pk,
        "acting": "on",
    }
    client.post(PAGE, CHOSEN | forged)
    person = User.objects.get(email="ewa@people.example")
    row = person.appointments.get()
    assert (person.name, row.role, row.school, row.acting) == ("Ewa Łoś", Role.MENTOR, school, False)
    assert not User.objects.filter(email="thief@people.example").exists()


def test_3_it_works_for_fourteen_days(client, invite):
    with time_machine.travel("2026-11-02T09:00:00Z", tick=False):
        link = invite()
    answers = {}
    for moment in ("2026-11-16T08:59:59Z", "2026-11-16T09:00:00Z"):
        with time_machine.travel(moment, tick=False):
            answers[moment] = opened(Client(), link).status_code
    assert list(answers.values()) == [200, 410]
    with time_machine.travel("2026-11-16T08:59:59Z", tick=False):
        opened(client, link)
    with time_machine.travel("2026-11-16T09:00:01Z", tick=False):
        assert client.post(PAGE, CHOSEN).status_code == 410
    assert counts() == WAITING


def test_4_it_works_once(client, invite):
    link, second = invite(), Client()
    opened(second, link)
    opened(client, link)
    client.post(PAGE, CHOSEN)
    again = {"password1": "quite another secret", "password2": "quite another secret"}
    answers = [second.post(PAGE, again), opened(Client(), link), opened(client, link)]
    assert [answer.status_code for answer in answers] == [410] * 3
    assert counts() == ACCEPTED
    assert User.objects.get(email="ewa@people.example").check_password("three plain words")


def test_5_looking_at_it_uses_nothing_up(client, invite):
    link = invite()
    for _ in range(10):
        assert (Client().get(link).status_code, Client().head(link).status_code) == (302, 302)
        assert opened(Client(), link).status_code == 200
    assert counts() == WAITING
    opened(client, link)
    client.post(PAGE, CHOSEN)
    assert counts() == ACCEPTED


def test_6_somebody_else_who_is_signed_in_is_turned_away(client, invite):
    client.force_login(UserFactory(name="Forwarded To"))
    page = opened(client, invite())
    assert (page.status_code, "This invitation is for somebody else" in page.content.decode()) == (403, True)
    assert "ewa@people.example" not in page.content.decode()
    assert client.post(PAGE, CHOSEN).status_code == 403
    assert counts() == WAITING


def test_7_used_lapsed_replaced_revoked_and_unknown_links_look_the_same(invite, office, provider):
    links = {"replaced": invite(), "used": invite(), "unknown": f"{PAGE}{'x' * 43}/"}
    browser = Client()
    opened(browser, links["used"])
    browser.post(PAGE, CHOSEN)
    links["revoked"] = invite(email="a@people.example")
    actions.revoke_invitation(invitation=Invitation.objects.unanswered().get(), by=office)
    links["lapsed"] = invite(email="b@people.example")
    Invitation.objects.filter(email="b@people.example").update(expires_at=timezone.now())
    links["role over"] = invite(email="c@people.example", end=today())
    Invitation.objects.filter(email="c@people.example").update(start="2025-01-01", end="2025-02-01")
    links["sender gone"] = invite(by=holder(Role.OFFICE, provider=provider), email="d@people.example")
    Appointment.objects.filter(person=Invitation.objects.get(email="d@people.example").created_by).delete()
    pages = {why: opened(Client(), link) for why, link in links.items()}
    assert {page.redirect_chain[-1] for page in pages.values()} == {(PAGE, 302)}
    assert {page.status_code for page in pages.values()} == {410}
    assert {page.content for page in pages.values()} == {Client().get(PAGE).content}


def test_8_a_new_invitation_ends_the_older_one_to_the_same_role_alone(invite):
    first, second = invite(), invite()
    other_role = invite(role=Role.PCM)
    other_person = invite(email="jo@people.example")
    third = invite()
    answers = [
        opened(Client(), link).status_code for link in (first, second, other_role, other_person, third)
    ]
    assert answers == [410, 410, 200, 200, 200]


def test_9_the_address_with_the_token_tells_nobody_and_is_kept_nowhere(client, invite):
    answer = client.get(invite())
    assert (answer.status_code, answer.url, answer.content) == (302, PAGE, b"")
    assert answer["Referrer-Policy"] == "no-referrer"
    for response in (answer, client.get(PAGE), Client().get(PAGE)):
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"


@pytest.fixture
def log():
    """The production log so far, as text."""
    stream = io.StringIO()
    config = logging_config(debug=False)
    config["handlers"]["stderr"]["stream"] = stream
    before = logging.root.handlers[:]
    logging.config.dictConfig(config)
    yield stream.getvalue
    logging.root.handlers[:] = before
    structlog.reset_defaults()


def everything_kept():
    """Every row of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute("SELECT * FROM " + connection.ops.quote_name(table))  # noqa: S608  our own tables
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_10_token_is_in_no_log_and_once_sent_in_no_table(client, invite, log, by_smtp, admin):
    link = invite()
    token = LINK.search(site.BASE_URL + link)[2]
    letter = OutgoingMail.objects.get(kind="invitation")
    assert (letter.secret, token in everything_kept()) == (True, True)
    assert tasks.deliver(letter.pk) == "sent"
    assert token in by_smtp.messages[0].get_body(("plain",)).get_content()
    opened(client, link)
    client.post(link)
    client.post(PAGE, CHOSEN)
    assert counts() == ACCEPTED
    assert (fingerprint(token) in everything_kept(), token in everything_kept()) == (True, False)
    assert ('"route": "/account/invitation/<str:token>/"' in log(), token in log()) == (True, False)
    client.force_login(admin)
    assert b"ewa@people.example" not in client.get("/admin/people/messages/").content


def test_guesses_are_limited_like_signing_in(client, invite, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    opened(client, invite())
    answers = [client.post(PAGE, {}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    assert client.post(PAGE, CHOSEN)["Retry-After"] == "60"
    assert counts() == WAITING


# --- who invites whom ---------------------------------------------------------------------------------------


def test_who_may_not_give_a_role_invites_nobody_to_it(provider, school, other_school, invite, office):
    refused = [
        (office, {"school": other_school}),
        (office, {"role": Role.OFFICE, "school": None, "provider": provider}),
        (holder(Role.PCM, school=school), {}),
        (UserFactory(), {}),
    ]
    for by, change in refused:
        with pytest.raises(PermissionDenied):
            invite(by=by, **change)
    assert (Invitation.objects.count(), OutgoingMail.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"end": today() - timedelta(days=1), "start": today() - timedelta(days=9)}, "has passed already"),
        ({"acting": True}, "Only a PCM or a link tutor can be acting"),
        ({"email": "no address"}, "valid email address"),
        ({"email": "closed@people.example"}, "is closed"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_the_older_invitation_open(invite, change, sentence):
    UserFactory(email="closed@people.example", closed=True)
    link = invite()
    with pytest.raises(ValidationError, match=sentence):
        invite(**change)
    assert opened(Client(), link).status_code == 200
    assert OutgoingMail.objects.count() == 1


def test_who_has_an_account_holds_the_role_at_once(office, school):
    person = UserFactory(email="known@people.example")
    InvitationFactory(email=person.email, school=school)
    made = actions.invite(
        email=" KNOWN@people.example", name="ignored", role=Role.MENTOR, school=school, by=office
    )
    assert made == person.appointments.get()
    letter = OutgoingMail.objects.get()
    assert (letter.kind, letter.recipient, letter.person, letter.secret) == (
        "appointed",
        person.email,
        person,
        False,
    )
    assert not Invitation.objects.unanswered().exists()


def test_sending_again_gives_a_new_link_and_keeps_the_terms(invite, office, school):
    link = invite(role=Role.PCM, acting=True, end=today() + timedelta(days=30), note="while on leave")
    first = Invitation.objects.get()
    second = actions.send_invitation_again(invitation=first, by=office)
    names = ("email", "name", "role", "school", "provider", "acting", "start", "end", "note")
    assert [getattr(first, name) for name in names] == [getattr(second, name) for name in names]
    new_link = LINK.search(second.mail.text)[1]
    assert [opened(Client(), each).status_code for each in (link, new_link)] == [410, 200]


def test_nobody_handles_what_was_answered_or_belongs_elsewhere(invite, office, other_provider):
    invite()
    invitation = Invitation.objects.get()
    stranger = holder(Role.OFFICE, provider=other_provider)
    verbs = (actions.send_invitation_again, actions.revoke_invitation)
    for verb in verbs:
        with pytest.raises(PermissionDenied):
            verb(invitation=invitation, by=stranger)
    actions.accept_invitation(invitation=invitation, password="three plain words")
    for verb in verbs:
        with pytest.raises(PermissionDenied, match="You cannot change this invitation"):
            verb(invitation=invitation, by=office)
    assert counts() == ACCEPTED


def test_a_former_colleagues_invitation_works_when_it_is_sent_again(invite, office, provider):
    former = holder(Role.OFFICE, provider=provider)
    invite(by=former)
    actions.deactivate(person=former, by=UserFactory(admin=True))
    first = Invitation.objects.get()
    assert invitation_behind(first.token_hash) is None
    second = actions.send_invitation_again(invitation=first, by=office)
    assert invitation_behind(second.token_hash) == second


def test_accepting_asks_the_database_anew(invite):
    """Two clicks at once: the second holds a row that was read before the first."""
    invite()
    stale = Invitation.objects.get()
    actions.accept_invitation(invitation=stale, password="three plain words")
    with pytest.raises(PermissionDenied, match="can no longer be used"):
        actions.accept_invitation(invitation=stale, password="quite another secret")
    assert counts() == ACCEPTED


def test_only_the_addressee_accepts(invite):
    invite()
    invitation = Invitation.objects.get()
    with pytest.raises(PermissionDenied, match="for another email address"):
        actions.accept_invitation(invitation=invitation, by=UserFactory())
    UserFactory(email="ewa@people.example")
    with pytest.raises(PermissionDenied, match="Sign in to accept"):
        actions.accept_invitation(invitation=invitation, password="three plain words")
    assert counts() == (1, 0, 1)


@pytest.mark.parametrize(
    ("status", "change", "state"),
    [
        ("queued", {}, "On its way"),
        ("sent", {"sent_at": timezone.now()}, "Can be used until 16 November 2026"),
        ("failed", {}, "Could not be delivered: check the address"),
    ],
)
def test_office_sees_whether_the_message_came_back(db, status, change, state):
    until = datetime(2026, 11, 16, 9, tzinfo=UTC)
    invitation = InvitationFactory(mail=OutgoingMailFactory(status=status, **change), expires_at=until)
    with time_machine.travel(until - timedelta(seconds=1), tick=False):
        assert invitation.state == state
    with time_machine.travel(until, tick=False):
        assert invitation.state == ("Not used in time" if status != "failed" else state)


def test_database_keeps_one_open_invitation_and_no_contradiction(school):
    first = InvitationFactory(school=school)
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(email=first.email, school=school)
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(used_at=now, revoked_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(role=Role.OFFICE, school=school)
    Invitation.objects.update(revoked_at=now)
    InvitationFactory(email=first.email, school=school)
    assert Invitation.objects.count() == 2
