"""A third level of the scheme, made in the admin by those who look after it, without a line of code (R1).

From the workflow of its record sheets to a certificate that says what the level says.
"""

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import signed_in, text_of
from tests.browser.test_editing import edit

pytestmark = [pytest.mark.browser, pytest.mark.long]

LEVEL, MODULE = "Leading mentors", "Module 7: Helping other mentors"
AUDIT, SHEET = "Leading mentors audit", "Leading mentors record sheet"
ROLES = ("pcm", "link_tutor")
MENTOR, PCM, TUTOR = "Priya Nair", "Dev Anand", "Tom Reid"
STATEMENT = "I have read the evidence of how others were helped, and confirm the level."
SAYS = "has led other mentors through a year, and has shown with dated evidence what came of it."


# --- steps in the admin -------------------------------------------------------------------------------------


def choose(page, button, title):
    """Choose a snippet in the window that this button opens."""
    page.get_by_role("button", name=button, exact=True).first.click()
    page.locator(".modal-body").get_by_role("link", name=title, exact=True).first.click()
    expect(page.locator(".modal-body")).to_have_count(0)


def save(page, title):
    """Save a snippet; the list says that it was made."""
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.locator(".messages")).to_contain_text(title)


def make_workflow(page):
    """A co-ordinator composes how record sheets of the level are reviewed."""
    page.goto("/admin/snippets/reviews/reviewworkflow/add/")
    page.locator("#id_name").fill(LEVEL)
    for number, role in enumerate(ROLES):
        if not page.locator(f"#id_stages-{number}-role").count():
            page.get_by_role("button", name="Add Stage").click()
        page.locator(f"#id_stages-{number}-role").select_option(role)
        page.locator(f"#id_stages-{number}-statement").fill(STATEMENT)
    save(page, LEVEL)


def make_level(page, after):
    """A co-ordinator says what the level asks for and what its certificate states."""
    page.goto("/admin/snippets/modules/level/add/")
    page.locator("#id_title").fill(LEVEL)
    page.locator("#id_slug").fill("leading")
    page.locator("#id_order").fill("3")
    choose(page, "Choose framework", "ITT Mentor Standards (2016)")
    choose(page, "Choose level", after)
    page.locator("#id_certificate_title").fill(LEVEL)
    page.locator("#id_certificate_statement").fill(SAYS)
    page.locator("#id_pattern").select_option("mastery")
    asked_for = page.locator("input[name=required_signatures]:checked").evaluate_all(
        "all => all.map(b => b.value)"
    )
    assert asked_for == list(ROLES)  # a new level begins with these
    save(page, LEVEL)


def new_page(page, parent, kind):
    """Begin a page of this kind below the one with this title."""
    edit(page, parent)
    number = page.url.rstrip("/").split("/")[-2]
    page.goto(f"/admin/pages/{number}/add_subpage/")
    if "add_subpage" in page.url:  # where one kind alone fits, the admin goes on by itself
        page.get_by_role("main").get_by_role("link", name=kind).first.click()
    page.wait_for_load_state("networkidle")


def fill(page, **texts):
    """Fill in boxes by the name of their field."""
    for name, text in texts.items():
        page.locator(f"#id_{name}").fill(text)


def publish(page, title):
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text(f"Page '{title}' created and published")


def add_step(page, title, kind):
    """A step with a first question of this kind."""
    steps_of_form = page.locator('[data-contentpath="steps"]')
    steps_of_form.get_by_role("button", name="Insert a block").first.click()
    steps_of_form.locator('[data-contentpath="title"] input').first.fill(title)
    page.wait_for_function("() => !jQuery(':animated').length")  # the new step unfolds, and its buttons move
    fields = steps_of_form.locator('[data-contentpath="fields"]').first
    fields.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name=kind).click()
    return fields


