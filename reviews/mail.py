"""The mails of a round: who did what, one link, nothing of what was written or answered (R28)."""

from django.urls import reverse

from cms.dates import date_uk
from people import mail
from people.roles import Role
from reviews.routing import people_asked, provider_of, role_name

WHY_ASKED = (
    "You get this message because you hold this role today. Your partnership office can change who does."
)
WHY_MENTOR = "You get this message because you sent this for review."
WHY_OFFICE = "You get this message because this is the partnership office’s address."
OFFICE_DESK = "/office/"


def asked(stage):
    """Ask everybody who can sign the stage for a review; one mail per person and stage."""
    round_ = stage.round
    mentor, title = _named(round_)
    for person in people_asked(stage):
        _queue(
            round_,
            kind="review-asked",
            period=stage.position,
            to=person.email,
            person=person,
            greeting=person.name,
            subject=f"{mentor} asks for your review: {title}",
            lines=[
                f"{mentor} has sent “{title}”, and it is your turn to look at it.",
                f"Sign it or send it back with a reason by {date_uk(stage.due_on)}.",
            ],
            action=("Read it and decide", _review_url(round_)),
            why=WHY_ASKED,
        )


def received(round_):
    """Tell the partnership office that the signed sheet has come in (R28)."""
    mentor, title = _named(round_)
    _to_office(
        round_,
        kind="review-received",
        subject=f"Received: {title} of {mentor}, signed by the PCM",
        lines=[
            f"The professional co-ordinating mentor (PCM) has signed “{title}” of {mentor}.",
            "You need to do nothing yet. We write again when everybody has signed.",
        ],
        action=("Open it", _review_url(round_)),
    )


def signed(stage, following):
    """Tell the mentor that a stage is signed and who comes next."""
    round_ = stage.round
    _, title = _named(round_)
    _to_mentor(
        round_,
        kind="review-signed",
        period=stage.position,
        subject=f"Signed by the {role_name(stage)}: {title}",
        lines=[
            f"The {role_name(stage)}, has signed “{title}”.",
            f"It now waits for the {role_name(following)}. You need to do nothing.",
        ],
    )


def signed_by_all(round_):
    """Tell mentor and office that the last signature is there."""
    mentor, title = _named(round_)
    _to_mentor(
        round_,
        kind="review-complete",
        subject=f"Everybody has signed: {title}",
        lines=[
            f"Everybody who had to sign “{title}” has signed it.",
            "Your partnership office takes the next step. You need to do nothing.",
        ],
    )
    _to_office(
        round_,
        kind="review-complete",
        subject=f"Everybody has signed: {title} of {mentor}",
        lines=[f"“{title}” of {mentor} is signed by everybody and waits for you."],
        action=("Go to your desk", OFFICE_DESK),
    )


def sent_back(round_, decision):
    """Tell the mentor that there is something to change; the reason is read after signing in."""
    _, title = _named(round_)
    role = Role(decision.role).label
    _to_mentor(
        round_,
        kind="review-sent-back",
        subject=f"{decision.signatory} asks you to change something: {title}",
        lines=[
            f"{decision.signatory} ({role}) has read “{title}” and sent it back to you with a reason.",
            "Read the reason, make the changes and send it again. Your answers are kept.",
        ],
    )


def _named(round_):
    return round_.submission.owner.name, round_.submission.form.title


def _review_url(round_):
    return reverse("reviews:review", args=[round_.submission.reference])


def _to_mentor(round_, **message):
    mentor = round_.submission.owner
    action = round_.submission.form.after_sending(round_.submission)
    _queue(
        round_, to=mentor.email, person=mentor, greeting=mentor.name, action=action, why=WHY_MENTOR, **message
    )


def _to_office(round_, **message):
    office = provider_of(round_)
    if office:
        greeting = f"{office.short_name} partnership office"
        _queue(round_, to=office.office_email, greeting=greeting, why=WHY_OFFICE, **message)


def _queue(round_, *, kind, to, subject, lines, action, greeting, why, period=None, person=None):
    about = [round_.submission.reference, round_.number, *([period] if period else [])]
    label, url = action
    mail.queue(
        kind=kind,
        reference="/".join(str(part) for part in about),
        to=to,
        person=person,
        subject=subject,
        template="base",
        context={"greeting": greeting, "lines": lines, "action_label": label, "action_url": url, "why": why},
    )
