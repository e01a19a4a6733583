"""Evidence: added, changed, noted criterion by criterion, taken out."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forms.files import discard
from portfolio import rules
from portfolio.actions.changing import lock, refuse
from portfolio.actions.work import remove_work
from portfolio.models import EvidenceCriterion, EvidenceItem
from portfolio.slugs import new_slug


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
    lock(enrolment, by, evidence)
    criteria, files = list(criteria), list(files)
    refuse(
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
    lock(evidence.enrolment, by, evidence)
    for link in evidence.links.all():
        if link.criterion_id in notes:
            link.note = notes[link.criterion_id].strip()
            link.save(update_fields=["note"])
    evidence.save(update_fields=["changed_at"])


@transaction.atomic
def remove_evidence(*, evidence, by):
    """Take a piece of evidence out of the portfolio.

    What was sent keeps its own sealed copy, files included.
    """
    files = list(evidence.files.all())
    remove_work(row=evidence, by=by)
    discard(files)
