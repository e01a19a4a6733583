"""What a mentor does with their portfolio, and what issuing makes of it.

Every verb takes `by`, the person acting; it raises PermissionDenied when they may not, and ValidationError,
by field where it can, when what they say cannot be kept. `slug` names a new row, so that the same form sent
twice adds it once (T11). Nothing sent is changed by any of them: sendings are sealed.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cms.permissions import require
from forms.files import discard
from forms.models import Status
from modules.models import Criterion
from people.actions import answer_sharing_notice
from people.models import SharingNotice
from portfolio import permissions, rules
from portfolio.models import (
    Audit,
    Award,
    Conversation,
    Enrolment,
    EvidenceCriterion,
    EvidenceItem,
    ModuleCompletion,
    Observation,
    Placement,
    RecordSheet,
)
from portfolio.slugs import new_slug


@transaction.atomic
def enrol(*, person, level, provider, shares, by):
    """Start a person on a level with a home provider and return the Enrolment; `shares` answers the notice.

    Declining to share changes nothing else (R33, E18). The level's framework of today stays the mentor's
    (E20).
    """
    if by != person:
        raise PermissionDenied("Mentors enrol themselves.")
    require(permissions.can_enrol(person, level))
    if not permissions.home_providers(person).filter(pk=provider.pk).exists():
        raise ValidationError({"provider": "Choose a provider that works with your school"})
    enrolment = Enrolment.objects.create(
        person=person, level=level, framework=level.framework, provider=provider
    )
    if notice := SharingNotice.objects.latest_published():
        answer_sharing_notice(person=person, notice=notice, shares=shares, by=by)
    return enrolment


@transaction.atomic
def complete_module(*, enrolment, module, completed_on, reflection, by):
    """Note when a module was finished and what the mentor makes of it (R8); again to correct it."""
    _lock(enrolment, by)
    if module.level_id != enrolment.level_id:
        raise ValidationError("This module belongs to another level.")
    _refuse(completed_on=rules.wrong_day(completed_on, "Date"))
    if not reflection.strip():
        raise ValidationError({"reflection": "Write what you learned"})
    completion, _ = ModuleCompletion.objects.update_or_create(
        enrolment=enrolment,
        module=module,
        defaults={"completed_on": completed_on, "reflection": reflection.strip()},
    )
    return completion


@transaction.atomic
def save_evidence(
    *,
    enrolment,
    by,
    title,
    kind,
    activity_date,
    criteria,
    anonymous,
    evidence=None,
    description="",
    link="",
    location="",
    files=(),
    slug="",
):
    """Add a piece of evidence, or change `evidence`; returns it (R16-R19).

    `criteria` are rows of the enrolment's framework; notes on those that stay are kept. `files` are all the
    attachments it has from now on. It needs a date, a criterion, something to look at, and the mentor's word
    that nobody can be identified (E19).
    """
    _lock(enrolment, by, evidence)
    criteria, files = list(criteria), list(files)
    _refuse(
        activity_date=rules.wrong_day(activity_date, "Date"),
        anonymous="" if anonymous else "Confirm that no pupil and no student teacher can be identified",
        criteria=_wrong_criteria(criteria, enrolment),
        description="" if (description.strip() or link or location.strip() or files) else SOMETHING_TO_SEE,
    )
    if any(file.owner_id != enrolment.person_id for file in files):
        raise PermissionDenied("One of these files belongs to somebody else.")
    evidence = evidence or EvidenceItem(enrolment=enrolment, slug=slug or new_slug())
    evidence.title, evidence.kind, evidence.activity_date = title.strip(), kind, activity_date
    evidence.description, evidence.link, evidence.location = description.strip(), link, location.strip()
    evidence.anonymous = True
    evidence.full_clean()
    dropped = (
        [] if evidence._state.adding else list(evidence.files.exclude(pk__in=[file.pk for file in files]))
    )
    evidence.save()
    evidence.files.set(files)
    discard(dropped)
    _link(evidence, criteria)
    return evidence


SOMETHING_TO_SEE = "Describe it, add a file or a link, or say where it can be found"


def _wrong_criteria(criteria, enrolment):
    if not criteria:
        return "Choose at least one criterion"
    foreign = [c.code for c in criteria if c.framework_id != enrolment.framework_id]
    return f"{', '.join(foreign)} belong to another version of the standards" if foreign else ""


def _link(evidence, criteria):
    """Tie the evidence to exactly these criteria; the notes on those that stay are kept."""
    evidence.links.exclude(criterion__in=criteria).delete()
    known = set(evidence.links.values_list("criterion_id", flat=True))
    EvidenceCriterion.objects.bulk_create(
        EvidenceCriterion(evidence=evidence, criterion=criterion)
        for criterion in criteria
        if criterion.pk not in known
    )


@transaction.atomic
def save_notes(*, evidence, notes, by):
    """Say how a piece of evidence shows each of its criteria: `notes` is {criterion id: text} (R17)."""
    _lock(evidence.enrolment, by, evidence)
    for link in evidence.links.all():
        if link.criterion_id in notes:
            link.note = notes[link.criterion_id].strip()
            link.save(update_fields=["note"])
    evidence.save(update_fields=["changed_at"])


@transaction.atomic
def save_placement(
    *, enrolment, by, provider, school, student, start, end, completed, phase="", placement=None, slug=""
):
    """Add or change a placement; returns it (R13). The student is initials or a code, never a name (E19)."""
    _lock(enrolment, by, placement)
    named = rules.looks_like_a_name(student)
    _refuse(student=NO_NAME if named else "", **rules.wrong_period(start, end, completed))
    placement = placement or Placement(enrolment=enrolment, slug=slug or new_slug())
    placement.provider, placement.school = provider, school
    placement.student, placement.phase = student.strip(), phase.strip()
    placement.start, placement.end, placement.completed = start, end, completed
    placement.full_clean()
    placement.save()
    return placement


NO_NAME = "Use initials, like SK, or the provider’s code. Do not write the name"


@transaction.atomic
def save_conversation(*, enrolment, by, held_on, with_name, gist, agreed, conversation=None, slug=""):
    """Add or change the note of a talk with the PCM; returns it (R11, R21)."""
    _lock(enrolment, by, conversation)
    _refuse(held_on=rules.wrong_day(held_on, "Date"))
    conversation = conversation or Conversation(enrolment=enrolment, slug=slug or new_slug())
    conversation.held_on, conversation.with_name = held_on, with_name.strip()
    conversation.gist, conversation.agreed = gist.strip(), agreed
    conversation.full_clean()
    conversation.save()
    return conversation


@transaction.atomic
def save_observation(*, enrolment, by, held_on, tutor_name, note, observation=None, slug=""):
    """Add or change the note of a joint observation with the provider's tutor; returns it (R25)."""
    _lock(enrolment, by, observation)
    _refuse(held_on=rules.wrong_day(held_on, "Date"))
    observation = observation or Observation(enrolment=enrolment, slug=slug or new_slug())
    observation.held_on, observation.tutor_name = held_on, tutor_name.strip()
    observation.note, observation.recorded_by = note.strip(), by
    observation.full_clean()
    observation.save()
    return observation