def make_pages(page):
    """Whoever may publish makes the part of the guide: its front page, a module, the two forms."""
    new_page(page, "Mentor certification guide", "Level page")
    fill(page, title=f"{LEVEL}: helping others", caption="Helping others to mentor")
    choose(page, "Choose level", LEVEL)
    words = {"audience": "Mentors with Mastery", "time": "A year", "to_do": "Help two mentors"}
    fill(page, introduction="For those who help other mentors.", agreed_by="PCM and link tutor", **words)
    publish(page, f"{LEVEL}: helping others")
    new_page(page, f"{LEVEL}: helping others", "Outline page")
    fill(page, title="Modules for leading mentors", introduction="One module, in your own time.")
    publish(page, "Modules for leading mentors")
    make_module(page)
    make_audit(page)
    make_sheet(page)


def make_module(page):
    new_page(page, "Modules for leading mentors", "Module page")
    fill(page, title=MODULE, code="M7", introduction="Helping others.", aims="Help another mentor.")
    choose(page, "Choose level", LEVEL)
    publish(page, MODULE)


def make_audit(page):
    make_form(page, "Audit page", AUDIT, "Complete the audit")
    fields = add_step(page, "My own words", "Long answer")
    fields.locator('[data-contentpath="label"] input').fill("What do you want to learn?")
    publish(page, AUDIT)


def make_sheet(page):
    make_form(page, "Record sheet page", SHEET, "Sign and send")
    choose(page, "Choose moderation workflow", LEVEL)
    fields = add_step(page, "Declaration", "Declaration")
    fields.locator('[data-contentpath="label"] input').fill("A true account")
    fields.locator('[data-contentpath="statement"] textarea').fill("This is a true account of my work.")
    publish(page, SHEET)


def make_form(page, kind, title, button):
    """Begin a form of the level below its front page; the button sends it."""
    new_page(page, f"{LEVEL}: helping others", kind)
    fill(page, title=title, send_label=button)
    choose(page, "Choose level", LEVEL)


# --- the mentor ---------------------------------------------------------------------------------------------


def enrol(page):
    """A mentor enrols on the level, and finds what it asks for, with its own module and forms."""
    page.goto("/my/enrol/")
    steps.choose(page, "Which level are you starting?", LEVEL)
    steps.choose(page, "Who is your home provider?", "St Mary’s University")
    steps.choose(page, "May we share that you are certified?", "Yes, share that I am certified")
    steps.press(page, "Enrol")
    for name in (
        LEVEL,
        "Confidence audit",
        MODULE,
        "Evidence for each key criterion",
        "Record sheet and sign-off",
    ):
        steps.told(page, name)


def work_through(page):
    """Everything that the level asks for before the record sheet."""
    steps.open_task(page, "Confidence audit")
    steps.press(page, "Start now")
    steps.told(page, "What do you want to learn?")
    page.locator("#step textarea").fill("To wait before I give my own view.")
    steps.press(page, "Save and continue")
    steps.press(page, "Complete the audit")
    steps.told(page, f"{AUDIT} sent")
    steps.note_conversation(page, PCM)
    steps.complete_module(page, 7)
    steps.note_placement(page)
    steps.add_evidence(page)


# --- what they do together ----------------------------------------------------------------------------------


def test_a_third_level_is_made_in_the_admin_and_certified(arrive, site):
    # given a workflow and a level that a co-ordinator has made, and its pages, published
    coordinator = signed_in(arrive, site, "Ruth Adler")
    make_workflow(coordinator)
    make_level(coordinator, "Entry")
    make_pages(signed_in(arrive, site, "Irene Costa"))

    # when a mentor who holds the level before it enrols, works through it and sends the record sheet
    mentor = signed_in(arrive, site, MENTOR)
    enrol(mentor)
    work_through(mentor)
    steps.send_record_sheet(mentor, MENTOR, LEVEL)

    # and those whom its own workflow names have signed with its own statement
    for person in (PCM, TUTOR):
        page = signed_in(arrive, site, person)
        steps.open_review(page, MENTOR)
        steps.told(page, STATEMENT)
        steps.sign(page, person)

    # then the office issues a certificate with the level's own text
    steps.issue(signed_in(arrive, site, "Sam Lee"), MENTOR)
    message = site.mail_to(site.account(MENTOR).email, f"Your certificate: {LEVEL}")
    (attached,) = message.iter_attachments()
    printed = text_of(attached.get_content())
    assert [words in printed for words in (MENTOR, LEVEL, SAYS)] == [True, True, True]
