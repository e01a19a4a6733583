"""The link tutor’s desk: schools, their mentors, joint observations, who is near the end (R22, R25)."""

from unicodedata import normalize

from django.db.models import Q
from django.urls import reverse

from forms.models import Status
from home.desks.waiting import reviews_waiting, to_confirm
from home.doors import VISITS, rooms_of
from people.roles import Role
from portfolio import cohorts, outline, progress
from portfolio.confirming import tutored_by

STATES = {
    cohorts.WORKING: progress.IN_PROGRESS,
    cohorts.CHANGING: progress.RETURNED,
    cohorts.SIGNED: progress.SIGNED_OFF,
    cohorts.CERTIFIED: progress.CERTIFIED,
}
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
    found = outline.with_pause(cohorts.with_milestones(cohorts.with_school(found), asked))
    return found.select_related("person", "level").order_by("person__name", "level__order", "pk")


def near_the_end(asked):
    """A condition: with the PCM, or everything that can be counted is there and the sheet is not sent."""
    whole = cohorts.has_all_modules(asked) & cohorts.has_all_evidence()
    unsigned = Q(sheet_status=None) | ~Q(sheet_status=Status.ACCEPTED)  # accepted, not signed: revoked (E17)
    at_work = Q(step__in=(cohorts.WORKING, cohorts.CHANGING)) & unsigned
    return Q(step=cohorts.READING, reader=Role.PCM) | (at_work & whole)


def rows_of(enrolments):
    """Mentors in words, by name."""
    return sorted(map(row_of, enrolments), key=lambda row: in_order(row["name"]))


def row_of(enrolment):
    """A mentor in words: {name, level, school, url, due, step, word, tag}."""
    state = state_of(enrolment)
    return {
        "name": enrolment.person.name,
        "level": enrolment.level.title,
        "school": enrolment.school_name or "",
        "url": reverse("portfolio:mentor", args=[enrolment.slug]),
        "due": enrolment.joint_due,
        "step": enrolment.step,
        "word": state.label,
        "tag": outline.tag_of(state),
    }


def state_of(enrolment):
    """The State of an enrolment from `with_words`, in the words of the other lists (portfolio/outline.py)."""
    if enrolment.step == cohorts.READING:
        role = enrolment.reader
        word = f"With the {Role(role).short}" if role else cohorts.STEPS[cohorts.READING]
        return progress.State(f"with_{role}", word)
    if enrolment.step == cohorts.WORKING and enrolment.sheet_status == Status.ACCEPTED:
        return progress.REVOKED
    if enrolment.is_paused and enrolment.step in (cohorts.WORKING, cohorts.CHANGING):
        return progress.PAUSED
    return STATES[enrolment.step]


def in_order(name):
    """A name as it is sorted: É stands with E."""
    return normalize("NFKD", name or "").casefold()
