"""What a PCM or link tutor sees of one mentor through the year (R22, R24, E1).

The checklist, talks and observations, the audits for the PCM: never what the evidence says.
"""

from datetime import date

from django.db.models import Prefetch
from django.urls import reverse

from cms.dates import date_uk
from people.models import Appointment
from people.permissions import schools_as
from people.roles import Role
from portfolio import confirming, notes
from portfolio.answers import Answer
from portfolio.models import Conversation, Observation
from portfolio.outline import with_outline
from portfolio.permissions import can_record_pcm_observation, mentored_by
from portfolio.progress import state
from portfolio.requirements import requirements


def mentors_of(user):
    """[(Role, enrolment)] of everybody whom the person helps, each once, with `joint_observations`."""
    joint = Observation.objects.filter(kind=Observation.Kind.JOINT).order_by("held_on", "pk")
    helped = with_outline(confirming.supported_by(user)).order_by("level__order", "pk")
    as_pcm = set(mentored_by(user).values_list("pk", flat=True))
    return [
        (Role.PCM if enrolment.pk in as_pcm else Role.LINK_TUTOR, enrolment)
        for enrolment in helped.prefetch_related(
            Prefetch("observations", joint, to_attr="joint_observations")
        )
    ]


def checklist(record):
    """[{question, answer, is_met, line}]: what the level asks for and how it stands (R22)."""
    return [
        {
            "question": each.question,
            "answer": str(each.answer),
            "is_met": each.is_met,
            "line": line_of(each),
        }
        for each in requirements(record)
    ]


def line_of(requirement):
    """What more there is to say to somebody who helps: nothing that names a piece of evidence."""
    if requirement.key.startswith("evidence"):
        return requirement.to_go
    if requirement.is_met:
        return requirement.why
    if requirement.answer == Answer.WAITING and requirement.who != Role.MENTOR:
        return f"Waiting for the {Role(requirement.who).short}"
    return ""


def talks(enrolment, user, role):
    """[{kind, title, lines}] of conversations and observations, the latest first: three queries.

    The words of each are for who took part. A PCM reads what happened while the mentor worked at the school,
    a link tutor what was done with a tutor (E1).
    """
    rows = [
        *Conversation.objects.filter(enrolment=enrolment).select_related("other"),
        *Observation.objects.filter(enrolment=enrolment).select_related("other"),
    ]
    rows.sort(key=lambda row: row.held_on, reverse=True)
    spans = times_at_school(enrolment, user) if role == Role.PCM else []
    return [talk(row, reads(row, user, role, spans), user) for row in rows]


def times_at_school(enrolment, user):
    """[(first day, last day)] in which the mentor worked at a school whose PCM the person is."""
    schools = schools_as(user, Role.PCM)
    posts = Appointment.objects.as_role(Role.MENTOR).filter(person=enrolment.person_id, school__in=schools)
    return [(post.start, post.end or date.max) for post in posts]


def reads(row, user, role, spans):
    """Whether the person reads the words of a conversation or observation."""
    if user.pk in (row.other_id, row.recorded_by_id):
        return True
    if role == Role.PCM:
        return any(first <= row.held_on <= last for first, last in spans)
    return getattr(row, "role", "") == Role.LINK_TUTOR or getattr(row, "kind", "") == Observation.Kind.JOINT


def talk(row, in_full, user):
    """A conversation or observation in words for `user`."""
    if isinstance(row, Conversation):
        kind, name = "Conversation", row.with_name
        words = [row.gist, notes.agreement(row)]
    else:
        kind, name = row.get_kind_display(), row.tutor_name
        words = [notes.what_was_seen(row), notes.how(row), row.note]
    asked_of_reader = row.other_id == user.pk and not (row.confirmed_at or row.otherwise)
    last = "You are asked to confirm this." if asked_of_reader else notes.confirmation(row)
    lines = [*words, last] if in_full else []
    return {
        "kind": kind,
        "title": f"{date_uk(row.held_on)}, {name}",
        "lines": [line for line in lines if line],
    }


def waiting_for(user, enrolment, record, role):
    """[(what, address)] that this person has to do for the mentor now."""
    found = [
        (f"Confirm the {word} of {date_uk(day)}", reverse("portfolio:confirm_one", args=[kind, slug]))
        for kind, word, rows, field in (
            ("conversation", "conversation", confirming.conversations_to_confirm(user), "held_on"),
            ("observation", "joint observation", confirming.observations_to_confirm(user), "held_on"),
            ("evidence", "professional conversation", confirming.evidence_to_confirm(user), "activity_date"),
        )
        for day, slug in rows.filter(enrolment=enrolment).order_by(field, "pk").values_list(field, "slug")
    ]
    if role == Role.PCM:
        found += pcm_waits(user, enrolment, record)
    elif joint_observation_due(enrolment, record):
        door = reverse("portfolio:joint_observation", args=[enrolment.slug])
        found.append(("Observe a lesson together, and note it", door))
    if state(record).key == f"with_{role}":
        found.append(("Read the record sheet and decide", reverse("reviews:queue")))
    return found


def joint_observation_due(enrolment, record):
    """Whether the level asks for a lesson observed jointly, and none is noted (R25)."""
    held = any(row.kind == Observation.Kind.JOINT for row in record.observations)
    return enrolment.level.needs_joint_observation and not (held or record.awarded_on)


def pcm_waits(user, enrolment, record):
    """The PCM's own part: the audit, the account, the observation (R11, R24, E10)."""
    audit = reverse("portfolio:mentor_audit", args=[enrolment.slug])
    if confirming.account_waits(record):
        yield "Read the account of the audit, and accept it or say what is missing", audit
    elif confirming.audits_to_discuss(user).filter(enrolment=enrolment).exists():
        yield "Talk about the audit, and note the day", audit
    seen = any(row.kind == Observation.Kind.PCM and row.counts for row in record.observations)
    if not (seen or record.awarded_on) and can_record_pcm_observation(user, enrolment):
        door = reverse("portfolio:pcm_observation", args=[enrolment.slug])
        yield "Watch the mentor observe a lesson, and note it", door
