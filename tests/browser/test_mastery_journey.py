"""Mastery from Entry to the next certificate: a year over two schools and with two providers, on a phone.

The mentor writes her record up late, as people do: placements, talks and evidence lie in the past twenty
months. No page that she comes to may be wider than her phone. Entry lies behind her, brought about by the
demonstration's own actions. Two times she photographs a page and says in a few words what it shows; the other
criteria she shows with one longer piece, because more pieces would only fill in the same form again.
"""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import earlier, steps
from tests.browser.conftest import PHONE, on_a_phone, signed_in, text_of

pytestmark = pytest.mark.browser

NAME = "Nasrin Dąbrowska-Élie"
FIRST_SCHOOL, SECOND_SCHOOL = "St Bede’s College", "Hillcrest School"
HOME, OTHER = "Kingston University", "St Mary’s University"
FIRST_PCM, SECOND_PCM, TUTOR, OFFICE = "Zofia Wąsik", "Asha Patel", "Gwenllian Rhŷs", "Nadia Karim"
LEAD_OF_THE_OTHER = "Helen Frost"
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}\b")


def ago(days):
    return date.today() - timedelta(days=days)  # noqa: DTZ011  the browser types a day, not a moment


# --- the mentor's year, on her phone ------------------------------------------------------------------------


def rates_with_her_thumb(page, skipped=None):
    """Tap an answer for each criterion on the page, now a higher one, now the same, but for one."""
    for number, scale in enumerate(page.locator(".w-rate").all()):
        if number != skipped:
            scale.get_by_role("radio").nth(3 - number % 2).tap()


def does_the_audit_again(page):
    """All of the long grid by touch. She overlooks a line, and the page leads her to it."""
    steps.open_task(page, "Confidence audit, done again")
    steps.press(page, "Start now")
    expect(page.locator("#step")).to_be_visible()
    rates_with_her_thumb(page, skipped=1)
    steps.press(page, "Save and continue")
    page.locator(".govuk-error-summary").get_by_role("link").tap()
    expect(page.locator(".w-rate").nth(1).get_by_role("radio").first).to_be_focused()
    while not page.url.endswith("/check/"):
        rates_with_her_thumb(page)
        for box in page.locator("#step textarea").all():
            box.fill("I wait for the answer now, and the student teacher finds the next step.")
        steps.press(page, "Save and continue")
    steps.press(page, "Complete the audit")
    steps.told(page, "Your audit is complete")
    steps.open_task(page, "Confidence audit, done again")
    steps.told(page, "Higher in")


def adds_a_photo(page, title, on, *codes):
    """Photographed in a minute, and its criteria chosen afterwards, with what it shows."""
    steps.add_in_a_hurry(page, title, on)
    steps.follow(page, "Choose the criteria")
    for code in codes:
        page.locator("#main").get_by_label(re.compile(rf"^{re.escape(code)} ")).check()
    steps.press(page, "Save and continue")
    for note in page.locator("main textarea").all():
        note.fill("The photo shows the question that we had chosen, and who answered it.")
    steps.press(page, "Save")
    steps.told(page, f"Your notes on “{title}” are saved")


# --- the others, at their desks -----------------------------------------------------------------------------


def moves_to_another_school(office, account, on):
    """The partnership office ends the post at one school, and gives one at the other from the next day."""
    steps.end_role(office, NAME, on)
    steps.give_role(
        office, account.email, "mentor", on + timedelta(days=1), school=f"{SECOND_SCHOOL}, Ealing"
    )


def watches_a_lesson(pcm):
    """The new PCM notes from her own desk what she saw."""
    steps.room(pcm, "Your mentors")
    door, says = f"Note your observation of {NAME}", f"Your note about {NAME} is saved"
    steps.note_pcm_observation(pcm, door, says)


def reads_and_signs(page, person):
    steps.open_review(page, NAME)
    steps.open_what_must_be_opened(page)
    steps.sign(page, person)


# --- the story ----------------------------------------------------------------------------------------------


