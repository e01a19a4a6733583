"""Asked again for password or passkey: who, when, and what becomes of the POST that waited (T39)."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import get_resolver, include, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cms.stepup import KEPT, LAPSED, question
from tests.factories.people import PASSWORD, UserFactory
from tests.sessions import just_signed_in

DONE = []


@require_http_methods(["GET", "POST"])
def sign(request, reference):
    """A view that signs something: notes who, what and under which address."""
    if (asked := question(request)) is not None:
        return asked
    if request.method == "GET":
        return HttpResponse("The sheet")
    DONE.append((request.user.name, reference, dict(request.POST.lists()), request.GET.urlencode()))
    return redirect("/signed/")


def sign_if_allowed(request, reference):
    """A view that looks at its object before it asks."""
    if reference == "foreign":
        raise PermissionDenied
    if (asked := question(request)) is not None:
        return asked
    DONE.append((request.user.name, reference, dict(request.POST.lists()), ""))
    return redirect("/signed/")


urlpatterns = [
    path("sign/<slug:reference>/", sign),
    path("late/<slug:reference>/", sign_if_allowed),
    path("", include("cms.urls")),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

TYPED = {"name": "Łucja O’Brien", "ticked": ["1.1", "1.2"], "reason": "First line.\r\nSecond & last=1%"}
START = timezone.now().replace(microsecond=0)


@pytest.fixture(autouse=True)
def nothing_done_yet(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "stepup"}
    }
    cache.clear()
    DONE.clear()


@pytest.fixture
def clock():
    """The time, standing still until the test moves it."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(clock):
    return UserFactory(name="Asha Invented")


def sign_in(client, person):
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def later(clock, **time):
    clock.move_to(timezone.now() + timedelta(**time))


def asked(answer):
    """The question's address, which names the POST that waits; fails when nothing was asked."""
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_reauthenticate"))
    return answer.url


def prove(client, address, password=PASSWORD, **more):
    """Answer the question as its page does."""
    waiting = parse_qs(urlsplit(address).query)["next"][0]
    return client.post(reverse("account_reauthenticate"), {"password": password, "next": waiting}, **more)


def told(client, address):
    """(where the address leads, the last message that the page there shows)."""
    led = client.get(address).url
    return led, [str(message) for message in get_messages(client.get(led).wsgi_request)][-1]


@pytest.fixture
def waiting(client, person, clock):
    """The address of the question, asked of `person` in `client` sixteen minutes after signing in."""
    sign_in(client, person)
    later(clock, minutes=16)
    return asked(client.post("/sign/first/?page=2", TYPED))


DONE_ONCE = ("Asha Invented", "first", {"name": ["Łucja O’Brien"], "ticked": ["1.1", "1.2"],
             "reason": ["First line.\r\nSecond & last=1%"]}, "page=2")  # fmt: skip


# --- when ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "is_asked"), [(0, False), (899, False), (901, True)])
def test_asked_when_signing_in_is_more_than_fifteen_minutes_ago(client, person, clock, seconds, is_asked):
    sign_in(client, person)
    later(clock, seconds=seconds)
    answer = client.post("/sign/first/?page=2", TYPED)
    assert answer.url.startswith(reverse("account_reauthenticate")) == is_asked
    assert ([] if is_asked else [DONE_ONCE]) == DONE


def test_a_proof_counts_for_another_fifteen_minutes(client, waiting, clock):
    prove(client, waiting)
    later(clock, minutes=14)
    assert client.post("/sign/second/", {}).url == "/signed/"
    later(clock, minutes=2)
    asked(client.post("/sign/third/", {}))
    assert [reference for _, reference, *_ in DONE] == ["first", "second"]


def test_reading_is_never_asked(client, person, clock):
    sign_in(client, person)
    later(clock, hours=3)
    assert client.get("/sign/first/").content == b"The sheet"


def test_administrators_are_asked_too(client, clock):
    sign_in(client, UserFactory(admin=True))
    later(clock, minutes=16)
    asked(client.post("/sign/first/", TYPED))
    assert DONE == []


def test_a_session_without_any_proof_is_asked(client, person):
    client.force_login(person)
    asked(client.post("/sign/first/", TYPED))
    just_signed_in(client, person)
    assert client.post("/sign/first/", TYPED).url == "/signed/"


def test_signed_out_people_go_to_sign_in(client):
    answers = [client.post("/sign/first/", TYPED), client.get("/sign/first/")]
    assert [answer.url for answer in answers] == ["/account/login/?next=/sign/first/"] * 2
    assert DONE == []


def test_who_has_neither_password_nor_passkey_signs_nothing(client, person):
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    address = asked(client.post("/sign/first/", TYPED))
    assert (client.get(address).status_code, prove(client, address).status_code) == (403, 403)
    assert DONE == []


