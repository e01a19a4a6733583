"""What people do on the site, a step each: a mentor's half of Entry, the signatures, the certificate.

`page` is a Playwright page of somebody's own browser. Each step leads to its page the way a person would.
"""

import re
from datetime import date, timedelta
from urllib.parse import quote

from playwright.sync_api import expect

from tests.factories.forms import pdf, picture

YESTERDAY = date.today() - timedelta(days=1)  # noqa: DTZ011  the browser types a day, not a moment

INVITATION = re.compile(r"/account/invitation/[\w-]+/")


# --- everybody ----------------------------------------------------------------------------------------------


def sign_in(page, account):
    """From the front page to the desk."""
    page.goto("/")
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_label("Email address").fill(account.email)
    page.get_by_label("Password", exact=True).fill(account.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".w-who")).to_contain_text(account.name)


def press(page, name):
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


def follow(page, name, exact=False):
    """Follow the link of this name in the page's own part, drawn as a button or not."""
    main = page.locator("#main")
    main.get_by_role("link", name=name, exact=exact).or_(
        main.get_by_role("button", name=name, exact=exact)
    ).first.click()


def follow_for(page, name, whom):
    """Follow the one of several such links that is about this person; the name stands there for listeners."""
    page.get_by_role("link", name=re.compile(f"^{name} ?: {re.escape(whom)}")).click()


def told(page, text):
    """The page says this."""
    expect(page.locator("#main")).to_contain_text(text)


def choose(page, question, answer):
    """Answer a question that has radios."""
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def type_day(page, question, day):
    """Fill in the three boxes of a date."""
    boxes = page.get_by_role("group", name=question)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(label).fill(str(number))


# --- the mentor ---------------------------------------------------------------------------------------------


def enrol(page, provider, shares="Yes, share that I am certified", level="Entry", door="Enrol"):
    """From the desk to the task list; `door` is the link there."""
    page.goto("/my/")
    follow(page, door)
    expect(page.get_by_role("button", name="Enrol")).to_be_visible()
    if (levels := page.get_by_role("group", name="Which level are you starting?")).count():
        levels.get_by_label(level, exact=True).check()
    choose(page, "Who is your home provider?", provider)
    choose(page, "May we share that you are certified?", shares)
    press(page, "Enrol")
    told(page, f"You are enrolled on {level} level")


def open_task(page, name):
    """Open a line of the task list."""
    page.goto("/my/")
    page.locator(".govuk-task-list").get_by_role("link", name=name, exact=True).click()


def task_says(page, name, word):
    """The line of the task list has this status."""
    page.goto("/my/")
    line = page.locator(".govuk-task-list__item", has=page.get_by_text(name, exact=True))
    expect(line.locator(".govuk-task-list__status")).to_contain_text(word)


def complete_audit(page, task="Confidence audit"):
    """Every step of the audit, the check page, and sent."""
    open_task(page, task)
    press(page, "Start now")
    finish_audit(page)


def finish_audit(page):
    """From a step of an audit that is begun to its end."""
    expect(page.locator("#step")).to_be_visible()
    while not page.url.endswith("/check/"):
        rate_everything(page)
        for box in page.locator("#step textarea").all():
            box.fill("I give feedback that is specific and kind.")
        press(page, "Save and continue")
    press(page, "Complete the audit")
    told(page, "Your audit is complete")


def rate_everything(page):
    """The third point of the scale for each criterion on the page."""
    for scale in page.locator(".w-rate").all():
        scale.get_by_role("radio").nth(2).check()


def note_conversation(page, pcm, on=YESTERDAY):
    open_task(page, "Conversation with your PCM")
    type_day(page, "When did you talk?", on)
    choose(page, "Who did you talk to?", f"{pcm}, PCM")
    page.get_by_label("What did you talk about?").fill("My audit. I begin with feedback.")
    choose(page, "Does your PCM agree", "Yes")
    press(page, "Save")
    told(page, "The conversation is saved")


def complete_module(page, number, on=YESTERDAY):
    page.goto("/my/")
    page.locator(".govuk-task-list").get_by_role("link", name=re.compile(f"^Module {number}:")).click()
    type_day(page, "When did you finish it?", on)
    page.get_by_label("What did you learn").fill("I ask first, and wait for the answer.")
    press(page, "Mark as completed")
    told(page, "is noted as completed")


def note_placement(page):
    open_task(page, "Placement with a student teacher")
    page.get_by_label("Initials of the student teacher").fill("SK")
    page.get_by_label("Which phase of the year was it?").select_option(index=1)
    type_day(page, "First day", YESTERDAY - timedelta(days=60))
    type_day(page, "Last day", YESTERDAY)
    choose(page, "Did you see the student teacher through", "Yes, it is completed")
    press(page, "Save")
    told(page, "The placement is saved")