@transaction.atomic
def remove_evidence(*, evidence, by):
    """Take a piece of evidence out of the portfolio.

    What was sent keeps its own sealed copy, files included.
    """
    files = list(evidence.files.all())
    remove_work(row=evidence, by=by)
    discard(files)


@transaction.atomic
def remove_work(*, row, by):
    """Take a placement, conversation, observation or piece of evidence out of the portfolio."""
    _lock(row.enrolment, by, row)
    row.delete()


# --- the two forms: called by their pages when somebody begins one -----------------------------------------


@transaction.atomic
def audit_started(*, submission, page):
    """Tie a new audit to its mentor's enrolment: a baseline, or the revisit of an earlier level's (R12)."""
    enrolment = _enrolment_for(submission, page)
    kind = Audit.Kind.BASELINE
    if enrolment.audits.exists():
        kind = Audit.Kind.EXTRA
    elif (
        Audit.objects.filter(enrolment__person=submission.owner)
        .exclude(submission__status=Status.DRAFT)
        .exists()
    ):
        kind = Audit.Kind.REVISIT
    return Audit.objects.create(enrolment=enrolment, submission=submission, kind=kind)


@transaction.atomic
def record_sheet_started(*, submission, page):
    """Tie a new record sheet to its mentor's enrolment (R27)."""
    return RecordSheet.objects.create(enrolment=_enrolment_for(submission, page), submission=submission)


def _enrolment_for(submission, page):
    enrolment = permissions.enrolment_at(submission.owner, page.level_id)
    if enrolment is None:
        raise PermissionDenied(f"Enrol on {page.level.title} first.")
    return enrolment


# --- awards: called by register when it issues or revokes a certificate ------------------------------------


@transaction.atomic
def record_award(*, enrolment, round, by, on):
    """Record that the level was reached, and return the Award; the same one when asked again (R30, T12).

    Raises PermissionDenied unless `by` is the home provider's office or lead, the round is of this
    enrolment's record sheet, and everybody the level requires has signed.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("level", "provider")
        .get(pk=enrolment.pk)
    )
    require(permissions.can_award(by, enrolment))
    if award := Award.objects.filter(round=round).first():
        return award
    if not enrolment.record_sheets.filter(submission=round.submission_id).exists():
        raise PermissionDenied("This record sheet belongs to another enrolment.")
    require(permissions.is_signed_for(round, enrolment.level))
    return Award.objects.create(
        person_id=enrolment.person_id, level=enrolment.level, enrolment=enrolment, round=round, awarded_on=on
    )


@transaction.atomic
def withdraw_award(*, award, by):
    """Withdraw an award because its certificate is revoked (E17); returns it. Again changes nothing."""
    award = (
        Award.objects.select_for_update(of=("self",)).select_related("enrolment__provider").get(pk=award.pk)
    )
    require(permissions.can_award(by, award.enrolment))
    if award.withdrawn_at is None:
        award.withdrawn_at = timezone.now()
        award.save(update_fields=["withdrawn_at"])
    return award


# --- inside the transaction --------------------------------------------------------------------------------


def _lock(enrolment, by, row=None):
    """Lock the enrolment, check that `by` may change it, and that the row changed is its own (T2)."""
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    require(permissions.can_edit(by, locked))
    if row is not None and row.enrolment_id != locked.pk:
        raise PermissionDenied("This belongs to another enrolment.")


def _refuse(**wrong):
    """Raise a ValidationError with the messages that are not empty, by field."""
    if found := {field: message for field, message in wrong.items() if message}:
        raise ValidationError(found)


def criteria_with(enrolment, ids):
    """The criteria with these ids that belong to the enrolment's framework."""
    return Criterion.objects.filter(framework=enrolment.framework_id, pk__in=ids)
