"""What is told in the morning (reviews.digest): lists of what waits, and that help was asked for (T28)."""

from django.urls import reverse

from cms.dates import date_uk
from people import mail
from reviews.mail.letters import WHY_ASKED, WHY_OFFICE, named, to_mentor
from reviews.routing import role_name

HAND_OVER = "/reviews/hand-over/"
# What a list of stages needs to be named without a query for each.
NAMED = ("round__submission__owner", "round__submission__page", "school", "provider")


def digest(person, stages, count, week, also=()):
    """Tell somebody on Monday what waits for them: of `count` these [(stage, deputy of)], oldest first.

    `also` is what other rooms have to say in the same message: then it leads to the desk.
    """
    mentor, title = _named_in_list(stages[0][0])
    return _list(
        kind="review-digest",
        reference=week,
        person=person,
        subject=f"{mentor} waits for you: {title}"
        if count == 1
        else f"{count} reviews wait for you, the oldest from {mentor}",
        first=f"{_reviews(count)} for your decision. Please sign or send back by the day given.",
        rows=[_row(stage, deputy_of) for stage, deputy_of in stages],
        more=count - len(stages),
        **({"also": also, "action": ("Go to your desk", "/my/")} if also else {}),
    )


def reminder(person, stages, count, day):
    """Remind somebody once of what has waited long for them: of `count`, these [(stage, deputy of)]."""
    mentor, title = _named_in_list(stages[0][0])
    return _list(
        kind="review-reminder",
        reference=day,
        person=person,
        subject=f"Reminder: {mentor} still waits for you: {title}"
        if count == 1
        else f"Reminder: {count} reviews still wait for you, the oldest from {mentor}",
        first=f"{_reviews(count)} for your decision, for some time now. We remind you of each only once. If "
        "you cannot do it by the day given, you can pass it on to a colleague.",
        rows=[_row(stage, deputy_of) for stage, deputy_of in stages],
        more=count - len(stages),
    )


def escalation(provider, stages, count, short, day):
    """Ask a provider's office to help: of `count` newly stuck stages these.

    `short` are the ids of those that too few people can sign. A role is named, never who has not signed.
    """
    mentor, title = _named_in_list(stages[0])
    return mail.queue(
        kind="review-escalation",
        reference=f"{day}/{provider.slug}",
        to=provider.office_email,
        subject=f"Please help: {title} of {mentor} waits"
        if count == 1
        else f"Please help: {count} reviews wait, the oldest from {mentor}",
        template="waiting",
        context={
            "greeting": f"{provider.short_name} partnership office",
            "first": f"{_reviews(count)} for your help. We name each only once; your list has them all.",
            "rows": [_stuck_row(stage, stage.pk in short) for stage in stages],
            "more": count - len(stages),
            "action_label": "See who can help",
            "action_url": HAND_OVER,
            "why": WHY_OFFICE,
        },
    )


def help_wanted(stage):
    """Tell the mentor that the office was asked to help with what they sent."""
    round_ = stage.round
    _, title = named(round_)
    to_mentor(
        round_,
        kind="review-help",
        period=stage.position,
        subject=f"We have asked the office to help: {title}",
        lines=[
            f"“{title}” waits for the {role_name(stage)}, since {date_uk(stage.opened_at)}.",
            "We have asked the partnership office to help, so that it goes on. You need to do nothing.",
        ],
    )


def _list(*, kind, reference, person, subject, first, rows, more, also=(), action=None):
    label, url = action or ("Go to what waits", reverse("reviews:queue"))
    return mail.queue(
        kind=kind,
        reference=reference,
        to=person.email,
        person=person,
        subject=subject,
        template="waiting",
        context={
            "greeting": person.name,
            "first": first,
            "rows": rows,
            "more": more,
            "also": also,
            "action_label": label,
            "action_url": url,
            "why": WHY_ASKED,
        },
    )


def _reviews(count):
    return "1 review waits" if count == 1 else f"{count} reviews wait"


def _row(stage, deputy_of):
    mentor, title = _named_in_list(stage)
    facts = f"Waiting since {date_uk(stage.opened_at)}, due {date_uk(stage.due_on)}"
    return {
        "what": f"{mentor}: {title}",
        "facts": f"{facts}, as deputy for {deputy_of.name}" if deputy_of else facts,
    }


def _stuck_row(stage, is_short):
    mentor, title = _named_in_list(stage)
    waits = f"With the {role_name(stage)}, since {date_uk(stage.opened_at)}, due {date_uk(stage.due_on)}."
    return {"what": f"{mentor}: {title}", "facts": f"{waits} {_why_stuck(stage) if is_short else TOO_LONG}"}


TOO_LONG = "It has waited longer than it should."


def _why_stuck(stage):
    if stage.is_panel:
        return "Its panel needs members."
    return (
        "Nobody can sign it today." if stage.signatures_wanted == 1 else "Too few people can sign it today."
    )


def _named_in_list(stage):
    """As _named, without asking for the form's own page: `stage` comes with NAMED."""
    submission = stage.round.submission
    return submission.owner.name, submission.page.title