def note_observation(page, tutor):
    open_task(page, "Joint observation")
    type_day(page, "When did you observe the lesson together?", YESTERDAY)
    choose(page, "Which tutor observed with you?", f"{tutor}, link tutor")
    page.get_by_label("What did you see").fill("Wait time after questions. One target agreed.")
    press(page, "Save")
    told(page, "The joint observation is saved")


def add_evidence(page, title="Feedback on a Year 8 lesson", on=YESTERDAY, door="Add your first piece"):
    """A piece with a file, for each key criterion that has none yet, and a note on each."""
    open_task(page, "Evidence for each key criterion")
    follow(page, door)
    page.get_by_label("What is it?").fill(title)
    type_day(page, "When did it happen?", on)
    page.get_by_label("What kind of evidence is it?").select_option(index=1)
    page.get_by_label("Describe it").fill("What I said to the student teacher and what came of it.")
    page.get_by_label("Files (optional)").set_input_files(
        {"name": "feedback.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    for box in page.locator("input[name=criteria][aria-describedby]").all():
        box.check()
    page.get_by_label("No pupil and no student teacher can be recognised").check()
    press(page, "Save and continue")
    for note in page.locator("main textarea").all():
        note.fill("The notes show how the target came from the student teacher.")
    press(page, "Save")
    told(page, f"Your notes on “{title}” are saved")


def add_in_a_hurry(page, title, on):
    """A piece of evidence from the phone: a photo, the day, no criteria yet."""
    open_task(page, "Evidence for each key criterion")
    follow(page, "Add a photo or a few words now")
    page.get_by_label("What is it?").fill(title)
    page.get_by_label("What kind of evidence is it?").select_option("Observation and feedback")
    type_day(page, "When did it happen?", on)
    page.get_by_label("Photo or file").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture((1200, 1600), "JPEG")}
    )
    page.get_by_label("No pupil and no student teacher can be recognised").check()
    press(page, "Save")


def place(page, *, student, school, provider, phase, first, last):
    """A placement seen through to the end, noted from the list of placements or as the first."""
    open_task(page, "Placements through a full year")
    if not page.url.endswith("/add/"):
        follow(page, "Add a placement")
    page.get_by_label("Initials of the student teacher").fill(student)
    page.get_by_label("School", exact=True).select_option(school)
    page.get_by_label("The student teacher’s provider").select_option(provider)
    phases = page.get_by_label("Which phase of the year was it?")
    theirs = phases.locator(f'optgroup[label="{provider}"] option', has_text=phase)
    phases.select_option(theirs.get_attribute("value"))
    type_day(page, "First day", first)
    type_day(page, "Last day", last)
    choose(page, "Did you see the student teacher through", "Yes, it is completed")
    press(page, "Save")
    told(page, "The placement is saved")


def send_record_sheet(page, name, level="Entry"):
    """The record sheet from its start to the confirmation with its reference, which is returned."""
    open_task(page, "Record sheet and sign-off")
    press(page, "Start now")
    while not page.url.endswith("/check/"):
        for box in page.locator("#step").get_by_role("checkbox").all():
            box.check()
        for box in page.locator("#step textarea").all():
            box.fill("The question that I do not answer teaches most.")
        if (signature := page.get_by_label("Your full name")).count():
            signature.fill(name)
        press(page, "Save and continue")
    return send(page, level)


def send(page, level="Entry"):
    """From the check page to the confirmation; its reference."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    press(page, "Sign and send")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{level} record sheet sent")
    return page.locator(".govuk-panel__body strong").inner_text()


def mend_and_send_again(page, reason, title="Feedback on a Year 8 lesson", level="Entry"):
    """Read why it came back, change a piece of evidence, and send the sheet again."""
    open_task(page, "Record sheet and sign-off")
    told(page, reason)
    page.locator("#main").get_by_role("link", name="evidence", exact=True).click()
    page.get_by_role("link", name=title).first.click()
    follow(page, "Change this evidence")
    words = page.get_by_label("Describe it")
    words.fill(f"{words.input_value()} And the safeguarding route on day one.")
    press(page, "Save and continue")
    press(page, "Save")
    open_task(page, "Record sheet and sign-off")
    told(page, "Changed since you sent it")
    follow(page, "Check and send again")
    return send(page, level)


def answer(page, text):
    """Answer the one open question on the record sheet's page."""
    open_task(page, "Record sheet and sign-off")
    page.get_by_label("Your answer").fill(text)
    press(page, "Answer")
    told(page, text)


# --- those who sign, and the office -------------------------------------------------------------------------


def room(page, name):
    """Go to one of the rooms that stand at the head of every page."""
    page.locator("header, nav").get_by_role("link", name=name, exact=True).first.click()


