"""Who may do what with a mentor's portfolio.

A portfolio is its mentor's own; reviewers read what was sent (reviews/).
"""

from django.db.models import Case, Q, When

from cms.permissions import Allowed, Refused
from forms.models import Attachment, Status
from modules.models import Level, Phase
from people.models import Appointment, Provider, School
from people.permissions import holders, holds, school_of, schools_as, staffed_providers
from people.roles import PROVIDER_STAFF, Role
from portfolio import signing, waivers
from portfolio.law.getting_ready import closed_because
from portfolio.leaving import is_certified
from portfolio.models import (
    Audit,
    Conversation,
    Enrolment,
    EvidenceItem,
    ModuleCompletion,
    Observation,
    Placement,
    RecordSheet,
    RecordSheetPage,
)
from portfolio.progress import was_revoked
from portfolio.record import load
from portfolio.requirements import unmet
from reviews.models import Outcome, Round

# --- what each person sees ---------------------------------------------------------------------------------


def enrolments_visible_to(user):
    """Enrolments: the person's own, and those of the provider whose office or lead they are."""
    if not user.is_authenticated or not user.is_active:
        return Enrolment.objects.none()
    return Enrolment.objects.filter(Q(person=user) | Q(provider__in=staffed_providers(user)))


def _own(model, user):
    return model.objects.filter(enrolment__person=user) if user.is_authenticated else model.objects.none()


def evidence_visible_to(user):
    """Evidence: one's own. Others read it where it was sent."""
    return _own(EvidenceItem, user)


def placements_visible_to(user):
    """Placements: one's own."""
    return _own(Placement, user)


def conversations_visible_to(user):
    """Conversations: one's own."""
    return _own(Conversation, user)


def observations_visible_to(user):
    """Observations: one's own, also those that the PCM noted."""
    return _own(Observation, user)


def completions_visible_to(user):
    """Completed modules: one's own."""
    return _own(ModuleCompletion, user)


def own_rounds(user):
    """Rounds of one's own record sheets: the mentor reads what they sent. Reviewers have reviews.queue."""
    return Round.objects.filter(submission__record_sheet__enrolment__person=user)


def files_visible_to(user, enrolment):
    """Files of one's own portfolio: of its evidence and of earlier versions, and what was sent (R31)."""
    if not can_view(user, enrolment):
        return Attachment.objects.none()
    sent = Q(sending_files__sending__submission__record_sheet__enrolment=enrolment)
    earlier = Q(evidence_versions__evidence__enrolment=enrolment)
    return Attachment.objects.filter(Q(evidence__enrolment=enrolment) | earlier | sent).distinct()


# --- enrolling ---------------------------------------------------------------------------------------------


def home_providers(user):
    """The providers a mentor may choose as home: members in partnership with their school (E5)."""
    school = school_of(user)
    if school is None:
        return Provider.objects.none()
    partners = school.partnerships.current().values("provider")
    return Provider.objects.members().filter(pk__in=partners)


def can_enrol(user, level):
    """May this person start on the level now? (R4, R6)"""
    if not holds(user, Role.MENTOR):
        return Refused(
            "Only mentors can enrol. Ask your partnership office to add you as a mentor at your school."
        )
    if Enrolment.objects.of(user).current().filter(level=level).exists():
        stands = "certified at" if is_certified(user, level.pk) else "working towards"
        return Refused(f"You are already {stands} {level.title}.")
    if not (before := waivers.holds_prerequisite(user, level)):
        return before
    if not RecordSheetPage.objects.live().filter(level=level).exists():
        return Refused(f"{level.title} has not been opened for enrolment yet.")
    if not home_providers(user).exists():
        return Refused("Your school has no partner provider on record. Ask the partnership office to add it.")
    return Allowed()


def pcms_of(enrolment):
    """Who may sign as PCM for this mentor today, by name; never the mentor."""
    school = school_of(enrolment.person)
    if school is None:
        return []
    return list(holders(Role.PCM, school=school).exclude(pk=enrolment.person_id).order_by("name"))