def test_a_full_mastery_year_over_two_schools_and_two_providers_on_a_phone(arrive, site):
    # given a mentor who has held Entry for almost two years, and enrols on Mastery with her phone
    account = earlier.holder_of_entry(site, NAME, FIRST_SCHOOL, HOME, ago=620)
    mentor = on_a_phone(arrive, account)
    mentor.goto("/my/enrol/")
    steps.told(mentor, "You are already certified at Entry")
    steps.enrol(mentor, HOME, level="Mastery", door="Start another level")

    # when she does the audit again, and her PCM confirms that they talked about it
    does_the_audit_again(mentor)
    steps.note_conversation(mentor, FIRST_PCM, on=ago(575))
    steps.confirm_note(signed_in(arrive, site, FIRST_PCM), "Conversation", NAME)

    # and works through a stage of the year at her first school
    steps.complete_module(mentor, 3, on=ago(540))
    steps.complete_module(mentor, 4, on=ago(500))
    place = {"student": "T-41", "phase": "Foundation", "first": ago(560), "last": ago(480)}
    steps.place(mentor, school=f"{FIRST_SCHOOL}, Twickenham", provider=HOME, **place)
    adds_a_photo(mentor, "Board after a Year 7 lesson", ago(520), "S1.1", "S2.4")

    # and moves to another school, where the next stage is another provider's, which decides that it counts
    office = signed_in(arrive, site, OFFICE)
    moves_to_another_school(office, account, ago(330))
    second = f"{SECOND_SCHOOL}, Ealing"
    place = {"student": "R-07", "phase": "Development", "first": ago(300), "last": ago(220)}
    steps.place(mentor, school=second, provider=OTHER, **place)
    steps.told(mentor, "decides whether it counts")
    lead = signed_in(arrive, site, LEAD_OF_THE_OTHER)
    steps.decide_placement(lead, NAME, "It counts", "Our tutor saw the whole of it.")
    steps.complete_module(mentor, 5, on=ago(250))
    adds_a_photo(mentor, "Targets of the week, agreed at the door", ago(240), "S1.3", "S2.8")

    # and the last stage with her own provider again
    place = {"student": "K-19", "phase": "Consolidation", "first": ago(130), "last": ago(35)}
    steps.place(mentor, school=second, provider=HOME, **place)
    steps.task_says(mentor, "Placements through a full year", "Completed")
    steps.complete_module(mentor, 6, on=ago(60))
    steps.add_evidence(mentor, "Marking together with another school", on=ago(55), door="Add evidence")

    # then every key criterion is covered
    steps.task_says(mentor, "Evidence for each key criterion", "Completed")
    mentor.goto("/my/")
    steps.follow(mentor, "Which evidence covers which criterion")
    steps.told(mentor, "21 of 21 key criteria have evidence")

    # and when she has sent her record sheet, the new school's PCM, who has watched her, signs, and the tutor
    pcm = signed_in(arrive, site, SECOND_PCM)
    watches_a_lesson(pcm)
    steps.send_record_sheet(mentor, NAME, "Mastery")
    reads_and_signs(pcm, SECOND_PCM)
    reads_and_signs(signed_in(arrive, site, TUTOR), TUTOR)
    steps.task_says(mentor, "Record sheet and sign-off", "Signed off")
    number = steps.issue(office, NAME)

    # then she downloads the certificate that came by e-mail as well, and anybody can check it
    (attached,) = site.mail_to(account.email, "Your certificate: Mastery").iter_attachments()
    steps.task_says(mentor, "Certificate", "Certificate issued")
    content = steps.download(mentor, f"Download the PDF of {number}")
    assert content == attached.get_content()
    printed = text_of(content)
    assert [each in printed for each in (NAME, number, SECOND_PCM, TUTOR, HOME)] == [True] * 5
    visitor = arrive(viewport=PHONE)
    assert steps.check_certificate(visitor, CODE.search(printed)[0]) == "Valid certificate"
    steps.told(visitor, NAME)
    steps.told(visitor, "Mastery")
    site.manage("check_register")
