"""What PCMs, link tutors and provider leads are reminded of about other people's portfolios.

Only current appointments count, nobody is reminded about their own work, and nothing is said about somebody
who has left the level or is on a pause.
"""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from cms.dates import date_uk
from forms.models import Sending, Status
from people.models import Appointment
from people.models.periods import today
from people.roles import Role
from portfolio.models import (
    Audit,
    Award,
    Conversation,
    Enrolment,
    EvidenceItem,
    Observation,
    Placement,
    Request,
)
from portfolio.reminders.lines import CONFIRM, DECISION, Line

AUDIT_WAITS = timedelta(days=7)
OBSERVE_AFTER = timedelta(days=42)  # so long into a placement a PCM should have seen the mentor observe
SENT = (Status.SENT, Status.ACCEPTED)


def lines(people):
    """Lines of these people for others' portfolios, in about ten queries however many they are."""
    yield from _decisions(people)
    yield from _to_confirm(people)
    yield from _for_pcms(people)


def going_on(rows, owner="enrolment__"):
    """Rows of mentors who are on their way: neither left nor on a pause, and the account is open."""
    pause = Request.objects.granted().filter(
        Q(end=None) | Q(end__gte=today()),
        kind=Request.Kind.PAUSE,
        start__lte=today(),
        enrolment=OuterRef(f"{owner}pk"),
    )
    here = {f"{owner}withdrawn_on": None, f"{owner}person__is_active": True}
    return rows.filter(~Exists(pause), **here)


# --- provider leads ----------------------------------------------------------------------------------------


def _decisions(people):
    """Requests and placements that wait for a provider to decide: always told (E5, E6, E7, E11, E12)."""
    leads = _posts(people, Role.PROVIDER_LEAD, "provider")
    for row in _requests(leads):
        what = f"{row.person.name} asks for {row.get_kind_display().lower()}"
        facts = f"{row.level.title}, since {date_uk(row.asked_at)}"
        yield from _for(leads[row.provider_id], row.person_id, f"request/{row.slug}", what, facts, DECISION)
    for row in _placements(leads):
        what = f"A placement of {row.enrolment.person.name}: does it count?"
        facts = f"At {row.school.name}, from {date_uk(row.start)} to {date_uk(row.end)}"
        key = f"counts/{row.slug}/{row.start}"
        yield from _for(leads[row.provider_id], row.enrolment.person_id, key, what, facts, DECISION)


def _requests(leads):
    """Open requests that a lead can decide now; a form under review stands in the reviewers' own list."""
    turn = Q(submission=None) | Q(submission__status=Status.ACCEPTED)
    rows = Request.objects.open().filter(turn, provider__in=leads, person__is_active=True)
    rows = rows.filter(Q(enrolment=None) | Q(enrolment__withdrawn_on=None))
    return rows.select_related("person", "level").order_by("asked_at", "pk")


def _placements(leads):
    asked = Q(shared=True) | Q(interrupted=True) | ~Q(provider=F("enrolment__provider"))
    rows = going_on(Placement.objects.filter(asked, counts="", provider__in=leads))
    return rows.select_related("enrolment__person", "school").order_by("start", "pk")


# --- who is named ------------------------------------------------------------------------------------------


def _to_confirm(people):
    """What a mentor noted with somebody who has still to confirm it, in the role of today (R18, R21, R25)."""
    kinds = (
        (Conversation.objects, "talk", "held_on", "a conversation with you", _is_pcm() | _is_tutor()),
        (
            EvidenceItem.objects.kept().filter(kind=EvidenceItem.Kind.CONVERSATION),
            "evidence",
            "activity_date",
            "a professional conversation with you",
            _is_pcm() | _is_tutor(),
        ),
        (
            Observation.objects.filter(kind=Observation.Kind.JOINT),
            "joint",
            "held_on",
            "a joint observation with you",
            _is_tutor(),
        ),
    )
    for rows, name, day, what, still in kinds:
        rows = going_on(rows.filter(still, other__in=people, confirmed_at=None, otherwise=""))
        rows = rows.exclude(enrolment__person=F("other")).select_related("enrolment__person")
        for row in rows.order_by(day, "pk"):
            facts = f"On {date_uk(getattr(row, day))}. Confirm that it was so, or say how it was."
            mentor = row.enrolment.person.name
            yield Line(row.other_id, f"portfolio/{name}/{row.slug}", f"{mentor} noted {what}", facts, CONFIRM)


