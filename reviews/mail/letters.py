"""What every message about a round has: its greeting, one link, why one gets it, and how to get less."""

from django.urls import reverse

from people import mail
from reviews.routing import provider_of

WHY_ASKED = (
    "You get this message because you hold this role today. Your partnership office can change who does. "
    "How often we write you choose in your account, under “Mail from us”."
)
WHY_GIVEN = (
    "You get this message because it was given to you by name. If you cannot do it, you can pass it on there."
)
WHY_DEPUTY = (
    "You get this message because it was arranged with you or your partnership office. Ask them to change it."
)
WHY_SIGNATORY = "You get this message because your signature was recorded. We write each time that happens."
WHY_MENTOR = "You get this message because you sent this for review. We write when something happens to it."
WHY_OFFICE = (
    "You get this message because this is the partnership office’s address. "
    "The WELTEC co-ordinator can change it."
)


def named(round_):
    """(the mentor's name, the form's title)."""
    return round_.submission.owner.name, round_.submission.form.title


def review_url(round_):
    """Where the round is read and decided."""
    return reverse("reviews:review", args=[round_.submission.reference])


def to_mentor(round_, **message):
    """Owe the mentor a message that leads to what they sent."""
    mentor = round_.submission.owner
    action = round_.submission.form.after_sending(round_.submission)
    about(
        round_, to=mentor.email, person=mentor, greeting=mentor.name, action=action, why=WHY_MENTOR, **message
    )


def to_office(round_, **message):
    """Owe the round's partnership office a message."""
    office = provider_of(round_)
    if office:
        greeting = f"{office.short_name} partnership office"
        about(round_, to=office.office_email, greeting=greeting, why=WHY_OFFICE, **message)


def about(round_, *, kind, to, subject, lines, action, greeting, why, period=None, person=None):
    """Owe one message about a round; told once for each kind, round and `period`."""
    parts = [round_.submission.reference, round_.number, *([period] if period else [])]
    label, url = action
    mail.queue(
        kind=kind,
        reference="/".join(str(part) for part in parts),
        to=to,
        person=person,
        subject=subject,
        template="base",
        context={"greeting": greeting, "lines": lines, "action_label": label, "action_url": url, "why": why},
    )
