"""Entry from signing in to a certificate that anybody can check, everybody at their own browser."""

import re

import pytest

from register import signing
from tests.browser import steps
from tests.browser.conftest import PHONE, signed_in, text_of

pytestmark = pytest.mark.browser

PCM, TUTOR, OFFICE = "Asha Patel", "Tom Reid", "Sam Lee"
REASON = "The evidence is strong. Please add what you did about the safeguarding route, by Friday."
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}\b")


def works_through_entry(page):
    """The mentor's half, but for the record sheet."""
    steps.enrol(page, "St Mary’s University")
    steps.complete_audit(page)
    steps.note_conversation(page, PCM)
    steps.complete_module(page, 1)
    steps.complete_module(page, 2)
    steps.note_placement(page)
    steps.note_observation(page, TUTOR)
    steps.add_evidence(page)


def test_entry_from_signing_in_to_a_certificate_that_anybody_can_check(arrive, site, settings):
    # given a PCM who wants to hear of each sheet, and a mentor who has never been here
    pcm = signed_in(arrive, site, PCM)
    steps.ask_for_each_mail(pcm)
    name = "Łucja Ŵyn-Nguyễn"
    account = site.new_mentor(name, "lucja@hillcrest.example", "Hillcrest School")
    mentor = arrive()
    steps.sign_in(mentor, account)

    # when she works through Entry and sends the record sheet
    works_through_entry(mentor)
    reference = steps.send_record_sheet(mentor, name)
    steps.task_says(mentor, "Record sheet and sign-off", "With reviewer")

    # then her PCM gets a message and sends the sheet back with a reason
    assert re.fullmatch("[A-Z]{10}", reference)
    assert (
        "/reviews/" in site.mail_to("asha.patel@demo.weltec.example", name).get_body(["plain"]).get_content()
    )
    steps.open_review(pcm, name)
    steps.send_back(pcm, REASON)

    # and when she mends it and sends it again, PCM and link tutor sign
    steps.task_says(mentor, "Record sheet and sign-off", "Changes needed")
    assert steps.mend_and_send_again(mentor, REASON) == reference
    steps.open_review(pcm, name)
    steps.told(pcm, "What changed since round 1")
    steps.sign(pcm, PCM)
    tutor = signed_in(arrive, site, TUTOR)
    steps.open_review(tutor, name)
    steps.sign(tutor, TUTOR)
    steps.task_says(mentor, "Record sheet and sign-off", "Signed off")

    # and the office looks at the preview and issues
    number = steps.issue(signed_in(arrive, site, OFFICE), name)

    # then the signed PDF arrives by e-mail, and is the one that the mentor downloads
    message = site.mail_to(account.email, "Your certificate")
    (attached,) = message.iter_attachments()
    content = attached.get_content()
    settings.SIGNING_DEMO_AUTHORITY = site.folder / "demo-authority.p12"
    assert (attached.get_content_type(), signing.verify(content).ok) == ("application/pdf", True)
    steps.task_says(mentor, "Certificate", "Certificate issued")
    assert steps.download(mentor, f"Download the PDF of {number}") == content

    # and whoever reads it can check it without an account
    printed = text_of(content)
    assert (name in printed, number in printed) == (True, True)
    visitor = arrive()
    assert steps.check_certificate(visitor, CODE.search(printed)[0].lower()) == "Valid certificate"
    steps.told(visitor, name)
    assert steps.compare_file(visitor, content).startswith("Yes, this is the very file")
    assert steps.compare_file(visitor, content[:-1] + b"X").startswith("No, this is another file")

    # and nothing in the register is amiss
    site.manage("check_register")


def test_a_mentors_half_on_a_phone_without_javascript(arrive, site):
    # given a mentor with a phone whose browser runs no scripts
    name = "Şükrü Ğan"
    mentor = arrive(viewport=PHONE, java_script_enabled=False)
    steps.sign_in(mentor, site.new_mentor(name, "sukru@hillcrest.example", "Hillcrest School"))

    # when he does everything that Entry asks for
    works_through_entry(mentor)
    steps.send_record_sheet(mentor, name)

    # then his PCM has it on the desk
    pcm = signed_in(arrive, site, PCM)
    steps.open_review(pcm, name)
    steps.told(pcm, "Feedback on a Year 8 lesson")
