"""Accessibility of each kind of page in the states people meet: WCAG 2.2 AA, keyboard, narrow screens."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import DESK, PHONE
from tests.browser.pages import AFTERWARDS, MENTORS, MORE_ROOMS, PUBLIC, REVIEWING, STAFF, TRAINING, Visit

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
NARROW = {"width": 320, "height": 640}
BROKEN = """() => [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1))
    .filter(id => id && !document.getElementById(id))"""
TWICE = """() => [...document.querySelectorAll('[id]')].map(e => e.id)
    .filter((id, i, all) => all.indexOf(id) !== i)"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def sessions(browser, site):
    """Call it with a name for a page of that person's browser; each person signs in once for all tests."""
    known = {}

    def page_of(name):
        if name not in known:
            context = browser.new_context(base_url=site.url, locale="en-GB", viewport=DESK)
            context.set_default_timeout(15_000)
            known[name] = context.new_page()
            if name:
                steps.sign_in(known[name], site.account(name))
        return known[name]

    yield page_of
    for page in known.values():
        page.context.close()


def violations(page):
    """[(rule, selector of the element)] of what axe finds."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(violation["id"], *node["target"]) for violation in found for node in violation["nodes"]]


def faults(page, visit, views=(DESK, PHONE)):
    """Everything that is wrong with the page, in words; nothing for a good one. axe looks at these views."""
    found = {}
    for view in views:
        page.set_viewport_size(view)
        found[f"axe at {view['width']}"] = violations(page)
    for view in (PHONE, NARROW):
        page.set_viewport_size(view)
        found[f"scrolls sideways at {view['width']}"] = page.evaluate(WIDER) > 0
    page.set_viewport_size(DESK)
    headings = page.locator("h1").all_inner_texts()
    found["not one h1"] = headings if len(headings) != 1 else []
    found["broken anchors"] = page.evaluate(BROKEN)
    found["ids twice"] = page.evaluate(TWICE)
    found["title"] = "" if page.title().startswith("Error: ") == visit.is_error else page.title()
    if visit.is_error:
        found["no error summary"] = page.locator(".govuk-error-summary li").count() == 0
        found["focus elsewhere"] = not page.evaluate(
            "wanted => document.activeElement.matches(wanted)", visit.focus
        )
    return {name: fault for name, fault in found.items() if fault}


PAGES = [*PUBLIC, *MENTORS, *STAFF, *REVIEWING, *MORE_ROOMS, *TRAINING, *AFTERWARDS]


@pytest.mark.parametrize(("number", "visit"), [*enumerate(PAGES)], ids=[*map(str, PAGES)])
def test_a_page_is_accessible(sessions, number, visit):
    """axe looks at every other page as a phone shows it; the long tests look at each page both ways."""
    assert looked_at(sessions, visit, [(DESK, PHONE)[number % 2]]) == ({}, [])


@pytest.mark.long
@pytest.mark.parametrize("visit", PAGES, ids=str)
def test_a_page_is_accessible_both_ways(sessions, visit):
    assert looked_at(sessions, visit, [DESK, PHONE]) == ({}, [])


def looked_at(sessions, visit, views):
    """(what is wrong with the page, what the browser complains about)."""
    page, complaints = sessions(visit.who), []
    listen = lambda message: complaints.append(message.text) if message.type == "error" else None  # noqa: E731
    page.on("console", listen)
    response = page.goto(visit.url)
    assert response.status == visit.status
    if visit.then:
        visit.then(page)
        page.wait_for_load_state()
    found = faults(page, visit, views)
    page.remove_listener("console", listen)
    return found, [text for text in complaints if "responded with a status of" not in text]


def test_the_page_of_an_invitation_is_accessible(arrive, site):
    words = site.mail_to("ffion.bevan@demo.weltec.example", "invites you").get_body(["plain"]).get_content()
    page = arrive()
    page.goto(steps.INVITATION.search(words)[0])
    assert faults(page, Visit("invitation")) == {}
    steps.press(page, "Accept and sign in")
    assert faults(page, Visit("invitation, no password", is_error=True)) == {}


# --- by keyboard alone --------------------------------------------------------------------------------------


def test_the_first_tab_leads_past_the_header(arrive):
    page = arrive()
    page.goto("/guide/entry/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def focused(page):
    """(name of the control that has the focus, its type, its value)."""
    return page.evaluate(
        "() => [document.activeElement.name, document.activeElement.type, document.activeElement.value]"
    )


def tab_to(page, wanted, most=60):
    """Press Tab until `wanted` is true of the focused control; fails when it is not reached."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted(*focused(page)):
            return
    pytest.fail("the keyboard does not get there")


def test_a_step_of_the_audit_by_keyboard_alone(arrive, site):
    page = arrive()
    steps.sign_in(page, site.account("Ines Duarte"))
    steps.open_task(page, "Confidence audit")
    expect(page.locator(".w-rate").first).to_be_visible()
    here = page.url
    scales = page.locator(".w-rate").count()
    assert scales >= 3
    page.locator("h1").evaluate("heading => { heading.tabIndex = -1; heading.focus() }")
    for _ in range(scales):
        tab_to(page, lambda name, kind, value: kind == "radio")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        assert page.evaluate("() => document.activeElement.checked")
    tab_to(page, lambda name, kind, value: kind == "textarea")
    page.keyboard.type("Typed without a mouse")
    tab_to(page, lambda name, kind, value: kind == "submit")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != here)
    expect(page.locator(".w-step")).to_have_text(re.compile("part [2-5] of 5"))
