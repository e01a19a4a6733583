"""Who helps a mentor, what they are asked to confirm, and what they may add (R11, R21, R22, R24, R25).

Nobody confirms, comments on or accepts anything of their own, and only current appointments count (E2, E4).
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cms.permissions import Allowed, Refused
from forms.models import Status
from people.models import Appointment, Partnership
from people.models.periods import today
from people.permissions import hats, holds, schools_as
from people.roles import Role
from portfolio.answers import Answer
from portfolio.models import Audit, Award, Conversation, Enrolment, EvidenceItem, Observation, Placement
from portfolio.permissions import helping, mentored_by
from portfolio.record import load
from portfolio.requirements import requirements

# How long people of a school may still confirm what happened there after the mentor has left it (E1): a term
# and the holidays after it. Long enough to catch up, short enough that the school’s part then ends for good.
TIME_TO_CONFIRM = timedelta(days=90)
SENT = (Status.SENT, Status.ACCEPTED)


# --- who helps whom ----------------------------------------------------------------------------------------


def tutored_by(user):
    """Enrolments of the mentors whom the person covers as link tutor of their home provider today (R22)."""
    covered = Q(pk__in=())
    for provider, schools in _covered_as_tutor(user):
        posts = Appointment.objects.current().as_role(Role.MENTOR).filter(school__in=schools)
        covered |= Q(provider=provider, person__in=posts.values("person"))
    return Enrolment.objects.current().filter(covered, person__is_active=True).exclude(person=user.pk)


def supported_by(user):
    """Enrolments of the mentors whom the person helps, as PCM of their school or as their link tutor."""
    as_pcm, as_tutor = mentored_by(user).values("pk"), tutored_by(user).values("pk")
    return Enrolment.objects.filter(Q(pk__in=as_pcm) | Q(pk__in=as_tutor))


def helps_mentors(user):
    """Whether the person is anybody's PCM or link tutor today, with or without mentors."""
    return holds(user, Role.PCM) or holds(user, Role.LINK_TUTOR)


def role_towards(user, enrolment):
    """As what the person helps this mentor today: Role.PCM before Role.LINK_TUTOR, None for neither."""
    if enrolment.person_id == user.pk:
        return None
    schools = schools_as(enrolment.person, Role.MENTOR)
    if any(holds(user, Role.PCM, school=school) for school in schools):
        return Role.PCM
    if any(holds(user, Role.LINK_TUTOR, school=school, provider=enrolment.provider) for school in schools):
        return Role.LINK_TUTOR
    return None


def helpers_by_role(enrolment):
    """[(Role, person)]: the PCMs and link tutors whom the mentor may name as having been there (R21, R25)."""
    found = {(Role(post.role), post.person): None for post in helping(enrolment)}
    return list(found)


def can_record_for(user, enrolment):
    """May this person note a conversation or a joint visit of theirs with the mentor? PCM or link tutor."""
    if enrolment.person_id == user.pk:
        return Refused("These are your own pages. Note it in your own portfolio.")
    if role_towards(user, enrolment) is None:
        return Refused("Only a PCM of the mentor’s school or the provider’s link tutor can note this.")
    if enrolment.withdrawn_on:
        return Refused("The mentor has withdrawn from this level.")
    return Allowed()


def can_record_joint_observation(user, enrolment):
    """May this person note a joint observation? The link tutor of the mentor's home provider (R25)."""
    allowed = can_record_for(user, enrolment)
    schools = schools_as(enrolment.person, Role.MENTOR)
    if allowed and not any(
        holds(user, Role.LINK_TUTOR, school=school, provider=enrolment.provider) for school in schools
    ):
        return Refused("Only the link tutor of the mentor’s provider can note a joint observation.")
    return allowed


def placements_of(enrolment):
    """The mentor's placements with the home provider, the latest first: those that its tutor visits (R25)."""
    return Placement.objects.filter(enrolment=enrolment, provider=enrolment.provider_id).order_by("-start")


def noted_already(enrolment, slug):
    """Whether a row of this name was added to the enrolment when the same page was sent before (T11)."""
    if not slug:
        return False
    rows = (Conversation.objects.filter(slug=slug), Observation.objects.filter(slug=slug))
    return any(each.filter(enrolment=enrolment).exists() for each in rows)


# --- what is to be confirmed -------------------------------------------------------------------------------


def conversations_for(user):
    """Conversations that name the person, who is still the one to ask; confirmed ones too."""
    named = _naming(Conversation, user)
    return named.filter(Q(role=Role.PCM) & _as_pcm(user) | Q(role=Role.LINK_TUTOR) & _as_tutor(user))


def observations_for(user):
    """Joint observations that name the person, still the one to ask; confirmed ones too."""
    return _naming(Observation, user).filter(_as_tutor(user), kind=Observation.Kind.JOINT)


def evidence_for(user):
    """Professional conversations kept as evidence that name the person; confirmed ones too (R18)."""
    kept = _naming(EvidenceItem, user).kept().filter(kind=EvidenceItem.Kind.CONVERSATION)
    return kept.filter(_as_pcm(user, "activity_date") | _as_tutor(user, "activity_date"))


def conversations_to_confirm(user):
    """Of these, what the person has neither confirmed nor described differently (R21, R22)."""
    return _open(conversations_for(user))


def observations_to_confirm(user):
    """Joint observations that wait for the person (R25)."""
    return _open(observations_for(user))


def evidence_to_confirm(user):
    """Pieces of evidence that wait for the person (R18)."""
    return _open(evidence_for(user))


