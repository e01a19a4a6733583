"""Reviews as people live them: on phones, by deputies, panels and acting PCMs, sent back and signed again."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import PHONE, signed_in, text_of

pytestmark = pytest.mark.browser

TODAY = date.today()  # noqa: DTZ011  the browser types a day, not a moment
REASON = "The record is clear. Please say what your student teacher did with the target, by Friday."
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}\b")


def test_a_pcm_reads_asks_and_signs_on_a_phone_without_javascript(arrive, site):
    # given a PCM at a phone, who narrows the queue to Mastery
    name, pcm_name = "Miriam Goldberg", "Asha Patel"
    phone = {"viewport": PHONE, "java_script_enabled": False}
    pcm = signed_in(arrive, site, pcm_name, **phone)
    steps.room(pcm, "Waiting for you")
    steps.unfold(pcm, "Narrow the list")
    pcm.get_by_label("What", exact=True).select_option("Mastery record sheet")
    steps.press(pcm, "Show")
    expect(pcm.get_by_role("table").get_by_role("link")).to_have_text([name])
    pcm.get_by_role("table").get_by_role("link", name=name).click()

    # when she opens the files, remarks on a piece of evidence and asks the mentor something
    assert steps.open_what_must_be_opened(pcm) > 0
    steps.unfold(pcm, "Comment on this: Evidence 1")
    pcm.locator("details[open]").get_by_label("Your comment").fill("This plan is a model for others.")
    pcm.locator("details[open]").get_by_role("button", name="Save comment").click()
    steps.told(pcm, "This plan is a model for others.")
    steps.unfold(pcm, f"Ask {name} a question")
    pcm.get_by_label("Your question").fill("Who watched the second lesson with you?")
    steps.press(pcm, "Ask")

    # and the mentor answers on hers
    mentor = signed_in(arrive, site, name, **phone)
    assert site.mail_to(site.account(name).email, "Asha Patel asks you something")
    steps.answer(mentor, "A colleague from the mathematics department.")

    # then the PCM reads the answer, notes her observation, and signs after saying again who she is
    steps.open_review(pcm, name)
    steps.told(pcm, "A colleague from the mathematics department.")
    steps.note_pcm_observation(pcm)
    steps.choose_to_sign(pcm, pcm_name)
    site.let_proofs_grow_old()
    steps.press(pcm, "Sign")
    steps.confirm_by_password(pcm, site.account(pcm_name))
    steps.told(pcm, "You have signed")
    steps.task_says(mentor, "Record sheet and sign-off", "With reviewer")


@pytest.mark.long
def test_a_deputy_signs_while_the_pcm_is_away_and_the_certificate_says_so(arrive, site):
    # given a PCM who is away for a week, and has chosen a colleague
    mentor, pcm, deputy = "Grace Mensah", "Dev Anand", "Priya Nair"
    page = signed_in(arrive, site, pcm)
    steps.room(page, "Waiting for you")
    steps.follow(page, "Days away: who stands in for you")
    steps.follow(page, "Choose who stands in")
    page.get_by_label(deputy, exact=True).check()
    steps.type_day(page, "First day", TODAY)
    steps.type_day(page, "Last day", TODAY + timedelta(days=7))
    steps.press(page, "Arrange it")
    steps.told(page, f"{deputy} stands in for {pcm} from")

    # when the deputy follows the message, finds the sheet marked and signs it
    assert site.mail_to(site.account(deputy).email, f"You stand in for {pcm}")
    page = signed_in(arrive, site, deputy)
    steps.room(page, "Waiting for you")
    expect(page.get_by_role("row", name=mentor)).to_contain_text(f"You stand in for {pcm}")
    steps.open_review(page, mentor)
    steps.told(page, f"standing in for {pcm}")
    steps.sign(page, deputy)

    # then the history and the certificate name the deputy
    page = signed_in(arrive, site, "Amina Yusuf")
    steps.open_review(page, mentor)
    steps.told(page, f"standing in for {pcm}")
    steps.sign(page, "Amina Yusuf")
    steps.issue(signed_in(arrive, site, "Sam Lee"), mentor)
    (attached,) = site.mail_to(site.account(mentor).email, "Your certificate").iter_attachments()
    printed = text_of(attached.get_content())
    assert (deputy in printed, "Deputy professional co-ordinating mentor" in printed) == (True, True)


def test_a_tutor_claims_keeps_for_later_sends_back_and_sees_what_changed(arrive, site):
    # given a link tutor who says that she is looking at a sheet, and keeps what she began for later
    name, tutor_name = "Noor Rahman", "Amina Yusuf"
    tutor = signed_in(arrive, site, tutor_name)
    steps.room(tutor, "Waiting for you")
    steps.open_review(tutor, name)
    steps.press(tutor, "I am looking at this")
    steps.told(tutor, "Colleagues now see that you are looking at this")
    tutor.get_by_label("Send back", exact=True).check()
    tutor.get_by_label("Reason, if you send it back").fill(REASON)
    steps.press(tutor, "Save and decide later")
    steps.told(tutor, "Kept for later")
    expect(tutor.get_by_role("row", name=name)).to_contain_text("You saved a decision for later")

    # when she comes back, finds it as she left it, and sends it back with what to look at again
    steps.open_review(tutor, name)
    expect(tutor.get_by_label("Reason, if you send it back")).to_have_value(REASON)
    steps.unfold(tutor, "Which parts should be looked at again?")
    boxes = tutor.locator("#decide").get_by_role("checkbox")
    part = tutor.locator("#decide .govuk-checkboxes__label").nth(boxes.count() - 1).inner_text()
    boxes.last.check()
    steps.press(tutor, "Continue")
    steps.told(tutor, part)
    steps.press(tutor, "Send back")
    steps.told(tutor, "You have sent this back")

    # then the mentor reads which part it is, mends and sends again, and the PCM signs again
    mentor = signed_in(arrive, site, name)
    steps.open_task(mentor, "Record sheet and sign-off")
    steps.told(mentor, "These parts should be looked at again")
    expect(mentor.get_by_role("link", name=part, exact=True)).to_be_visible()
    steps.mend_and_send_again(mentor, REASON, "Weekly meeting, third week")
    pcm = signed_in(arrive, site, "Dev Anand")
    steps.open_review(pcm, name)
    steps.sign(pcm, "Dev Anand")

    # and the tutor sees what changed, signs, and is offered what waits next
    steps.open_review(tutor, name)
    steps.told(tutor, "What changed since round 1")
    expect(tutor.locator(".w-changed ins")).to_contain_text("And the safeguarding route on day one.")
    steps.sign(tutor, tutor_name)
    following = tutor.get_by_role("button", name="Next: ").inner_text()
    steps.follow(tutor, "Next: ")
    expect(tutor.get_by_role("heading", level=1)).to_have_text(following.split(": ")[1].split(", ")[0])


@pytest.mark.long
def test_after_two_refusals_a_panel_decides(arrive, site):
    # given a mentor whose sheet came back, and who asks for another tutor
    name, title = "Étienne Ó Súilleabháin", "Induction and timetable for the autumn"
    mentor, pcm = signed_in(arrive, site, name), signed_in(arrive, site, "Owen Pritchard")
    steps.open_task(mentor, "Record sheet and sign-off")
    steps.press(mentor, "Ask for somebody else to decide")
    steps.told(mentor, "Tom Reid does not decide about it again")
    steps.mend_and_send_again(mentor, "Tom Reid asks you to change something", title, "Mastery")
    steps.open_review(pcm, name)
    steps.open_what_must_be_opened(pcm)
    steps.sign(pcm, "Owen Pritchard")

    # when the first tutor can no longer decide, and the second sends it back as well
    tom = signed_in(arrive, site, "Tom Reid")
    steps.room(tom, "Waiting for you")
    expect(tom.get_by_role("table").get_by_role("link", name=name)).to_have_count(0)
    amina = signed_in(arrive, site, "Amina Yusuf")
    steps.open_review(amina, name)
    steps.send_back(amina, REASON)
    steps.mend_and_send_again(mentor, REASON, title, "Mastery")
    steps.open_review(pcm, name)
    steps.open_what_must_be_opened(pcm)
    steps.sign(pcm, "Owen Pritchard")

    # then the office names a panel of people who have not sent it back
    office = signed_in(arrive, site, "Sam Lee")
    steps.room(office, "Needs somebody")
    steps.follow_for(office, "Name the panel", name)
    expect(office.get_by_label("Tom Reid", exact=True)).to_have_count(0)
    panel = ["Helen Frost", "Gwenllian Rhŷs", "Marcus Webb"]
    for person in panel:
        office.get_by_label(person, exact=True).check()
    office.get_by_label("Note", exact=True).fill("Two tutors disagree with the mentor. By Friday, please.")
    steps.press(office, "Name the panel")
    steps.told(office, "The panel is named")

    # and the sheet is signed off when all three have signed
    for person in panel:
        assert site.mail_to(
            site.account(person).email, f"passed a review on to you: Mastery record sheet of {name}"
        )
        page = signed_in(arrive, site, person)
        steps.open_review(page, name)
        steps.told(page, "panel of 3")
        steps.open_what_must_be_opened(page)
        steps.sign(page, person)
    steps.task_says(mentor, "Record sheet and sign-off", "Signed off")


def test_a_school_loses_its_pcm_and_an_acting_one_signs_the_same_day(arrive, site):
    # given a school whose PCM has left
    name, acting, email = "Caoimhe O’Neill", "Meera Joshi", "meera@st-bedes.example"
    office = signed_in(arrive, site, "Nadia Karim")
    steps.room(office, "Needs somebody")
    expect(office.get_by_role("link", name=name)).to_have_count(0)
    steps.end_role(office, "Zofia Wąsik", TODAY - timedelta(days=1))

    # when the office finds the sheet on its list and invites somebody to act
    office.goto("/")
    steps.room(office, "Needs somebody")
    expect(office.get_by_role("listitem").filter(has_text=name)).to_contain_text("has no PCM at the moment")
    steps.follow_for(office, "Name an acting PCM", name)
    office.locator("#id_email").fill(email)
    office.locator("#id_name").fill(acting)
    office.locator("input[name=role][value=pcm]").check()
    office.locator("#id_acting").check()
    office.locator("#id_school").select_option("St Bede’s College, Twickenham")
    office.get_by_role("button", name="Save").first.click()
    expect(office.locator(".messages")).to_be_visible()

    # and whoever is invited follows the link, chooses a password and signs
    words = site.mail_to(email, "invites you").get_body(["plain"]).get_content()
    page = arrive()
    page.goto(steps.INVITATION.search(words)[0])
    steps.told(page, "Acting PCM, St Bede’s College")
    page.locator("input[name=password1]").fill("three plain words")
    if (again := page.locator("input[name=password2]")).count():
        again.fill("three plain words")
    steps.press(page, "Accept and sign in")
    steps.open_review(page, name)
    steps.told(page, "You decide as acting")
    steps.sign(page, acting)

    # then history and certificate say that they acted
    tutor = signed_in(arrive, site, "Gwenllian Rhŷs")
    steps.open_review(tutor, name)
    steps.told(tutor, "signed as acting professional co-ordinating mentor (PCM)")
    steps.sign(tutor, "Gwenllian Rhŷs")
    steps.issue(office, name)
    (attached,) = site.mail_to(site.account(name).email, "Your certificate").iter_attachments()
    printed = text_of(attached.get_content())
    assert (acting in printed, "Acting professional co-ordinating mentor" in printed) == (True, True)


@pytest.mark.long
def test_mastery_is_sent_back_once_and_certified(arrive, site):
    # given a mentor at a phone, whose year is complete but for the record sheet
    name, pcm_name = "Anwen Pryce", "Dev Anand"
    mentor = signed_in(arrive, site, name, viewport=PHONE)
    steps.send_record_sheet(mentor, name, "Mastery")

    # when the PCM cannot sign before noting the observation, notes it, and sends the sheet back
    pcm = signed_in(arrive, site, pcm_name)
    steps.open_review(pcm, name)
    expect(pcm.get_by_label("Sign", exact=True)).to_have_count(0)
    steps.note_pcm_observation(pcm)
    steps.send_back(pcm, REASON)
    steps.mend_and_send_again(mentor, REASON, "Induction and timetable for the autumn", "Mastery")

    # and when PCM and tutor have signed, the office issues
    for person, page in ((pcm_name, pcm), ("Tom Reid", signed_in(arrive, site, "Tom Reid"))):
        steps.open_review(page, name)
        steps.open_what_must_be_opened(page)
        steps.sign(page, person)
    steps.issue(signed_in(arrive, site, "Sam Lee"), name)

    # then anybody can check the certificate
    message = site.mail_to(site.account(name).email, "Your certificate: Mastery")
    (attached,) = message.iter_attachments()
    code = CODE.search(text_of(attached.get_content()))[0]
    visitor = arrive(viewport=PHONE)
    assert steps.check_certificate(visitor, code) == "Valid certificate"
    steps.told(visitor, "Mastery")
    steps.told(visitor, name)
    site.manage("check_register")
