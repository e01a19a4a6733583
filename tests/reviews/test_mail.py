"""Who is told what, once each, and nothing of what was written (scheme.md 4, R28)."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache

from forms.files import accept
from home.tasks import now as morning
from people import delivery
from people.models import MailChoice, OutgoingMail
from people.models.periods import LONDON, today
from people.roles import Role
from reviews import actions, mail
from tests.factories.forms import upload
from tests.factories.people import PASSWORD, SchoolFactory, holder
from tests.factories.reviews import send_back, sign, stage_of


def news():
    return sorted(OutgoingMail.objects.values_list("kind", "recipient"))


def clear():
    OutgoingMail.objects.all().delete()


def each_time(*people):
    """These people chose to hear of each review at once."""
    for person in people:
        MailChoice.objects.create(person=person, topic="reviews", value="each")


def test_sending_tells_nobody_at_once_who_did_not_ask_for_it(cast):
    cast.send()

    assert news() == []


def test_sending_asks_everybody_who_can_sign_and_chose_to_hear_each_time(cast):
    deputy = holder(Role.PCM, school=cast.school)
    elsewhere = holder(Role.PCM, school=SchoolFactory())
    holder(Role.PCM, school=cast.school)
    each_time(cast.pcm, deputy, elsewhere)
    cast.send()

    assert news() == sorted([("review-asked", cast.pcm.email), ("review-asked", deputy.email)])


def test_the_mentor_is_never_asked_to_review_their_own(cast):
    each_time(cast.pcm, cast.mentor)
    cast.mentor.appointments.update(role=Role.PCM)
    cast.send()

    assert news() == [("review-asked", cast.pcm.email)]


def test_the_pcms_signature_tells_office_mentor_and_tutor(cast):
    each_time(cast.tutor)
    round_ = cast.send()
    clear()
    sign(round_, cast.pcm)

    assert news() == sorted(
        [
            ("review-received", cast.provider.office_email),
            ("review-signed", cast.mentor.email),
            ("review-asked", cast.tutor.email),
        ]
    )


def test_the_last_signature_tells_mentor_and_office(cast):
    round_ = cast.signed_by_pcm()
    clear()
    sign(round_, cast.tutor)

    assert news() == sorted(
        [("review-complete", cast.mentor.email), ("review-complete", cast.provider.office_email)]
    )


def test_sending_back_tells_the_mentor_without_the_reason(cast):
    round_ = cast.send()
    clear()
    send_back(round_, cast.pcm, "Your feedback was too harsh, soften it.")
    message = OutgoingMail.objects.get()

    assert (message.kind, message.recipient, message.subject) == (
        "review-sent-back",
        cast.mentor.email,
        "Asha Patel asks you to change something: Entry record sheet",
    )
    assert "too harsh" not in message.subject + message.text + message.html
    assert "sent it back to you with a reason" in message.text


def test_the_same_news_is_told_once(cast):
    each_time(cast.pcm)
    round_ = cast.send()
    mail.asked(round_.stages.first())
    mail.asked(round_.stages.first())

    assert OutgoingMail.objects.count() == 1


def test_each_round_is_news_of_its_own(cast):
    each_time(cast.pcm)
    first = cast.sent_back()
    first.submission.refresh_from_db()
    cast.send(first.submission)

    reference = first.submission.reference
    references = OutgoingMail.objects.filter(kind="review-asked").values_list("reference", flat=True)
    assert sorted(references) == [f"{reference}/1/1", f"{reference}/2/1"]


# --- every kind there is -----------------------------------------------------------------------------------

CANARIES = (
    "CANARY-ANSWER",
    "CANARY-FILE.png",
    "CANARY-REASON",
    "CANARY-NOTE",
    "CANARY-QUESTION",
    "CANARY-REPLY",
    "CANARY-REMARK",
)
KINDS = {
    "review-answered",
    "review-asked",
    "review-complete",
    "review-deputy",
    "review-digest",
    "review-escalation",
    "review-help",
    "review-on-paper",
    "review-passed-on",
    "review-question",
    "review-received",
    "review-reminder",
    "review-sent-back",
    "review-signed",
}
BEGIN = datetime(2026, 11, 3, 9, tzinfo=LONDON)


@pytest.fixture
def every_kind(cast):
    """Every message of reviews: asked about, passed on, sent back, sent again, forgotten, signed."""
    with time_machine.travel(BEGIN, tick=False):
        second = holder(Role.PCM, school=cast.school, name="Uma Until")
        deputy = holder(Role.LINK_TUTOR, provider=cast.provider, name="Dan Deputy")
        each_time(second, cast.tutor)
        submission = cast.draft(answer=CANARIES[0])
        cast.attach(submission, CANARIES[1])
        round_ = cast.send(submission)
        talk_about(round_, cast, second)
        send_back(
            round_, second, f"Look at this again, please: {CANARIES[2]}", sections=["Step 1: The lesson"]
        )
        submission.refresh_from_db()
        again = cast.send(submission)
    with time_machine.travel(BEGIN + timedelta(days=27), tick=False):  # a Monday
        morning()
        sign(again, cast.pcm)
        actions.stand_in(
            appointment=cast.tutor.appointments.get(),
            deputy=deputy,
            start=today(),
            end=today() + timedelta(days=9),
            by=cast.tutor,
        )
        record_on_paper(again, cast, deputy)
    return list(OutgoingMail.objects.all())


def record_on_paper(round_, cast, signatory):
    """The office records that somebody has signed the open stage by hand today."""
    actions.record_paper(
        stage=stage_of(round_),
        signatory=signatory,
        mentor_signed_on=today(),
        signed_on=today(),
        scan=accept(upload("signed.pdf"), owner=cast.office),
        by=cast.office,
        seal=round_.sending.seal,
    )


def talk_about(round_, cast, second):
    """Everything that can be written about a round before somebody decides."""
    actions.comment(round=round_, by=cast.pcm, text=f"Between us: {CANARIES[6]}", audience="reviewers")
    question = actions.ask(stage=stage_of(round_), by=cast.pcm, text=f"Which class was it? {CANARIES[4]}")
    actions.answer(question=question, by=cast.mentor, text=f"Year 8. {CANARIES[5]}")
    actions.pass_on(
        stage=stage_of(round_), to=second, by=cast.pcm, note=f"You know this class. {CANARIES[3]}"
    )


def test_the_walk_meets_every_kind_that_the_code_knows(every_kind):
    written = {
        kind
        for path in (settings.BASE_DIR / "reviews").glob("mail/*.py")
        for kind in re.findall(r'kind="(review-[a-z-]+)"', path.read_text())
    }
    assert {message.kind for message in every_kind} == KINDS == written


def test_no_mail_holds_anything_that_was_written_or_sent(every_kind):
    told = [
        (message.kind, canary)
        for message in every_kind
        for canary in CANARIES
        if canary in message.subject + message.text + message.html
    ]
    assert told == []


def test_every_mail_says_who_and_what_has_one_link_and_says_why_it_came(every_kind):
    for message in every_kind:
        links = re.findall(r"https?://\S+", message.text)
        assert len(links) == 1, message.kind
        assert links[0].startswith(f"{settings.BASE_URL}/")
        assert set(re.findall(r'href="([^"]*)"', message.html)) == set(links)
        assert "You get this message because" in message.text
        assert any(name in message.subject for name in ("Okafor", "Until", "Reid", "Patel", "record sheet"))


def test_the_mails_that_ask_say_by_when(every_kind):
    asking = {"review-asked", "review-passed-on", "review-digest", "review-reminder", "review-escalation"}
    for message in every_kind:
        if message.kind in asking:
            assert re.search(r"(by|due) 1?\d \w+ 2026", message.text), message.kind


def test_how_to_get_less_stands_in_every_mail_that_one_can_choose(every_kind):
    chosen = {"review-asked", "review-digest", "review-reminder", "review-answered"}
    for message in every_kind:
        assert ("“Mail from us”" in message.text) == (message.kind in chosen), message.kind


def test_the_plain_text_comes_first(every_kind):
    for message in every_kind:
        built = delivery.build(message)
        assert [part.get_content_type() for part in built.message().walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]


def test_every_link_survives_signing_in(every_kind, cast, client):
    people = {cast.provider.office_email: cast.office}
    with time_machine.travel(BEGIN + timedelta(days=27, hours=1), tick=False):
        for message in every_kind:
            person = people.get(message.recipient) or message.person
            path = re.search(rf"{settings.BASE_URL}(/\S+)", message.text)[1]
            asked = client.get(path)
            assert (asked.status_code, path) == (302, path)
            address, query = asked.url.split("?")
            assert parse_qs(query)["next"] == [path]
            cache.clear()  # nobody signs in so often in an hour
            entered = client.post(
                asked.url, {"login": person.email, "password": PASSWORD, "next": path}, follow=True
            )
            assert entered.redirect_chain[0] == (path, 302), (message.kind, address)
            assert entered.status_code == 200, (message.kind, path)
            client.logout()
