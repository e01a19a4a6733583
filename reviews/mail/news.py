"""The mails of a round: who did what, one link, nothing of what was written or answered (R28, T28)."""

from django.urls import reverse

from cms.dates import date_uk
from people import mail
from people.roles import Role
from reviews.mail.letters import (
    WHY_ASKED,
    WHY_DEPUTY,
    WHY_GIVEN,
    WHY_SIGNATORY,
    about,
    named,
    review_url,
    to_mentor,
    to_office,
)
from reviews.routing import people_asked, role_name

OFFICE_DESK = "/office/"


def asked(stage):
    """Ask for a review those who can sign the stage and chose to hear each time; others hear on Monday."""
    round_ = stage.round
    mentor, title = named(round_)
    for person in people_asked(stage).with_mail_choice("reviews").filter(mail_choice="each"):
        about(
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
            action=("Read it and decide", review_url(round_)),
            why=WHY_ASKED,
        )


def received(round_):
    """Tell the partnership office that the signed sheet has come in (R28)."""
    mentor, title = named(round_)
    to_office(
        round_,
        kind="review-received",
        subject=f"Received: {title} of {mentor}, signed by the PCM",
        lines=[
            f"The professional co-ordinating mentor (PCM) has signed “{title}” of {mentor}.",
            "You need to do nothing yet. We write again when everybody has signed.",
        ],
        action=("Open it", review_url(round_)),
    )


def recorded_on_paper(decision):
    """Tell the signatory that the office recorded their signature on paper, so that they can object (E23)."""
    round_, person = decision.round, decision.signatory
    mentor, title = named(round_)
    about(
        round_,
        kind="review-on-paper",
        period=decision.seq,
        to=person.email,
        person=person,
        greeting=person.name,
        subject=f"Recorded: you signed {title} of {mentor} on paper",
        lines=[
            f"{decision.recorded_by.name}, partnership office, has recorded that you signed “{title}” of "
            f"{mentor} on paper on {date_uk(decision.paper_on)}.",
            "You need to do nothing. If you did not sign it, tell the partnership office at once.",
        ],
        action=("See what was recorded", review_url(round_)),
        why=WHY_SIGNATORY,
    )


def how_signed(decision):
    """What follows "has signed it": nothing, or that it was on paper, when, and who recorded it (E23)."""
    if not decision.paper_on:
        return ""
    return f" on paper on {date_uk(decision.paper_on)}, recorded by {decision.recorded_by.name}"


def signed(stage, following, decision):
    """Tell the mentor that a stage is signed, with its last signature, and who comes next."""
    round_ = stage.round
    _, title = named(round_)
    to_mentor(
        round_,
        kind="review-signed",
        period=stage.position,
        subject=f"Signed by the {role_name(stage)}: {title}",
        lines=[
            f"The {role_name(stage)}, has signed “{title}”{how_signed(decision)}.",
            f"It now waits for the {role_name(following)}. You need to do nothing.",
        ],
    )


def signed_by_all(round_):
    """Tell mentor and office that the last signature is there; the office only where it has to act now."""
    mentor, title = named(round_)
    acts = round_.submission.form.ends_with_office
    following = "Your partnership office takes the next step. You need to do nothing." if acts else ""
    to_mentor(
        round_,
        kind="review-complete",
        subject=f"Everybody has signed: {title}",
        lines=[f"Everybody who had to sign “{title}” has signed it.", *filter(None, [following])],
    )
    if not acts:
        return
    to_office(
        round_,
        kind="review-complete",
        subject=f"Everybody has signed: {title} of {mentor}",
        lines=[f"“{title}” of {mentor} is signed by everybody and waits for you."],
        action=("Go to your desk", OFFICE_DESK),
    )


def sent_back(round_, decision):
    """Tell the mentor that there is something to change; the reason is read after signing in."""
    _, title = named(round_)
    role = Role(decision.role).label
    to_mentor(
        round_,
        kind="review-sent-back",
        subject=f"{decision.signatory} asks you to change something: {title}",
        lines=[
            f"{decision.signatory} ({role}) has read “{title}” and sent it back to you with a reason.",
            "Read the reason, make the changes and send it again. Your answers are kept.",
        ],
    )


def passed_on(stage, to, decision):
    """Tell somebody that a stage was given to them; the note is read after signing in."""
    round_ = stage.round
    mentor, title = named(round_)
    about(
        round_,
        kind="review-passed-on",
        period=f"{stage.position}/{decision.seq}",
        to=to.email,
        person=to,
        greeting=to.name,
        subject=f"{decision.recorded_by} passed a review on to you: {title} of {mentor}",
        lines=[
            f"{decision.recorded_by} has given you “{title}” of {mentor} to decide, with a note.",
            f"Sign it or send it back with a reason by {date_uk(stage.due_on)}.",
        ],
        action=("Read the note and decide", review_url(round_)),
        why=WHY_GIVEN,
    )


def question(comment):
    """Tell the mentor that a reviewer asked something; the question is read after signing in."""
    round_ = comment.round
    _, title = named(round_)
    to_mentor(
        round_,
        kind="review-question",
        period=comment.pk,
        subject=f"{comment.author} asks you something about your {title}",
        lines=[
            f"{comment.author} is reading “{title}” and has a question before deciding.",
            "Answer it on the page of what you sent. Nothing else is needed.",
        ],
    )


def answered(comment):
    """Tell whoever asked that the mentor has answered."""
    round_ = comment.round
    mentor, title = named(round_)
    asker = comment.answers.author
    about(
        round_,
        kind="review-answered",
        period=comment.pk,
        to=asker.email,
        person=asker,
        greeting=asker.name,
        subject=f"{mentor} has answered your question: {title}",
        lines=[f"{mentor} has answered what you asked about “{title}”."],
        action=("Read it and decide", review_url(round_)),
        why=WHY_ASKED,
    )


def stands_in(days):
    """Tell a deputy for whom and between which days they decide."""
    mail.queue(
        kind="review-deputy",
        reference=str(days.pk),
        to=days.deputy.email,
        person=days.deputy,
        subject=f"You stand in for {days.person}",
        template="base",
        context={
            "greeting": days.deputy.name,
            "lines": [
                f"From {date_uk(days.start)} to {date_uk(days.end)} you decide what {days.person} is asked "
                f"for as {days.appointment.title}.",
                "It stands in your own queue, marked with the name.",
            ],
            "action_label": "Go to what waits",
            "action_url": reverse("reviews:queue"),
            "why": WHY_DEPUTY,
        },
    )