def levels_to_offer(user):
    """[(level, Allowed or Refused)] for every level, in order."""
    return [(level, can_enrol(user, level)) for level in Level.objects.select_related("prerequisite")]


# --- the PCM, who supports and monitors -------------------------------------------------------------------


def mentored_by(user):
    """Enrolments of the mentors at the schools whose PCM the person is today; never their own (R24)."""
    posts = Appointment.objects.current().as_role(Role.MENTOR).filter(school__in=schools_as(user, Role.PCM))
    mentors = Enrolment.objects.current().filter(person__in=posts.values("person"), person__is_active=True)
    return mentors.exclude(person=user.pk)


def placements_seen_by(user, enrolment):
    """The mentor's placements at the schools whose PCM the person is, the latest first."""
    schools = schools_as(user, Role.PCM)
    return Placement.objects.filter(enrolment=enrolment, school__in=schools).order_by("-start")


def can_record_pcm_observation(user, enrolment):
    """May this person note that they observed the mentor? A PCM of the mentor's school, today (R24, E2)."""
    if enrolment.person_id == user.pk:
        return Refused("Somebody else has to observe you.")
    at = schools_as(enrolment.person, Role.MENTOR)
    if not any(holds(user, Role.PCM, school=school) for school in at):
        return Refused("Only a PCM of the mentor’s school can note this.")
    if enrolment.withdrawn_on:
        return Refused("The mentor has withdrawn from this level.")
    if not enrolment.level.needs_pcm_observation:
        return Refused(f"{enrolment.level.title} does not ask for an observation by the PCM.")
    return Allowed()


# --- one's own portfolio -----------------------------------------------------------------------------------


def helping(enrolment):
    """Appointments of the mentor's PCMs and link tutors today, PCMs first."""
    school = school_of(enrolment.person)
    pcm = Q(role=Role.PCM, school=school) if school else Q(pk__in=())
    tutor = Q(role=Role.LINK_TUTOR, provider=enrolment.provider) & (Q(school=None) | Q(school=school))
    rows = (
        Appointment.objects.current()
        .filter(pcm | tutor, person__is_active=True)
        .exclude(person=enrolment.person)
        .select_related("person", "school", "provider")
    )
    return rows.order_by("-role", "person__name")


def helpers_of(enrolment):
    """[(name, role and place)] of the mentor's PCMs and link tutors today: one query."""
    return [(row.person.name, row.title) for row in helping(enrolment)]


def schools_for(enrolment):
    """Schools that a placement may name: partners of the home provider, and the mentor's own (E5)."""
    partners = School.objects.open().partners_of([enrolment.provider_id])
    own = school_of(enrolment.person)
    return School.objects.filter(Q(pk__in=partners) | Q(pk=own and own.pk))


def phases_for(enrolment):
    """Phases that a placement may be: those of all members, the home provider's first (R14, E5)."""
    home_first = Case(When(provider=enrolment.provider_id, then=0), default=1)
    phases = Phase.objects.filter(provider__in=Provider.objects.members()).select_related("provider")
    return phases.order_by(home_first, "provider__name", "order", "pk")


def can_view(user, enrolment):
    """May this person open the enrolment's own pages? Only its mentor."""
    return Allowed() if enrolment.person_id == user.pk else Refused("This is somebody else’s own page.")


def can_edit(user, enrolment):
    """May this person change the portfolio? Its mentor, until withdrawing, also during a review."""
    if enrolment.person_id != user.pk or not user.is_active:
        return Refused("Only the mentor can change this portfolio.")
    if enrolment.withdrawn_on:
        return Refused("You have withdrawn from this level, so nothing can be changed any more.")
    return Allowed()