def _is_pcm():
    """The person named is PCM where the mentor works."""
    works = (
        Appointment.objects.current()
        .as_role(Role.MENTOR)
        .filter(person=OuterRef(OuterRef("enrolment__person")))
    )
    posts = Appointment.objects.current().as_role(Role.PCM).filter(person=OuterRef("other"))
    return Exists(posts.filter(school__in=works.values("school")))


def _is_tutor():
    """The person named is link tutor of the mentor's provider."""
    posts = Appointment.objects.current().as_role(Role.LINK_TUTOR).filter(person=OuterRef("other"))
    return Exists(posts.filter(provider=OuterRef("enrolment__provider")))


# --- PCMs --------------------------------------------------------------------------------------------------


def _for_pcms(people):
    """Audits to talk about, and observations of the mentor that are due (R11, R21, R24)."""
    pcms = _posts(people, Role.PCM, "school")
    schools = _posts_at(pcms)
    for row in _audits(schools):
        facts = f"Sent on {date_uk(row.submission.sent_at)}. Note when you talked about it."
        what = f"{row.enrolment.person.name}: the confidence audit"
        yield from _for_school(
            pcms, schools, row.enrolment.person_id, f"discuss/{row.submission.reference}", what, facts
        )
    for row in _unobserved(schools):
        facts = "Watch the mentor observe a lesson, give feedback and set targets, and note it."
        what = f"{row.person.name}: your observation"
        yield from _for_school(pcms, schools, row.person_id, f"observe/{row.slug}", what, facts)


def _audits(mentors):
    """The latest audit of each of these mentors, sent more than a week ago, whose talk is not noted."""
    later = Audit.objects.filter(
        enrolment=OuterRef("enrolment"), submission__status__in=SENT, pk__gt=OuterRef("pk")
    )
    award = Award.objects.valid().filter(
        person=OuterRef("enrolment__person"), level=OuterRef("enrolment__level")
    )
    rows = Audit.objects.filter(
        ~Exists(later), ~Exists(award), submission__status__in=SENT, discussed_on=None
    )
    rows = going_on(rows.filter(enrolment__person__in=mentors)).select_related(
        "submission", "enrolment__person"
    )
    rows = list(rows.order_by("pk"))
    sent = Sending.objects.filter(submission__in=[row.submission_id for row in rows]).order_by("number")
    moments = dict(sent.values_list("submission", "sent_at"))
    for row in rows:
        row.submission.sent_at = moments[row.submission_id]
    return [row for row in rows if row.submission.sent_at < timezone.now() - AUDIT_WAITS]


def _unobserved(mentors):
    """Enrolments that ask for the PCM's observation, weeks into a placement, without one that counts."""
    seen = Observation.objects.filter(
        enrolment=OuterRef("pk"), kind=Observation.Kind.PCM, feedback_seen=True, targets_seen=True
    )
    begun = Placement.objects.filter(enrolment=OuterRef("pk"), start__lte=today() - OBSERVE_AFTER)
    award = Award.objects.valid().filter(person=OuterRef("person"), level=OuterRef("level"))
    rows = Enrolment.objects.filter(
        ~Exists(seen), Exists(begun), ~Exists(award), level__needs_pcm_observation=True
    )
    return going_on(rows.filter(person__in=mentors), "").select_related("person").order_by("pk")


def _posts(people, role, place):
    """{id of a school or provider: ids of those of these people who hold the role there today}."""
    found = defaultdict(list)
    posts = (
        Appointment.objects.current().as_role(role).filter(person__in=people, **{f"{place}__isnull": False})
    )
    for where, person in posts.order_by("pk").values_list(place, "person"):
        found[where].append(person)
    return found


def _posts_at(schools):
    """{id of a mentor: ids of those of these schools at which they work today}."""
    found = defaultdict(list)
    posts = Appointment.objects.current().as_role(Role.MENTOR).filter(school__in=schools)
    for school, mentor in posts.order_by("pk").values_list("school", "person"):
        found[mentor].append(school)
    return found


def _for_school(pcms, schools, mentor, *line):
    who = dict.fromkeys(pcm for school in schools[mentor] for pcm in pcms[school])
    return _for(who, mentor, *line, CONFIRM)


def _for(people, mentor, key, what, facts, kind):
    """The same line for each of these people but the mentor themself."""
    return [Line(pk, f"portfolio/{key}", what, facts, kind) for pk in people if pk != mentor]
