"""Editors at work in the admin: pages and questions change when a moderator approves, and not before."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import signed_in

pytestmark = pytest.mark.browser

EDITOR, MODERATOR = "Ben Carter", "Irene Costa"
MODULE = "Module 1: provider processes and paperwork"
NEW_WORDS = "Know who answers which question, and by when."
QUESTION = "What has surprised you so far?"


# --- steps in the admin -------------------------------------------------------------------------------------


def edit(page, title):
    """Find a page by its title and open it for editing."""
    page.goto(f"/admin/pages/search/?q={quote(title)}")
    page.get_by_role("main").get_by_role("link", name=title, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def do(page, action):
    """Choose an action from the menu beside "Save draft"."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=action, exact=True).click()


def submit(page):
    do(page, "Submit to Moderators approval")
    expect(page.locator(".messages")).to_contain_text("has been submitted for moderation")


def approve(page, title):
    """From the list of what waits, on the admin's first page, to what the public sees."""
    page.goto("/admin/")
    expect(page.get_by_role("main")).to_contain_text("Awaiting your review")
    page.get_by_role("main").get_by_role("link", name=title, exact=True).first.click()
    page.wait_for_load_state("networkidle")
    do(page, "Approve and Publish")
    expect(page.locator(".messages")).to_contain_text("has been updated")


def ask_also(page, question):
    """Add a long answer at the end of the form's last step."""
    questions = page.locator('[data-contentpath="fields"]').last
    questions.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name="Long answer").click()
    labels = questions.locator('[data-contentpath="label"] input')
    expect(labels.last).to_have_value("")
    labels.last.fill(question)


# --- what editors and moderators do together ----------------------------------------------------------------


@pytest.mark.long
def test_a_changed_page_shows_when_a_moderator_has_approved_it(arrive, site):
    # given an editor who changes a module and sends it to moderation
    visitor, editor = arrive(), signed_in(arrive, site, EDITOR)
    visitor.goto("/guide/entry/modules/module-1/")
    edit(editor, MODULE)
    editor.get_by_role("textbox", name="Introduction").fill(NEW_WORDS)
    submit(editor)
    visitor.reload()
    expect(visitor.locator("main")).not_to_contain_text(NEW_WORDS)

    # when a moderator approves
    approve(signed_in(arrive, site, MODERATOR), MODULE)

    # then the public page has the new words
    visitor.wait_for_timeout(1000)  # every process looks for changes twice a second
    visitor.reload()
    expect(visitor.locator("main")).to_contain_text(NEW_WORDS)


def test_a_new_question_is_asked_of_the_next_mentor_and_not_of_those_who_have_begun(arrive, site):
    # given a mentor who is in the middle of the audit
    begun = signed_in(arrive, site, "Femi Adeyemi")
    steps.open_task(begun, "Confidence audit")
    assert begun.url.split("/")[-2] not in ("mentor-audit", "check")

    # when an editor adds a question and a moderator approves
    editor = signed_in(arrive, site, EDITOR)
    edit(editor, "Mentor audit")
    ask_also(editor, QUESTION)
    submit(editor)
    approve(signed_in(arrive, site, MODERATOR), "Mentor audit")

    # then the next mentor is asked
    name = "Ana Nkosi"
    fresh = arrive()
    steps.sign_in(fresh, site.new_mentor(name, "ana@hillcrest.example", "Hillcrest School"))
    steps.enrol(fresh, "Kingston University")
    steps.open_task(fresh, "Confidence audit")
    steps.press(fresh, "Start now")
    assert QUESTION in asked(fresh)

    # and the mentor who had begun is asked what she was asked before, and may change over
    assert QUESTION not in asked(begun)
    begun.goto("/my/")
    steps.open_task(begun, "Confidence audit")
    begun.goto(begun.url.rsplit("/", 2)[0] + "/check/")
    steps.told(begun, "The questions have changed since you started")


def asked(page):
    """The labels of the last step of an audit that is being filled in."""
    page.goto(page.url.rsplit("/", 2)[0] + "/looking-ahead/")
    return [label.inner_text() for label in page.locator("#step .govuk-label").all()]