def can_change_row(user, row):
    """May this person change or remove a row of the portfolio? What PCM or tutor noted is theirs (R24)."""
    if getattr(row, "recorded_by_id", None) not in (None, row.enrolment.person_id):
        said = {getattr(row, "kind", ""), getattr(row, "role", "")}
        who = "tutor" if said & {Observation.Kind.JOINT, Role.LINK_TUTOR} else "PCM"
        what = "observation" if isinstance(row, Observation) else "conversation"
        return Refused(f"Your {who} noted this {what}, so you cannot change it.")
    return can_edit(user, row.enrolment)


def can_complete_module(enrolment):
    """Are the level's modules open? After the level before and, where asked for, the audit (R9, R12)."""
    level = enrolment.level
    if not (level.prerequisite_id or level.needs_second_audit):
        return Allowed()
    why = closed_because(load(enrolment))
    return Refused(why) if why else Allowed()


# --- the audit and the record sheet ------------------------------------------------------------------------


def enrolment_at(user, level):
    """The person's current enrolment at a level, or None."""
    return Enrolment.objects.of(user).current().filter(level=level).first()


def can_start_audit(user, page):
    """May this person begin an audit of the page's level? One at a time."""
    enrolment = enrolment_at(user, page.level_id)
    if enrolment is None:
        return Refused(f"Enrol on {page.level.title} first. Your audit belongs to that.")
    if Audit.objects.filter(enrolment=enrolment, submission__status=Status.DRAFT).exists():
        return Refused("You have begun an audit already. Go on with that one.")
    return Allowed()


def can_start_record_sheet(user, page):
    """May this person begin the record sheet of the page's level? Everything must be in place (R26, R27)."""
    enrolment = enrolment_at(user, page.level_id)
    if enrolment is None:
        return Refused(f"Enrol on {page.level.title} first. Your record sheet belongs to that.")
    record = load(enrolment)
    if record.awarded_on:
        return Refused("You are certified at this level already.")
    if record.sheet and not was_revoked(record):
        return Refused("You have a record sheet already. Go on with that one.")
    missing = unmet(record)
    if missing:
        names = "; ".join(requirement.label for requirement in missing)
        return Refused(f"Your record sheet opens when everything is in place. Still open: {names}.")
    return Allowed()


def can_withdraw_sheet(sending):
    """May the mentor take a sent record sheet back? Until the last signature."""
    round_ = getattr(sending, "round", None)
    if round_ is None or round_.closed_at or sending.submission.status != Status.SENT:
        return Refused("This is not with a reviewer, so there is nothing to take back.")
    return Allowed()


def may_sign_stage(user, stage):
    """May the stage be signed, as far as the portfolio goes? The general rules are reviews.guards (T6)."""
    rows = RecordSheet.objects.select_related("enrolment__level__prerequisite", "enrolment__person")
    sheet = rows.filter(submission=stage.round.submission_id).first()
    if sheet is None:
        return Refused("This record sheet belongs to no enrolment, so nobody can sign it.")
    if sheet.enrolment.withdrawn_on:
        return Refused("The mentor has withdrawn from this level.")
    return signing.first_refusal(user, stage, sheet.enrolment)


# --- awards ------------------------------------------------------------------------------------------------


def can_award(user, enrolment):
    """May this person record or withdraw the award? Office and lead of the home provider (R30)."""
    if any(holds(user, role, provider=enrolment.provider) for role in PROVIDER_STAFF):
        return Allowed()
    return Refused("Only the partnership office of the mentor’s provider can do this.")


def is_signed_for(round_, level):
    """Was the round signed at every stage, and by every role the level requires? (R29, R30)"""
    if round_.signed_at is None:
        return Refused("Not every stage of the record sheet is signed.")
    signed = set(round_.decisions.filter(outcome=Outcome.SIGNED).values_list("role", flat=True))
    missing = [Role(role).label for role in level.required_signatures if role not in signed]
    return Refused(f"Not signed by: {', '.join(missing)}.") if missing else Allowed()
