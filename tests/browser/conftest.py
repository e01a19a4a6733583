"""People at their own browsers, on the site that processes of its own serve."""

import io

import pypdf
import pytest

from tests.browser import steps

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# A page that is wider than its screen is what the browser complains about: see `arrive`.
FITS = """addEventListener("load", () => {
    const page = document.documentElement
    if (page.scrollWidth > page.clientWidth) console.error(location.pathname + " scrolls sideways")
})"""


@pytest.fixture
def arrive(browser, site):
    """Call it for a new person at their own browser: a Playwright page. Options are those of `new_context`.

    What the browser complains about (scripts, the Content-Security-Policy) fails the test.
    """
    contexts, complaints = [], []

    def come(**options):
        context = browser.new_context(base_url=site.url, locale="en-GB", **{"viewport": DESK} | options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: note(message.type == "error", message.text))
        page.on("pageerror", lambda error: note(True, str(error)))
        return page

    def note(is_bad, text):
        # An answer of 4xx is an error to the browser, and often what a test asks for.
        if is_bad and "the server responded with a status of 4" not in text:
            complaints.append(text)

    yield come
    for context in contexts:
        context.close()
    assert complaints == []


def signed_in(arrive, site, name, **options):
    """A page of somebody of the demonstration who has signed in at their own browser."""
    page = arrive(**options)
    steps.sign_in(page, site.account(name))
    return page


def on_a_phone(arrive, account):
    """A page of somebody who has signed in on a phone, touches it, and never scrolls sideways."""
    page = arrive(viewport=PHONE, has_touch=True, is_mobile=True)
    page.add_init_script(FITS)
    steps.sign_in(page, account)
    return page


def text_of(content):
    """What a PDF says, its lines put together."""
    words = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return " ".join(" ".join(words).split())