def open_review(page, mentor):
    """From the queue to the mentor's record sheet."""
    page.goto("/reviews/")
    page.get_by_role("table").get_by_role("link", name=mentor, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(mentor)


def unfold(page, name):
    """Open what is folded away under these words."""
    page.locator("summary", has_text=name).first.click()


def open_what_must_be_opened(page):
    """Download each file that the stage wants opened; how many they were."""
    doors = page.locator("section[aria-labelledby=files] form.w-inline button").all()
    for door in doors:
        with page.expect_download():
            door.click()
    page.reload()
    expect(page.locator("form.w-inline button")).to_have_count(0)
    return len(doors)


def note_pcm_observation(page, door="Note your observation", says="is noted"):
    """From the review, or from a desk by its own link, to the PCM's observation of the mentor, and back."""
    follow(page, door)
    type_day(page, "When did you observe?", date.today() - timedelta(days=41))  # noqa: DTZ011
    page.get_by_label("I saw the mentor observe a lesson and give feedback").check()
    page.get_by_label("I saw the mentor set targets").check()
    press(page, "Save")
    told(page, says)


def confirm_note(page, what, mentor):
    """From the desk to what a mentor wrote about something done together; it was so."""
    page.goto("/my/confirm/")
    follow(page, f"{what} with {mentor}")
    choose(page, "Was it so?", "Yes, this is how it was")
    press(page, "Send your answer")
    told(page, f"You have confirmed what {mentor} wrote")


def decide_placement(page, mentor, counts, because):
    """A provider lead decides whether a mentor's placement counts."""
    page.goto("/my/placements/")
    follow(page, mentor)
    choose(page, "Does it count?", counts)
    page.get_by_label("Why?").fill(because)
    press(page, "Decide")
    told(page, f"{mentor} is told what you decided")


def end_role(page, person, on):
    """In the admin: this day is the last of the role that the person holds."""
    page.goto(f"/admin/people/appointment/?q={quote(person)}")
    page.get_by_role("main").get_by_role("link", name=person).first.click()
    page.locator("#id_end").fill(on.isoformat())
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator(".messages")).to_be_visible()


def give_role(page, email, role, since, **place):
    """In the admin: a role from this day, at a `school` or `provider`."""
    page.goto("/admin/people/appointment/create/")
    page.locator("#id_email").fill(email)
    page.locator(f"input[name=role][value={role}]").check()
    for kind, name in place.items():
        page.locator(f"#id_{kind}").select_option(name)
    page.locator("#id_start").fill(since.isoformat())
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator(".messages")).to_contain_text("now has the role")


def send_back(page, reason, *sections):
    page.get_by_label("Send back", exact=True).check()
    page.get_by_label("Reason, if you send it back").fill(reason)
    if sections:
        unfold(page, "Which parts should be looked at again?")
    for name in sections:
        page.get_by_label(name, exact=True).check()
    press(page, "Continue")
    press(page, "Send back")
    told(page, "You have sent this back")


def choose_to_sign(page, name):
    """Up to the page on which the signature is checked."""
    page.get_by_label("Sign", exact=True).check()
    page.get_by_label("Your full name, if you sign").fill(name)
    press(page, "Continue")


def sign(page, name):
    choose_to_sign(page, name)
    press(page, "Sign")
    told(page, "You have signed")


def confirm_by_password(page, account):
    """Answer the page that asks again who it is."""
    told(page, "Confirm that it is you")
    page.get_by_label("Password", exact=True).fill(account.password)
    press(page, "Continue")


def ask_for_each_mail(page):
    """Choose a message for each record sheet instead of one a week."""
    page.goto("/account/")
    follow(page, "Mail from us")
    choose(page, "How often should we tell you what waits for your signature?", "Each time")
    press(page, "Save")


def issue(page, mentor):
    """From the office's desk over the preview to the certificate's number, which is returned."""
    page.goto("/office/")
    follow(page, f"Check and issue the certificate for {mentor}")
    expect(page.locator(".w-prints")).to_have_text(mentor)
    page.get_by_label("The name is spelled as it should print").check()
    press(page, "Issue this certificate")
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificate issued")
    return page.locator(".govuk-panel__body strong").inner_text()


def download(page, link):
    """The bytes that a link saves."""
    with page.expect_download() as waiting:
        follow(page, link)
    return waiting.value.path().read_bytes()


def check_certificate(page, code):
    """A visitor types a code into the box of the check page; the answer in large letters."""
    page.goto("/verify/")
    page.get_by_label("Check code").fill(code)
    press(page, "Check")
    return page.locator(".w-verdict h2").inner_text()


def compare_file(page, content):
    """Whether the file is the one that was issued, in the check page's words."""
    page.get_by_label("Certificate file").set_input_files(
        {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    press(page, "Compare the file")
    return page.get_by_role("status").inner_text()
