"""A PCM's term at a school, on a phone: talks, audits, observations, signatures, days away, mail, copies."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import on_a_phone, signed_in, text_of

pytestmark = pytest.mark.browser

PCM, DEPUTY = "Dev Anand", "Priya Nair"
TODAY = date.today()  # noqa: DTZ011  the browser shows a day, not a moment
NEWCOMER, WAITING, PRACTISED = "Ines Duarte", "Grace Mensah", "Anwen Pryce"
REASON = "The year is well told. Please say what came of the second target, by Friday."
WEEKLY = "things wait for you"
REMARK = "You rate questioning low, and I have seen you do it well. Let us look at it together."

# The morning’s messages, twice, on a day so many days from now; then how many the PCM is owed for that week,
# and whether others are owed one.
REMIND = """
import datetime, time_machine
from django.core.management import call_command
from django.utils import timezone
from people.models import OutgoingMail
from reviews import digest
with time_machine.travel(timezone.now() + datetime.timedelta(days={days})):
    call_command("remind", verbosity=0)
    call_command("remind", verbosity=0)
    owed = OutgoingMail.objects.filter(kind__in=("weekly", "review-digest"), reference=digest.this_week())
    mine, others = owed.filter(recipient={email!r}), owed.exclude(recipient={email!r})
    assert (mine.count(), others.exists()) == ({mine}, True), (mine.count(), others.count())
"""


def remind(site, days, mine):
    """The morning of a day is done twice: the PCM is owed so many messages for that week, others theirs."""
    words = {"days": days, "email": site.account(PCM).email, "mine": mine}
    site.manage("shell", "--no-imports", "--command", REMIND.format(**words))


def begins(mentor):
    """A newcomer completes the audit that is begun, and notes the first talk with the PCM."""
    steps.open_task(mentor, "Confidence audit")
    steps.finish_audit(mentor)
    steps.note_conversation(mentor, PCM)


def confirms_the_talk(page):
    """From the desk: it was as the mentor says."""
    steps.follow(page, f"Conversation with {NEWCOMER}")
    steps.told(page, "My audit. I begin with feedback.")
    steps.choose(page, "Was it so?", "Yes, this is how it was")
    steps.press(page, "Send your answer")
    steps.told(page, f"You have confirmed what {NEWCOMER} wrote")


def reads_the_audit(page):
    """From the desk: a comment, on the day that the form suggests."""
    steps.follow(page, f"{NEWCOMER}, Entry")
    steps.told(page, "Your talk about it")
    day = page.get_by_role("group", name="When did you talk about it?")
    expect(day.get_by_label("Day")).to_have_value(str(TODAY.day))
    page.get_by_label("What do you want to say about it?").fill(REMARK)
    steps.press(page, "Save")
    steps.told(page, f"{NEWCOMER} can read what you say about the audit")


def notes_the_observation(page):
    """On the way out of the lesson: four taps and no typing; today stands in the form already."""
    page.locator("#main").get_by_role("link", name=f"Note your observation of {PRACTISED}").tap()
    day = page.get_by_role("group", name="When did you observe?")
    expect(day.get_by_label("Day")).to_have_value(str(TODAY.day))
    page.get_by_label("I saw the mentor observe a lesson and give feedback").tap()
    page.get_by_label("I saw the mentor set targets").tap()
    page.get_by_role("button", name="Save", exact=True).tap()
    steps.told(page, f"Your note about {PRACTISED} is saved")


def reports_a_concern(page):
    """Somebody can be recognised in a piece of evidence; the review goes on afterwards."""
    review = page.url
    steps.follow(page, "Somebody can be recognised in this")
    page.get_by_label("Where can somebody be recognised?").fill("In the second paragraph: the pupil’s form.")
    steps.press(page, "Report it")
    steps.told(page, "Thank you for telling us")
    page.goto(review)


def arranges_days_away(page):
    steps.room(page, "Waiting for you")
    steps.follow(page, "Days away: who stands in for you")
    steps.follow(page, "Choose who stands in")
    page.get_by_label(DEPUTY, exact=True).check()
    steps.type_day(page, "First day", TODAY + timedelta(days=20))
    steps.type_day(page, "Last day", TODAY + timedelta(days=27))
    steps.press(page, "Arrange it")
    steps.told(page, f"{DEPUTY} stands in for {PCM} from")


def wants_no_reminders(page):
    page.goto("/account/")
    steps.follow(page, "Mail from us")
    steps.choose(page, "May we remind you of what lies undone?", "Never")
    steps.press(page, "Save")
    steps.told(page, "Your choice is saved")


def test_a_term_of_a_pcm_on_a_phone(arrive, site):
    # given a newcomer who has completed the audit and noted the first talk
    newcomer = signed_in(arrive, site, NEWCOMER)
    begins(newcomer)

    # when the week's message arrives, once, and the PCM follows it to the desk
    remind(site, days=0, mine=1)
    address = site.account(PCM).email
    message = site.mail_to(address, WEEKLY).get_body(["plain"]).get_content()
    wanted = (f"{NEWCOMER} noted a conversation with you", f"{PRACTISED}: your observation")
    assert [words in message for words in wanted] == [True, True]
    pcm = on_a_phone(arrive, site.account(PCM))
    pcm.goto("/my/school/")

    # then the talk is confirmed and the audit commented, and the mentor reads both
    confirms_the_talk(pcm)
    pcm.goto("/my/school/")
    steps.told(pcm, "Nothing waits to be confirmed.")
    reads_the_audit(pcm)
    steps.open_task(newcomer, "Confidence audit")
    steps.told(newcomer, REMARK)
    steps.open_task(newcomer, "Conversation with your PCM")
    steps.told(newcomer, f"Confirmed by {PCM}")

    # and an observation that is due is noted with four taps, so that the mentor can be signed for
    pcm.goto("/my/school/")
    notes_the_observation(pcm)
    pcm.goto("/my/school/")
    expect(pcm.get_by_role("link", name=f"Note your observation of {PRACTISED}")).to_have_count(0)

    # and one sheet is signed, another sent back with a concern about its evidence and a reason
    steps.open_review(pcm, WAITING)
    steps.sign(pcm, PCM)
    practised = signed_in(arrive, site, PRACTISED)
    steps.send_record_sheet(practised, PRACTISED, "Mastery")
    steps.open_review(pcm, PRACTISED)
    reports_a_concern(pcm)
    steps.send_back(pcm, REASON)
    steps.open_task(practised, "Record sheet and sign-off")
    steps.told(practised, REASON)

    # and a colleague stands in for a week
    arranges_days_away(pcm)
    assert site.mail_to(site.account(DEPUTY).email, f"You stand in for {PCM}")

    # and who wants no reminders gets none, whatever lies undone
    wants_no_reminders(pcm)
    remind(site, days=15, mine=0)
    assert len([m for m in site.mailbox.messages if m["To"] == address and WEEKLY in m["Subject"]]) == 1

    # and the school has its copy of a certificate
    pcm.goto("/my/school/")
    copy = steps.download(pcm, f"Certificate (PDF) of {DEPUTY}")
    assert DEPUTY in text_of(copy)
