"""The PCM’s desk: mentors at the school, who is stuck, what waits, the flyer, the school’s copies."""

from unicodedata import normalize

from django.urls import reverse

from cms.dates import date_uk
from home.desks.waiting import reviews_waiting, to_confirm
from home.doors import SCHOOL, rooms_of
from modules.permissions import flyer_due
from portfolio import confirming, outline
from portfolio.permissions import mentored_by
from register.copies import copies_for


def desk(user):
    """What the desk shows, as its context; thirteen queries, however many mentors there are."""
    mentors = sorted(map(row_of, enrolments_of(user)), key=lambda row: row["order"])
    audits = [audit_row(audit) for audit in audits_of(user)]
    confirm = to_confirm(user)
    waiting, more = reviews_waiting(user)
    due = [row for row in mentors if row["observe"]]
    return {
        "mentors": mentors,
        "stuck": [row for row in mentors if row["quiet"]],
        "due": due,
        "confirm": confirm,
        "audits": audits,
        "to_settle": len(confirm) + len(audits),
        "waiting": waiting,
        "more": more,
        "copies": copies_for(user),
        "flyer": flyer_due(user),
        "rooms": rooms_of(user, beside=SCHOOL),
    }


def enrolments_of(user):
    """The enrolments of the school's mentors with everything that a line about one needs."""
    return outline.with_last_work(outline.with_outline(mentored_by(user))).order_by("level__order", "pk")


def row_of(enrolment):
    """A mentor in words: {name, order, level, state, tag, url, last, quiet, observe}.

    `quiet` says why somebody should ask how it goes, `observe` is where to note an observation (R24).
    """
    state, last = outline.outline(enrolment), outline.last_work(enrolment)
    due = outline.observation_due(enrolment)
    return {
        "name": enrolment.person.name,
        "order": normalize("NFKD", enrolment.person.name).casefold(),  # É stands with E
        "level": enrolment.level.title,
        "state": state,
        "tag": outline.tag_of(state),
        "url": reverse("portfolio:mentor", args=[enrolment.slug]),
        "last": last,
        "quiet": f"Nothing since {date_uk(last)}" if outline.is_quiet(enrolment) else "",
        "observe": reverse("portfolio:pcm_observation", args=[enrolment.slug]) if due else "",
        "observed": [row for row in enrolment.pcm_observations if row.counts][:1],
    }


def audits_of(user):
    """Audits that were sent and are still to be talked about, the oldest first (R11)."""
    rows = confirming.audits_to_discuss(user).select_related("enrolment__person", "enrolment__level")
    return rows.order_by("pk")


def audit_row(audit):
    """An audit in words: {name, level, url}."""
    enrolment = audit.enrolment
    return {
        "name": enrolment.person.name,
        "level": enrolment.level.title,
        "url": reverse("portfolio:mentor_audit", args=[enrolment.slug]),
    }
