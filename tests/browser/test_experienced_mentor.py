"""Mastery without Entry: years of mentoring count where the provider's lead says so, each time with a reason.

The mentor asks on a phone; the others work at their desks. One piece of evidence shows every criterion,
because more of them would only fill in the same form again.
"""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import on_a_phone, signed_in

pytestmark = pytest.mark.browser

NAME, SCHOOL, PROVIDER = "Þóra Mbeki-Ó Briain", "Hillcrest School", "St Mary’s University"
PCM, LEAD, TUTOR, OFFICE = "Owen Pritchard", "Helen Frost", "Tom Reid", "Sam Lee"
TODAY = date.today()  # noqa: DTZ011  the browser types a day, not a moment
YEARS_AGO = TODAY - timedelta(days=6 * 365)

# What she writes, by the beginning of the question.
APPLICATION = {
    "How many years have you mentored": "Twelve years, from 2009 to 2021",
    "With which providers?": "With St Mary’s, and before that with one in Leeds.",
    "About how many student teachers?": "Ten",
    "What did you do as their mentor?": "A meeting and an observation each week, with one focus.",
    "Which requirements should your experience": "The Entry certificate, the modules and the placements.",
    "Who can confirm your experience?": "The head of mathematics at my last school.",
    "Your full name": NAME,
}
# The line of the task list, what the lead decides about it, whether the experience counts, and why.
DECISIONS = [
    ("Entry certificate", "The certificate of the level before", True, "Ten reports by two tutors."),
    ("", "The audit done again before the modules", False, "It is the start of the talk with the PCM."),
    ("Module 6: the teacher as a researcher", "The level’s modules", True, "She teaches them to others."),
    ("Placements through a full year", "Placements through every stage", True, "Seven full years with us."),
    ("Placements within 24 months", "The time within which", True, "They were before 2021."),
    ("", "That evidence comes from the placements", True, "Her papers are dated and complete."),
]
WAIVED = [(task, why) for task, _, counts, why in DECISIONS if task and counts]


# --- asking and deciding ------------------------------------------------------------------------------------


def asks_that_experience_counts(page):
    """From an empty desk to the application, sent."""
    page.goto("/my/enrol/")
    steps.follow(page, "Ask that your experience counts for Mastery")
    steps.choose(page, "Which provider do you ask?", PROVIDER)
    steps.press(page, "Start now")
    while not page.url.endswith("/check/"):
        for question, words in APPLICATION.items():
            if (box := page.get_by_label(question)).count():
                box.fill(words)
        steps.press(page, "Save and continue")
    steps.press(page, "Sign and send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request is sent")
    page.goto("/my/")
    steps.told(page, f"What you asked {PROVIDER} about Mastery: not decided yet")


def reads_and_signs(page, person):
    steps.open_review(page, NAME)
    steps.open_what_must_be_opened(page)
    steps.sign(page, person)


def decides_about_each(lead):
    """Yes or no for every requirement, and a reason for each."""
    steps.room(lead, "Your provider")
    steps.follow(lead, NAME)
    steps.told(lead, "Does the experience count?")
    for _, requirement, counts, why in DECISIONS:
        steps.choose(lead, requirement, "Experience counts in its place" if counts else "It does not")
        about = f"Your reason: {requirement[0].lower()}{requirement[1:]}"
        lead.get_by_label(about).fill(why)
    steps.press(lead, "Decide")
    steps.told(lead, f"Your decision about {NAME} is kept")


# --- what comes of it ---------------------------------------------------------------------------------------


def sees_what_is_waived(page):
    """The task list marks what the mentor need not do, and says who decided so and why."""
    for task, why in WAIVED:
        steps.task_says(page, task, "Waived")
        line = page.locator(".govuk-task-list__item", has=page.get_by_text(task, exact=True))
        expect(line).to_contain_text(f"Waived by {LEAD}")
        expect(line).to_contain_text(why)
    steps.task_says(page, "Confidence audit, done again", "Not started")


def does_what_is_left(page):
    steps.complete_audit(page, "Confidence audit, done again")
    steps.note_conversation(page, PCM)
    steps.add_evidence(page, "Ten years of weekly notes", on=YEARS_AGO)
    steps.task_says(page, "Evidence for each key criterion", "Completed")


def cannot_sign_last(lead):
    """She has become a link tutor as well, and the sheet is on her list; but it was she who waived."""
    steps.open_review(lead, NAME)
    steps.told(lead, "You waived a requirement for this mentor, so somebody else has to sign last.")
    expect(lead.get_by_label("Sign", exact=True)).to_have_count(0)


def test_years_of_mentoring_count_and_whoever_decided_so_does_not_sign_last(arrive, site):
    # given a mentor of many years without Entry, who asks on a phone that they count, supported by the PCM
    account = site.new_mentor(NAME, "thora@hillcrest.example", SCHOOL)
    mentor = on_a_phone(arrive, account)
    asks_that_experience_counts(mentor)
    pcm = signed_in(arrive, site, PCM)
    reads_and_signs(pcm, PCM)

    # when the provider's lead decides about each requirement, with a reason, and signs
    lead = signed_in(arrive, site, LEAD)
    decides_about_each(lead)
    reads_and_signs(lead, LEAD)
    assert site.mail_to(account.email, "has decided")
    mentor.goto("/my/")
    steps.told(mentor, f"What you asked {PROVIDER} about Mastery: decided on")

    # then the mentor enrols on Mastery, and finds what is waived beside what is left to do
    steps.enrol(mentor, PROVIDER, level="Mastery")
    sees_what_is_waived(mentor)

    # and evidence of earlier years counts, so that the sheet can be sent, which the PCM signs after a visit
    does_what_is_left(mentor)
    steps.send_record_sheet(mentor, NAME, "Mastery")
    steps.open_review(pcm, NAME)
    steps.note_pcm_observation(pcm)
    reads_and_signs(pcm, PCM)

    # and the lead, a link tutor too from today, cannot sign last; another tutor does, and the office issues
    office = signed_in(arrive, site, OFFICE)
    steps.give_role(office, site.account(LEAD).email, "link_tutor", TODAY, provider=PROVIDER)
    cannot_sign_last(lead)
    reads_and_signs(signed_in(arrive, site, TUTOR), TUTOR)
    steps.issue(office, NAME)
    assert site.mail_to(account.email, "Your certificate: Mastery")
    steps.task_says(mentor, "Certificate", "Certificate issued")
