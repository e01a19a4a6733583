"""One message a week for each person with what waits for them in all rooms, however many roles they hold.

The portfolio's lines go with the reviewers' digest where both are due. Each matter is named twice at most,
with two weeks in between (people.Reminder); what is settled is not named again, because the lines are read
off the facts of the day. Run twice, nothing is told twice: the message's reference names the week.
"""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from people import mail
from people.models import OutgoingMail, Reminder, User
from portfolio import reminders
from reviews import digest

WEEKLY = ("review-digest", "weekly")  # the kinds of message of which one a week is enough
LINES = 20  # how many matters a message names; the next message names the others
MOST_TIMES, REPEAT_AFTER = 2, timedelta(days=14)
WHY = (
    "You get this message because it waits for you. We name each matter twice at most. You can choose to get "
    "no such reminders in your account, under “Mail from us”."
)


def people():
    """Ids of everybody who can be told something this week, in any room."""
    reviewers = set(digest.reviewers().values_list("pk", flat=True))
    return sorted(reviewers | set(reminders.people().values_list("pk", flat=True)))


def lines_to_tell(pks):
    """{id of a person: the Lines to tell them now}: as many queries for one person as for all of these.

    Without what they were told lately or twice; who wants no reminders hears what they have to decide.
    Nothing for those who have had their message this week.
    """
    had = set(_this_weeks().filter(person__in=pks).values_list("person", flat=True))
    wanted = dict(
        User.objects.with_mail_choice("portfolio").filter(pk__in=pks).values_list("pk", "mail_choice")
    )
    found = reminders.lines_of([pk for pk in pks if pk not in had])
    told = _told(found)
    return {
        pk: [
            line
            for line in lines
            if (line.is_decision or wanted[pk] != "never") and (pk, line.key) not in told
        ][:LINES]
        for pk, lines in found.items()
    }


def tell(person, lines):
    """Owe the person this week's message: digest and lines in one; the OutgoingMail, or None.

    The caller holds the person's lock. Each line is noted as told in the same transaction.
    """
    if _this_weeks().filter(person=person).exists():
        return None
    rows = [{"what": line.what, "facts": line.facts} for line in lines]
    message = digest.weekly(person, rows) or (rows and _message(person, rows)) or None
    if message:
        _note(person, lines)
    return message


def _message(person, rows):
    """The week's message to somebody for whom no review waits."""
    many = f"{len(rows)} things wait for you"
    return mail.queue(
        kind="weekly",
        reference=digest.this_week(),
        to=person.email,
        person=person,
        subject=rows[0]["what"] if len(rows) == 1 else f"{many}, the first: {rows[0]['what']}",
        template="waiting",
        context={
            "greeting": person.name,
            "first": "This waits for you:" if len(rows) == 1 else f"{many}:",
            "rows": rows,
            "action_label": "Go to your desk",
            "action_url": "/my/",
            "why": WHY,
        },
    )


def _this_weeks():
    return OutgoingMail.objects.filter(kind__in=WEEKLY, reference=digest.this_week())


def _told(lines):
    """{(person, key)} of what was told twice, or too short a time ago to repeat it."""
    keys = {line.key for each in lines.values() for line in each}
    rows = Reminder.objects.filter(person__in=lines, key__in=keys)
    lately = timezone.now() - REPEAT_AFTER
    return {(row.person_id, row.key) for row in rows if row.times >= MOST_TIMES or row.last_at > lately}


def _note(person, lines):
    """Count each of the matters as told once more."""
    keys = {line.key for line in lines}
    before = Reminder.objects.filter(person=person, key__in=keys)
    known = set(before.values_list("key", flat=True))
    before.update(times=F("times") + 1, last_at=timezone.now())
    Reminder.objects.bulk_create(Reminder(person=person, key=key) for key in sorted(keys - known))