def test_a_view_may_refuse_before_it_asks(client, person, clock):
    sign_in(client, person)
    later(clock, minutes=16)
    assert client.post("/late/foreign/", TYPED).status_code == 403
    address = asked(client.post("/late/own/", {"a": "1"}))
    assert prove(client, address).url == "/signed/"
    assert DONE == [("Asha Invented", "own", {"a": ["1"]}, "")]


# --- what becomes of the POST -------------------------------------------------------------------------------


def test_the_question_says_why_and_that_nothing_is_lost(client, waiting):
    page = client.get(waiting).content.decode()
    assert page.count("<h1") == 1
    for words in ("Confirm that it is you", "more than 15 minutes ago", "What you sent is waiting"):
        assert words in page


def test_it_waits_through_wrong_passwords_and_is_done_with_the_right_one(client, waiting):
    for _ in range(2):
        page = prove(client, waiting, "not-the-password")
        assert (page.status_code, DONE) == (200, [])
        assert "That is not your password." in page.content.decode()
    answer = prove(client, waiting)
    assert (answer.status_code, answer.url) == (302, "/signed/")
    assert DONE == [DONE_ONCE]


def test_a_replay_does_nothing_and_says_so(client, waiting):
    prove(client, waiting)
    answer = prove(client, waiting)
    assert told(client, answer.url) == ("/sign/first/", LAPSED)
    assert DONE == [DONE_ONCE]


def test_two_presses_at_once_carry_it_out_once(client, waiting):
    """Both requests come with the session as it was before either was answered."""
    before = dict(client.session.items())
    prove(client, waiting)
    session = client.session
    session.update(before)
    session.save()
    assert prove(client, waiting).url.startswith("/sign/first/?kept=")
    assert client.get(prove(client, waiting).url).url == "/sign/first/"
    assert DONE == [DONE_ONCE]


def test_two_windows_wait_for_their_own_answers(client, waiting):
    second = asked(client.post("/sign/second/", {"a": "1"}))
    assert DONE == []
    assert prove(client, second).url == "/signed/"
    assert prove(client, waiting).url == "/signed/"
    assert DONE == [("Asha Invented", "second", {"a": ["1"]}, ""), DONE_ONCE]


def test_only_the_newest_five_wait(client, waiting):
    for number in range(5):
        asked(client.post(f"/sign/n{number}/", {}))
    assert [kept["path"] for kept in client.session[KEPT].values()] == [f"/sign/n{n}/" for n in range(5)]
    prove(client, waiting)
    assert DONE == []


def test_a_proof_given_for_something_else_leaves_it_waiting(client, waiting):
    passkeys = reverse("mfa_add_webauthn")
    to_add = client.get(passkeys)
    assert prove(client, to_add.url).url == passkeys
    assert DONE == []
    assert prove(client, waiting).url == "/signed/"
    assert DONE == [DONE_ONCE]


def test_who_comes_back_to_its_address_is_asked_again(client, waiting):
    back = parse_qs(urlsplit(waiting).query)["next"][0]
    assert asked(client.get(back)) == waiting
    assert DONE == []


def test_after_half_a_day_it_has_lapsed(client, waiting, clock):
    """The session itself goes on, because its person has been here meanwhile."""
    later(clock, hours=8)
    prove(client, client.get(reverse("mfa_add_webauthn")).url)
    later(clock, hours=4, seconds=1)
    answer = prove(client, waiting)
    assert told(client, answer.url) == ("/sign/first/", LAPSED)
    assert DONE == []


def test_whose_session_has_ended_signs_in_and_learns_that_nothing_was_done(client, person, waiting, clock):
    later(clock, hours=13)
    page = client.get(waiting)
    signed_in = client.post(page.url, {"login": person.email, "password": PASSWORD})
    assert signed_in.url == waiting
    assert told(client, prove(client, waiting).url) == ("/sign/first/", LAPSED)
    assert DONE == []


# --- whose it is --------------------------------------------------------------------------------------------


def test_the_next_person_at_this_browser_never_does_it(client, waiting):
    client.post(reverse("account_logout"))
    sign_in(client, UserFactory(name="Ben Invented"))
    answer = prove(client, waiting)
    assert client.get(answer.url).url == "/sign/first/"
    assert DONE == []


def test_a_post_that_another_person_left_in_the_session_stays_undone(client, waiting):
    """Signing out empties the session; were it ever to survive, the POST still belongs to one person."""
    kept = client.session[KEPT]
    other = Client()
    sign_in(other, UserFactory(name="Ben Invented"))
    session = other.session
    session[KEPT] = kept
    session["account_reauthentication_state"] = client.session["account_reauthentication_state"]
    session.save()
    answer = prove(other, waiting)
    assert other.get(answer.url).url == "/sign/first/"
    assert DONE == []


def test_another_browser_of_the_same_person_knows_nothing_of_it(person, waiting):
    other = sign_in(Client(), person)
    prove(other, waiting)
    assert DONE == []


