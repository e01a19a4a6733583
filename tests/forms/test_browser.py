"""A form in a real browser: Enter goes on and never back, nothing sticks out, axe finds nothing to say."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from forms.models import Submission
from modules.models import Criterion, Framework, Standard
from tests.factories import forms as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = [(1280, 900), (390, 844), (320, 700)]


def audit():
    framework = Framework.objects.create(
        name="Standards", short_name="Standards", version="1", slug="ns", effective_from="2016-07-01"
    )
    standard = Standard.objects.create(framework=framework, number=2, title="Teaching", goal="Model.")
    texts = ["Helps the student teacher plan, teach and assess", "Gives feedback that is clear and prompt"]
    for order, text in enumerate(texts, 1):
        Criterion.objects.create(standard=standard, code=f"S2.{order}", text=text, order=order)
    rate = make.question("rating_grid", "Teaching", standard=standard.pk, note="What would help you most?")
    return make.form_page(
        make.step("You", make.question("short_text", "Name", prefill="name"), make.question("date", "Today")),
        make.step("Teaching", rate, introduction="<p>There are no right answers.</p>"),
        make.step(
            "Anything else",
            make.question("file", "Notes", required=False, several=True),
            make.question("radios", "Phase", options=make.options("Primary", "Secondary")),
            make.question("checkboxes", "Subjects", options=make.options("Maths", "Physics"), required=False),
            make.question("declaration", "Declaration", statement="It is all true."),
        ),
        introduction="<p>How confident do you feel today? It takes 20 minutes.</p>",
        send_label="Send your audit",
    )


@pytest.fixture
def walker(visitor, client, live_server):
    """Somebody signed in, in a window of this size."""

    def arrive(width=1280, height=900, **options):
        client.force_login(make.person("Jo Okafor"))
        page = visitor(viewport={"width": width, "height": height}, **options)
        cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return arrive


def looked_at(page, name):
    """Nothing for axe to say, one h1, no sideways scroll."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], name
    assert page.locator("h1").count() == 1, name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_of_a_form_is_accessible_and_fits(walker, width, height):
    form, page = audit(), walker(width, height)
    page.goto(form.url)
    looked_at(page, "start")
    page.get_by_role("button", name="Start now").click()
    looked_at(page, "first step")
    page.get_by_role("button", name="Save and continue").click()
    looked_at(page, "errors")
    assert page.title().startswith("Error: ")
    for label, text in [("Day", "16"), ("Month", "11"), ("Year", "2026")]:
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Save and continue").click()
    looked_at(page, "ratings")
    for row in page.locator(".w-rate").all():
        row.locator("input").nth(2).check()
    page.get_by_role("button", name="Save and continue").click()
    page.set_input_files(
        "input[type=file]", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": make.pdf()}
    )
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="plan.pdf").wait_for()
    looked_at(page, "file kept with errors")
    page.get_by_label("Primary").check()
    page.get_by_label("It is all true.").check()
    page.get_by_role("button", name="Save and continue").click()
    looked_at(page, "check answers")
    page.get_by_role("button", name="Send your audit").click()
    looked_at(page, "sent")
    page.goto(form.url)
    looked_at(page, "start with mine")
    assert Submission.objects.get().status == "sent"


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_saves_and_goes_on_and_back_keeps(walker, scripts):
    form, page = make.simple_page(), walker(java_script_enabled=scripts)
    page.goto(form.url)
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("Subject").fill("Physics")
    page.get_by_label("Subject").press("Enter")
    page.wait_for_url("**/anything-else/")
    page.get_by_label("Comment").fill("Half a sentence")
    page.get_by_role("button", name="Back", exact=True).click()
    page.wait_for_url("**/about-you/")
    assert Submission.objects.get().answers["two"] == {"comment": "Half a sentence"}
    assert page.get_by_label("Subject").input_value() == "Physics"


def test_the_first_stop_of_the_keyboard_after_the_menu_is_back(walker):
    form, page = make.simple_page(), walker()
    page.goto(form.url)
    page.get_by_role("button", name="Start now").click()
    hidden = page.locator("[aria-hidden=true] button[form=step]")
    assert hidden.get_attribute("tabindex") == "-1"
    stops = []
    for _ in range(20):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.innerText.trim() || document.activeElement.name"))
    after = stops[stops.index("Back") :]
    assert after[:4] == ["Back", "subject", "Save and continue", "Save and come back later"]
