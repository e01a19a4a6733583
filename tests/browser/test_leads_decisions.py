"""What a provider lead decides in a morning, and what each mentor reads of it afterwards."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import PHONE, signed_in

pytestmark = pytest.mark.browser

LEAD, TODAY = "Helen Frost", date.today()  # noqa: DTZ011  the browser types a day, not a moment
APPLICANT, MOVER, SHARER = "Beatriz Carvalho", "Farah Siddiqui", "Gareth Llewellyn"
ONE, ANOTHER = "Idris Kamara", "Anwen Pryce"
ROUTES = "Ask for more time, a pause or a move"
COUNTS = "We know nine reports of yours, and each shows this."
COUNTS_NOT = "Research on teaching is new to you, and the modules are about that."
NOT_THEN = "Your placement ends in that month. Please ask again from the day after it."
LONGER = "There was no student teacher in spring. One stage is missing."
NO_LONGER = "You have all stages within the time, so nothing is to be added."
PARTLY = "You held the weekly meetings, so the stage counts. The report was your colleague’s."
WAIVED = "We watched you teach colleagues all of this last year."
NAME = "Autumn placement"


# --- what mentors ask ---------------------------------------------------------------------------------------


def routes(page):
    """The page on which a mentor asks for time, a pause or a move."""
    page.goto("/my/")
    steps.follow(page, ROUTES)


def asks_for_a_pause(page):
    routes(page)
    steps.follow(page, "A pause", exact=True)
    steps.type_day(page, "First day of the pause", TODAY + timedelta(days=10))
    steps.type_day(page, "Last day of the pause", TODAY + timedelta(days=40))
    steps.press(page, "Ask for the pause")
    steps.told(page, "You get an email with the answer")


def asks_for_time(page):
    routes(page)
    steps.follow(page, "More time", exact=True)
    steps.press(page, "Start now")
    page.get_by_label("How many months more do you need?").fill("Six")
    page.get_by_label("What will you do in that time?").fill("One more placement, from March on.")
    steps.press(page, "Save and continue")
    steps.press(page, "Send")
    expect(page.locator(".govuk-panel__title")).to_contain_text("sent")


def reads(page, what, *words):
    """From the list of what the mentor asked to the answer."""
    routes(page)
    steps.follow(page, what)
    for each in words:
        steps.told(page, each)


# --- what the lead decides ----------------------------------------------------------------------------------


def open_request(page, mentor, what):
    """From the desk over the whole list to one request."""
    page.goto("/my/provider/")
    steps.follow(page, "See the whole list : What mentors ask")
    page.get_by_role("row", name=mentor).filter(has_text=what).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(what)


def decide(page):
    steps.press(page, "Decide")
    steps.told(page, "is kept. They get an email")


def decides_a_pause(page, mentor, yes, reason=""):
    open_request(page, mentor, "A pause")
    steps.choose(page, "Do you approve this pause?", "Yes" if yes else "No")
    page.get_by_label("If no: why not?").fill(reason)
    decide(page)


def decides_about_time(page, mentor, months, reason):
    open_request(page, mentor, "More time")
    steps.choose(page, "Do you give more time?", "Yes" if months else "No")
    page.get_by_label("If yes: how many months more?").fill(months)
    page.get_by_label("Why?", exact=True).fill(reason)
    decide(page)


def decides_each_requirement(page):
    """The first of the requirements counts, the others are still to be done."""
    open_request(page, APPLICANT, "Experience in place of requirements")
    cards = page.locator("form .w-card").all()
    for number, card in enumerate(cards):
        counts = number == 0
        card.get_by_label("Experience counts in its place" if counts else "It does not", exact=True).check()
        card.get_by_role("textbox").fill(COUNTS if counts else COUNTS_NOT)
    decide(page)
    return len(cards)


def decides_about_the_shared_placement(page):
    page.goto("/my/provider/")
    steps.follow(page, SHARER)
    steps.choose(page, "Does it count?", "It counts for its stage of the year only")
    page.get_by_label("Why?").fill(PARTLY)
    steps.press(page, "Decide")
    steps.told(page, f"{SHARER} is told what you decided")


def waives(page, email):
    page.goto("/my/provider/")
    steps.follow(page, "What is waived for whom")
    steps.follow(page, "Waive a requirement")
    page.get_by_label("Mentor’s email address").fill(email)
    steps.choose(page, "At which level?", "Mastery")
    steps.choose(page, "What is waived?", "The level’s modules")
    page.get_by_label("What experience does the mentor have?").fill(
        "Three years of leading our mentors’ training."
    )
    page.get_by_label("Why do you accept it?").fill(WAIVED)
    steps.press(page, "Waive it")
    steps.told(page, "A requirement is waived for")


def names_a_phase(page):
    """The first phase gets another name."""
    page.goto("/my/provider/")
    steps.follow(page, "What you call the phases of the year")
    page.get_by_role("table").get_by_role("link", name="Foundation").click()
    steps.told(page, "They keep the name they were noted with.")
    page.get_by_label("What do you call it?").fill(NAME)
    steps.press(page, "Save")
    steps.told(page, f"{NAME} is saved")


# --- what they do together ----------------------------------------------------------------------------------


def test_what_mentors_ask_is_decided_and_they_read_why(arrive, site):
    # given two mentors who each ask for a pause and for more time
    one, another = (signed_in(arrive, site, name, viewport=PHONE) for name in (ONE, ANOTHER))
    for page in (one, another):
        asks_for_a_pause(page)
        asks_for_time(page)

    # when the lead grants the one the pause, the other the months, and says why not where she does not
    lead = signed_in(arrive, site, LEAD)
    decides_a_pause(lead, ONE, yes=True)
    decides_a_pause(lead, ANOTHER, yes=False, reason=NOT_THEN)
    decides_about_time(lead, ONE, "", NO_LONGER)
    decides_about_time(lead, ANOTHER, "6", LONGER)

    # then each reads it
    reads(one, "A pause", "Approved")
    reads(one, "More time", NO_LONGER)
    reads(another, "A pause", NOT_THEN)
    reads(another, "More time", LONGER, "6 months")


def test_experience_a_move_and_a_shared_placement_are_decided(arrive, site):
    # when the lead decides about an application, requirement by requirement
    lead = signed_in(arrive, site, LEAD)
    assert decides_each_requirement(lead) > 1

    # and takes a mentor over from another provider, and says that a shared placement counts in part
    open_request(lead, MOVER, "A move to another provider")
    steps.choose(lead, "Do you take this mentor over?", "Yes")
    decide(lead)
    decides_about_the_shared_placement(lead)

    # then the applicant reads each answer, the other is at home with the new provider
    applicant = signed_in(arrive, site, APPLICANT)
    applicant.goto("/my/")
    steps.follow(applicant, "What you asked")
    for words in ("Experience counts", COUNTS, "Still to be done", COUNTS_NOT):
        steps.told(applicant, words)
    mover = signed_in(arrive, site, MOVER)
    mover.goto("/my/")
    steps.told(mover, "office@st-marys.example")

    # and the third reads why the stage counts and the report does not
    sharer = signed_in(arrive, site, SHARER)
    steps.open_task(sharer, "Placements through a full year")
    steps.told(sharer, PARTLY)


def test_a_waiver_is_given_and_withdrawn_and_a_phase_gets_its_own_name(arrive, site):
    # given a requirement that is waived, which the mentor reads with its reason
    lead, mentor = signed_in(arrive, site, LEAD, viewport=PHONE), signed_in(arrive, site, ONE)
    waives(lead, site.account(ONE).email)
    mentor.goto("/my/")
    steps.told(mentor, WAIVED)

    # when it is withdrawn
    steps.follow(lead, f"Withdraw the waiver for {ONE}")
    steps.press(lead, "Withdraw the waiver")
    steps.told(lead, f"The waiver for {ONE} is withdrawn")

    # then the mentor has to do it after all
    mentor.goto("/my/")
    expect(mentor.locator("#main")).not_to_contain_text(WAIVED)

    # and a phase that the lead has renamed is offered by its new name
    names_a_phase(lead)
    mentor.goto("/my/")
    steps.open_task(mentor, "Placements through a full year")
    expect(mentor.get_by_label("Which phase of the year was it?")).to_contain_text(NAME)