def test_neither_the_post_nor_the_proof_passes_without_the_sites_token(person, clock):
    browser = Client(enforce_csrf_checks=True)
    just_signed_in(browser, person)
    later(clock, minutes=16)
    assert browser.post("/sign/first/", TYPED).status_code == 403
    assert KEPT not in browser.session
    token = browser.get("/account/logout/").cookies["csrf"].value
    address = asked(browser.post("/sign/first/", {"csrfmiddlewaretoken": token, "a": "1"}))
    assert prove(browser, address).status_code == 403
    assert DONE == []
    assert prove(browser, address, headers={"X-CSRFToken": token}).url == "/signed/"
    assert DONE == [("Asha Invented", "first", {"a": ["1"]}, "")]


def test_guessing_is_stopped_and_the_post_goes_on_waiting(client, waiting, clock):
    for _ in range(5):
        prove(client, waiting, "not-the-password")
    assert "too many attempts" in prove(client, waiting).content.decode()
    assert DONE == []
    later(clock, minutes=6)
    assert prove(client, waiting).url == "/signed/"
    assert DONE == [DONE_ONCE]


def test_hasty_answers_get_a_page_of_ours(client, waiting):
    answers = [prove(client, waiting, "not-the-password") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "Nothing is lost" in answers[-1].content.decode()


# --- passkeys -----------------------------------------------------------------------------------------------


def passkey(person, name="School laptop"):
    """A row as allauth keeps it; its key answers nothing."""
    return Authenticator.objects.create(
        user=person, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}}
    )


def test_no_other_door_of_the_library_is_open(client, person):
    """Those of codes and of the second step are shut, or lead to the pages that we have drawn."""
    names = {
        entry.name
        for entry in every_route(get_resolver("allauth.mfa.urls"))
        if entry.callback.__module__.startswith("allauth.mfa")
    }
    passkey(person)
    sign_in(client, person)
    closed = {name: client.get(reverse(name)).url for name in ("mfa_authenticate", "mfa_reauthenticate")}
    assert closed == {"mfa_authenticate": "/my/", "mfa_reauthenticate": reverse("account_reauthenticate")}
    assert names - closed.keys() == {
        "mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
        "mfa_reauthenticate_webauthn",
    }  # fmt: skip


def every_route(resolver):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from every_route(entry)
        else:
            yield entry


def test_who_has_a_passkey_still_signs_in_by_password_alone(client, person):
    passkey(person)
    sign_in(client, person)
    assert client.get("/sign/first/").status_code == 200


def test_the_list_names_ones_own_passkeys_only(client, person):
    passkey(person)
    passkey(UserFactory(), name="Somebody else’s phone")
    sign_in(client, person)
    for name in ("mfa_list_webauthn", "mfa_index"):
        page = client.get(reverse(name)).content.decode()
        assert ("School laptop" in page, "Somebody else’s phone" in page) == (True, False)


def test_changing_passkeys_wants_a_proof_first_and_then_goes_on(client, person, clock):
    mine = passkey(person)
    sign_in(client, person)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[mine.pk])).url.startswith(reverse("account_reauthenticate"))
    address = client.post(reverse("mfa_edit_webauthn", args=[mine.pk]), {"name": "Phone"}).url
    page = client.get(address).content.decode()
    assert "how your account is opened" in page
    assert "Use a passkey" in page
    assert prove(client, address).url == reverse("mfa_list_webauthn")
    mine.refresh_from_db()
    assert mine.data["name"] == "Phone"


def test_nobody_reaches_anothers_passkey(client, person):
    theirs = passkey(UserFactory())
    sign_in(client, person)
    prove(client, client.get(reverse("mfa_add_webauthn")).url)
    urls = [reverse(name, args=[theirs.pk]) for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")]
    answers = [client.get(url).status_code for url in urls] + [client.post(url).status_code for url in urls]
    assert answers == [404] * 4
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize(
    "name", ["mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"]
)
def test_signed_out_people_find_no_passkeys(client, name):
    assert client.get(reverse(name)).url.startswith("/account/login/")


@pytest.mark.parametrize("answer", ["", "no json", '{"id": "abc"}', "[]", "null"])
def test_a_false_passkey_keeps_it_waiting(client, person, waiting, answer):
    passkey(person)
    back = parse_qs(urlsplit(waiting).query)["next"][0]
    url = reverse("mfa_reauthenticate_webauthn")
    refused = client.post(url, {"credential": answer, "next": back})
    assert refused.url.partition("?")[0] == url
    assert parse_qs(urlsplit(refused.url).query) == {"next": [back]}
    assert DONE == []
    assert prove(client, waiting).url == "/signed/"
    assert DONE == [DONE_ONCE]


def test_a_new_passkey_needs_the_browsers_answer_and_a_short_name(client, person):
    sign_in(client, person)
    prove(client, client.get(reverse("mfa_add_webauthn")).url)
    page = client.post(reverse("mfa_add_webauthn"), {"name": "x" * 61}).content.decode()
    assert "Press the button to make a passkey" in page
    assert "Use 60 characters or fewer. You have used 61." in page
    assert Authenticator.objects.count() == 0