def count_to_confirm(user):
    """How many notes wait for the person to confirm them."""
    waiting = (conversations_to_confirm(user), observations_to_confirm(user), evidence_to_confirm(user))
    return sum(rows.count() for rows in waiting)


def can_confirm_conversation(user, conversation):
    """May this person say that the conversation was so? Who is named in it, never the mentor (R21)."""
    return _among(conversations_for(user), conversation)


def can_confirm_observation(user, observation):
    """May this person say that they observed together? The tutor named in it, never the mentor (R25)."""
    return _among(observations_for(user), observation)


def can_confirm_evidence(user, evidence):
    """May this person confirm a professional conversation kept as evidence? Who is named in it (R18)."""
    return _among(evidence_for(user), evidence)


def _naming(model, user):
    rows = model.objects.filter(other=user.pk, enrolment__withdrawn_on=None)
    return rows.exclude(enrolment__person=user.pk)


def _open(rows):
    return rows.filter(confirmed_at=None, otherwise="")


def _among(rows, row):
    if rows.filter(pk=row.pk).exists():
        return Allowed()
    return Refused("Only the person who is named can confirm this, while they hold that role.")


def _as_pcm(user, day="held_on"):
    """The condition that the person is PCM where the mentor works, or worked on that day and left lately."""
    return _worked_at(schools_as(user, Role.PCM), day)


def _as_tutor(user, day="held_on"):
    """The same for a link tutor of the enrolment's provider."""
    found = Q(pk__in=())
    for provider, schools in _covered_as_tutor(user):
        found |= Q(enrolment__provider=provider) & _worked_at(schools, day)
    return found


def _worked_at(schools, day):
    posts = Appointment.objects.as_role(Role.MENTOR)
    posts = posts.filter(person=OuterRef("enrolment__person"), school__in=schools)
    that_day = posts.filter(start__lte=OuterRef(day), end__gte=OuterRef(day))
    return Q(Exists(posts.current())) | Q(Exists(that_day.filter(end__gte=today() - TIME_TO_CONFIRM)))


def _covered_as_tutor(user):
    """[(provider, its schools that the person covers)] for each post as link tutor."""
    return [
        (
            hat.provider_id,
            [hat.school_id]
            if hat.school_id
            else Partnership.objects.current().filter(provider=hat.provider_id).values("school"),
        )
        for hat in hats(user)
        if hat.role == Role.LINK_TUTOR
    ]


# --- the audit and the PCM ---------------------------------------------------------------------------------


def audits_shared_with(user):
    """Audits that mentors of the person's school have sent: sending shares them with the PCM (R11, R21)."""
    return Audit.objects.filter(enrolment__in=mentored_by(user).values("pk"), submission__status__in=SENT)


def audits_to_discuss(user):
    """The latest audit of each mentor on the way whose talk with the PCM is not noted yet (R11)."""
    later = Audit.objects.filter(
        enrolment=OuterRef("enrolment"), submission__status__in=SENT, pk__gt=OuterRef("pk")
    )
    award = Award.objects.valid().filter(
        person=OuterRef("enrolment__person"), level=OuterRef("enrolment__level")
    )
    return audits_shared_with(user).filter(~Exists(later), ~Exists(award), discussed_on=None)


def can_comment_audit(user, audit):
    """May this person note the talk about an audit? A PCM of the mentor's school, once it is sent (R21).

    What the PCM of an earlier school wrote stays theirs: a new PCM does not write over it (E1).
    """
    if audit.enrolment.person_id == user.pk:
        return Refused("Somebody else has to comment on your audit.")
    if role_towards(user, audit.enrolment) != Role.PCM:
        return Refused("Only a PCM of the mentor’s school can comment on the audit.")
    if audit.enrolment.withdrawn_on:
        return Refused("The mentor has withdrawn from this level.")
    if audit.submission.status not in SENT:
        return Refused("The mentor has not sent this audit yet.")
    if audit.commented_at and not can_read_comment(user, audit):
        return Refused("The PCM of the mentor’s earlier school has commented. Note a conversation instead.")
    return Allowed()


def can_read_comment(user, audit):
    """May this person read what the PCM said? The mentor always; else PCMs of the author's school (E1)."""
    if user.pk in (audit.enrolment.person_id, audit.commented_by_id):
        return Allowed()
    schools = schools_as(user, Role.PCM)
    day = timezone.localdate(audit.commented_at) if audit.commented_at else None
    posts = Appointment.objects.current(day).as_role(Role.PCM).filter(person=audit.commented_by_id)
    if posts.filter(school__in=schools).exists():
        return Allowed()
    return Refused("What the PCM of another school said stays between them and the mentor.")


def account_waits(record):
    """Whether the mentor's account of a flat audit waits for the PCM, as the law of the scheme asks (E10)."""
    second = next((each for each in requirements(record) if each.key == "second_audit"), None)
    told = record.comparison is not None and record.comparison.account
    return bool(second and told and second.answer == Answer.WAITING)


def can_accept_account(user, audit):
    """May this person accept the account in place of a higher rating? The PCM, where it is asked (E10)."""
    if audit.enrolment.person_id == user.pk:
        return Refused("Somebody else has to accept your account.")
    if role_towards(user, audit.enrolment) != Role.PCM:
        return Refused("Only a PCM of the mentor’s school can accept the account.")
    record = load(audit.enrolment)
    if record.audit is None or record.audit.pk != audit.submission_id:
        return Refused("The mentor has sent a newer audit since.")
    if not account_waits(record):
        return Refused("This audit needs no account to be accepted.")
    return Allowed()
