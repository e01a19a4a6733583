"""The link tutor’s desk: schools, their mentors, joint observations, who is near the end (R22, R25)."""

from unicodedata import normalize

from django.db.models import Q
from django.urls import reverse

from home.desks.waiting import reviews_waiting, to_confirm
from home.doors import VISITS, rooms_of
from people.roles import Role
from portfolio import cohorts
from portfolio.confirming import tutored_by

LISTED = 20  # mentors in a list that leads on to the schools' own lists


def desk(user, school=""):
    """What the desk shows, as its context; `school` is the id of a school of theirs, to see its mentors.

    Fifteen queries at most, however many mentors there are.
    """
    asked = cohorts.levels()
    schools = sorted(cohorts.by_school(tutored_by(user)), key=lambda row: in_order(row["school_name"]))
    chosen = next((row for row in schools if str(row["school_id"]) == school), None)
    mentors = with_words(tutored_by(user), asked)
    due, near = mentors.filter(joint_due=True), mentors.filter(near_the_end(asked))
    at_school = mentors.filter(school_id=chosen["school_id"]) if chosen else mentors.none()
    waiting, more = reviews_waiting(user)
    return {
        "schools": schools,
        "chosen": chosen,
        "mentors": rows_of(at_school),
        "due": rows_of(due[: LISTED + 1]),
        "near": rows_of(near[: LISTED + 1]),
        "listed": LISTED,
        "confirm": to_confirm(user),
        "waiting": waiting,
        "more": more,
        "rooms": rooms_of(user, beside=VISITS),
    }


def with_words(enrolments, asked):
    """The enrolments with what a line about one says, by name."""
    found = cohorts.with_joint(cohorts.with_reader(cohorts.with_step(enrolments)))
    found = cohorts.with_milestones(cohorts.with_school(found), asked)
    return found.select_related("person", "level").order_by("person__name", "level__order", "pk")


def near_the_end(asked):
    """A condition: with the PCM, or everything that can be counted is there and the sheet is not sent."""
    whole = cohorts.has_all_modules(asked) & cohorts.has_all_evidence()
    at_work = Q(step__in=(cohorts.WORKING, cohorts.CHANGING))
    return Q(step=cohorts.READING, reader=Role.PCM) | (at_work & whole)


def rows_of(enrolments):
    """Mentors in words, by name."""
    return sorted(map(row_of, enrolments), key=lambda row: in_order(row["name"]))


def row_of(enrolment):
    """A mentor in words: {name, level, school, url, due, word}."""
    reader = enrolment.reader if enrolment.step == cohorts.READING else ""
    return {
        "name": enrolment.person.name,
        "level": enrolment.level.title,
        "school": enrolment.school_name or "",
        "url": reverse("portfolio:mentor", args=[enrolment.slug]),
        "due": enrolment.joint_due,
        "step": enrolment.step,
        "word": f"With the {Role(reader).short}" if reader else cohorts.STEPS[enrolment.step],
    }


def in_order(name):
    """A name as it is sorted: É stands with E."""
    return normalize("NFKD", name or "").casefold()
