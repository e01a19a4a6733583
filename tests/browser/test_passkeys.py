"""Passkeys in a real browser, whose finger, face or PIN is Chromium's virtual authenticator."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import DESK
from tests.browser.test_accessibility import faults

pytestmark = pytest.mark.browser


class Fingers:
    """The virtual authenticator of one page: whether there is one, and whether its user is recognised."""

    def __init__(self, page):
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.device = made["authenticatorId"]

    def are(self, known):
        """From now on the device recognises its user, or does not."""
        words = {"authenticatorId": self.device, "isUserVerified": known}
        self.devtools.send("WebAuthn.setUserVerified", words)


@dataclass(frozen=True)
class Sound:
    """A page that is no error page, as `faults` wants to know it."""

    is_error: bool = False


@pytest.fixture
def pages(browser, site):
    """Call it for a new page at the name `localhost`: browsers keep passkeys for names, not for numbers."""
    contexts, complaints = [], []
    address = site.url.replace("127.0.0.1", "localhost")

    def come(**options) -> Page:
        context = browser.new_context(base_url=address, locale="en-GB", **{"viewport": DESK} | options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else 0)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield come
    for context in contexts:
        context.close()
    assert complaints == []


def add_passkey(page, account, name):
    """From the page for the password to the list with the new passkey."""
    page.goto("/account/password/change/")
    steps.follow(page, "Your passkeys")
    steps.follow(page, "Add a passkey")
    steps.confirm_by_password(page, account)
    page.get_by_label("Name of the passkey").fill(name)
    steps.press(page, "Make the passkey")
    steps.told(page, "The passkey is added")


def test_a_passkey_is_added_and_then_answers_when_it_is_asked_again(pages, site):
    page, account = pages(), site.account("Hannah Roy")
    fingers = Fingers(page)
    steps.sign_in(page, account)
    add_passkey(page, account, "School laptop")
    expect(page.get_by_role("heading", name="School laptop")).to_be_visible()
    assert site.mail_to(account.email, "A passkey was added")

    page.get_by_role("link", name="Rename School laptop").click()
    page.get_by_label("Name of the passkey").fill("Kitchen tablet")
    site.let_proofs_grow_old()
    steps.press(page, "Save the name")
    steps.follow(page, "Use a passkey")
    fingers.are(known=False)
    steps.press(page, "Use your passkey")
    expect(page.get_by_role("alert")).to_have_text(
        "Your browser got no answer. Try once more, or use your password."
    )
    fingers.are(known=True)
    steps.press(page, "Use your passkey")
    expect(page.get_by_role("heading", name="Kitchen tablet")).to_be_visible()
    steps.told(page, "Last used")

    page.get_by_role("link", name="Remove Kitchen tablet").click()
    steps.press(page, "Remove")
    steps.told(page, "The passkey is removed")
    assert site.mail_to(account.email, "A passkey was removed")
    expect(page.get_by_role("heading", name="Kitchen tablet")).to_have_count(0)


@pytest.mark.long
def test_one_device_makes_one_passkey(pages, site):
    page, account = pages(), site.account("Jo Okafor")
    Fingers(page)
    steps.sign_in(page, account)
    add_passkey(page, account, "Phone")
    steps.follow(page, "Add a passkey")
    steps.press(page, "Make the passkey")
    expect(page.get_by_role("alert")).to_have_text("This device already has a passkey for your account.")


def test_without_script_the_password_answers(pages, site):
    page, account = pages(java_script_enabled=False), site.account("Asha Patel")
    steps.sign_in(page, account)
    page.goto("/account/2fa/webauthn/add/")
    steps.confirm_by_password(page, account)
    steps.told(page, "This browser cannot use passkeys here")
    expect(page.get_by_role("button", name="Make the passkey")).to_have_count(0)


@pytest.mark.long
def test_the_pages_are_accessible(pages, site):
    page, account = pages(), site.account("Tom Reid")
    Fingers(page)
    steps.sign_in(page, account)
    found = {}

    def look(name):
        page.wait_for_load_state()
        if wrong := faults(page, Sound()):
            found[name] = wrong

    page.goto("/account/2fa/webauthn/add/")
    look("password again")
    add_passkey(page, account, "Phone")
    look("list")
    steps.follow(page, "Add a passkey")
    look("add")
    page.goto("/account/2fa/webauthn/")
    steps.follow(page, "Rename")
    look("rename")
    page.goto("/account/2fa/webauthn/")
    steps.follow(page, "Remove")
    look("remove")
    page.goto("/account/2fa/webauthn/reauthenticate/")
    look("passkey again")
    assert found == {}


@pytest.mark.long
def test_a_signature_waits_for_the_passkey_and_is_made_once(pages, site):
    page, pcm = pages(), site.account("Asha Patel")
    Fingers(page)
    steps.sign_in(page, pcm)
    add_passkey(page, pcm, "School laptop")
    steps.open_review(page, "Siân Llŷr Gruffydd")
    steps.choose_to_sign(page, pcm.name)
    site.let_proofs_grow_old()
    steps.press(page, "Sign")
    steps.told(page, "What you sent is waiting")
    steps.follow(page, "Use a passkey")
    steps.press(page, "Use your passkey")
    steps.told(page, "You have signed")
    page.go_back()
    steps.press(page, "Use your passkey")
    steps.told(page, "Nothing was sent just now")
