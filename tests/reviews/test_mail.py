"""Who is told what, once each, and nothing of what was written (scheme.md 4, R28)."""

from people.models import OutgoingMail
from people.roles import Role
from reviews import mail
from tests.factories.people import SchoolFactory, holder
from tests.factories.reviews import send_back, sign

SECRET = "A Year 8 lesson on fractions"


def news():
    return sorted(OutgoingMail.objects.values_list("kind", "recipient"))


def clear():
    OutgoingMail.objects.all().delete()


def test_sending_asks_everybody_who_can_sign_the_first_stage(cast):
    deputy = holder(Role.PCM, school=cast.school)
    holder(Role.PCM, school=SchoolFactory())
    cast.send()

    assert news() == sorted([("review-asked", cast.pcm.email), ("review-asked", deputy.email)])


def test_the_mentor_is_never_asked_to_review_their_own(cast):
    cast.mentor.appointments.update(role=Role.PCM)
    cast.send()

    assert news() == [("review-asked", cast.pcm.email)]


def test_the_pcms_signature_tells_office_mentor_and_tutor(cast):
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


def test_no_mail_holds_an_answer_or_a_comment(cast):
    first = cast.sent_back("Please add the date of the lesson.")
    first.submission.refresh_from_db()
    round_ = cast.send(first.submission)
    sign(round_, cast.pcm)
    sign(round_, cast.tutor)

    for message in OutgoingMail.objects.all():
        content = message.subject + message.text + message.html
        assert SECRET not in content
        assert "Please add the date" not in content
    assert OutgoingMail.objects.count() == 8


def test_every_mail_has_one_link_on_our_own_address(cast, settings):
    round_ = cast.signed_by_all()

    asked = OutgoingMail.objects.filter(kind="review-asked")
    for message in asked:
        assert f"{settings.BASE_URL}/reviews/{round_.submission.reference}/" in message.text
    assert [message.text.count("http") for message in OutgoingMail.objects.all()] == [1] * 6


def test_the_same_news_is_told_once(cast):
    round_ = cast.send()
    mail.asked(round_.stages.first())
    mail.asked(round_.stages.first())

    assert OutgoingMail.objects.count() == 1


def test_each_round_is_news_of_its_own(cast):
    first = cast.sent_back()
    first.submission.refresh_from_db()
    cast.send(first.submission)

    reference = first.submission.reference
    references = OutgoingMail.objects.filter(kind="review-asked").values_list("reference", flat=True)
    assert sorted(references) == [f"{reference}/1/1", f"{reference}/2/1"]
