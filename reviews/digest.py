"""What is due to be told: the week's digest, a reminder of what waits long, and the office's help.

Who is told what is read off the appointments of the day, as in the queue. OutgoingMail's reference names the
week or the day, Notice the stage: run twice, nothing is told twice; run late, nothing is forgotten.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from people.models import Appointment, OutgoingMail, Provider, User
from people.models.periods import LONDON, today
from people.permissions import mail_choice
from people.roles import REVIEWERS
from reviews import mail
from reviews.hands import short_of_people
from reviews.models import Deputy, Notice, Stage
from reviews.queue import past, stages_waiting_for
from reviews.routing import asked_as

LINES = 20  # how many stages a message names; it counts the others
STUCK_AT_ONCE = 200  # for how many stages an office is asked to help in one day, the oldest first
DIGEST_AT = 7  # o'clock on Monday in London


def reviewers():
    """Everybody whom a stage may ask today: those who hold a reviewing role, and deputies."""
    holders = Appointment.objects.current().filter(role__in=REVIEWERS).values("person")
    deputies = Deputy.objects.in_force().values("deputy")
    return User.objects.filter(Q(pk__in=holders) | Q(pk__in=deputies), is_active=True)


def providers():
    """Providers with a stage whose turn it is."""
    return Provider.objects.filter(pk__in=Stage.objects.open().values("provider"))


# --- people ------------------------------------------------------------------------------------------------


def weekly(person, also=()):
    """Owe the person this week's digest, unless they have it, chose each mail by itself, or nothing waits.

    It is due from Monday at 7 in London for what waited then; a late one names what has come since too.
    `also` are lines of other rooms that go with it ({what, facts}). Returns the OutgoingMail or None.
    """
    monday, week = last_monday(), this_week()
    if mail_choice(person, "reviews") != "weekly" or _has("review-digest", week, person.email):
        return None
    waiting = stages_waiting_for(person)
    rows = list(waiting[: LINES + 1])
    if not rows or rows[0].opened_at > monday:
        return None
    count = len(rows) if len(rows) <= LINES else waiting.count()
    return mail.digest(person, with_deputies(person, rows[:LINES]), count, week, also)


def remind(person, late=None):
    """Owe the person a reminder of what has waited long, one a day, each stage once; OutgoingMail or None.

    `late` is past("remind_after_days"), given by those who remind many people.
    """
    day = today().isoformat()
    if _has("review-reminder", day, person.email):
        return None
    told = Notice.objects.filter(stage=OuterRef("pk"), person=person)
    late = past("remind_after_days") if late is None else late
    rows = list(stages_waiting_for(person).filter(late).exclude(Exists(told)))
    if not rows:
        return None
    message = mail.reminder(person, with_deputies(person, rows[:LINES]), len(rows), day)
    _note(rows, Notice.Kind.REMINDER, person)
    return message


def this_week():
    """The week that began on the latest Monday at 7, such as "2026-W46": a weekly message's reference."""
    return f"{last_monday():%G-W%V}"


def last_monday():
    """The latest Monday at 7 in London that is not in the future."""
    now = timezone.localtime(timezone=LONDON)
    monday = (now - timedelta(days=now.weekday())).replace(hour=DIGEST_AT, minute=0, second=0, microsecond=0)
    return monday if monday <= now else monday - timedelta(weeks=1)


def with_deputies(person, stages):
    """[(stage, whom the person stands in for there, or None)]."""
    return [(stage, _deputy_of(person, stage)) for stage in stages]


def _deputy_of(person, stage):
    asked = None if stage.is_panel else asked_as(person, stage)  # on a panel everybody sits for themselves
    return asked and asked.deputy_of


# --- offices -----------------------------------------------------------------------------------------------


def escalate(provider):
    """Ask the provider's office for help with stages that are newly stuck, and tell their mentors.

    Stuck is what too few people can sign (E3, E4), and what waits longer than the stage allows. Each stage is
    named once for each of the two reasons, in one message a day. Returns the OutgoingMail or None.
    """
    day = today().isoformat()
    waiting = Stage.objects.open().filter(provider=provider)
    short, newly_short = _short(waiting)
    if _has("review-escalation", f"{day}/{provider.slug}", provider.office_email):
        return None
    told = Notice.objects.filter(stage=OuterRef("pk"), kind=Notice.Kind.LATE)
    late = waiting.filter(past("escalate_after_days")).exclude(Exists(told))
    late = set(late.values_list("pk", flat=True))
    stuck = waiting.filter(pk__in=newly_short | late).order_by("opened_at", "pk")
    rows = list(stuck.select_related(*mail.NAMED)[:STUCK_AT_ONCE])
    if not rows:
        return None
    message = mail.escalation(provider, rows[:LINES], len(rows), short, day)
    for stage in rows:
        mail.help_wanted(stage)
    _note([stage for stage in rows if stage.pk in newly_short], Notice.Kind.SHORT)
    _note([stage for stage in rows if stage.pk in late], Notice.Kind.LATE)
    return message


def _short(waiting):
    """Ids of the stages short of people, and of those not yet told. Forgets gaps that were filled."""
    short = set(short_of_people(waiting).values_list("pk", flat=True))
    notices = Notice.objects.filter(kind=Notice.Kind.SHORT, stage__in=waiting)
    told = set(notices.values_list("stage", flat=True))
    if told - short:
        notices.filter(stage__in=told - short).delete()
    return short, short - told


# --- both --------------------------------------------------------------------------------------------------


def _has(kind, reference, recipient):
    return OutgoingMail.objects.filter(kind=kind, reference=reference, recipient__iexact=recipient).exists()


def _note(stages, kind, person=None):
    now = timezone.now()
    Notice.objects.bulk_create(Notice(stage=stage, kind=kind, person=person, at=now) for stage in stages)
