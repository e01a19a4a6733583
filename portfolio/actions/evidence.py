"""Evidence: added, changed, noted criterion by criterion, taken out and put back.

What a change takes away or replaces stays as an EvidenceVersion, files included.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forms.errors import Changed
from forms.files import discard
from portfolio import rules, versions
from portfolio.actions.changing import lock, refuse
from portfolio.models import EvidenceCriterion, EvidenceItem, EvidenceVersion
from portfolio.permissions import helping
from portfolio.slugs import new_slug

SOMETHING_TO_SEE = "Describe it, add a file or a link, or say where it can be found"
WITH_WHOM = "Say with whom you talked: choose a person, or type a name and role"
NOT_BOTH = "Choose a person or type a name, not both"
SAVED_ELSEWHERE = "You saved this piece somewhere else after you opened this page."


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
    reflection="",
    link="",
    location="",
    placement=None,
    module=None,
    other=None,
    other_name="",
    files=(),
    notes=None,
    slug="",
    quick=False,
    seen="",
):
    """Add a piece of evidence, or change `evidence`; returns it (R16-R19).

    `criteria` are rows of the enrolment's framework; notes on those that stay are kept, unless `notes`
    ({criterion id: text}) says other ones. `files` are all the attachments it has from now on. It needs a
    date, a criterion (unless it is added in a hurry, `quick`: then it counts as soon as it has one),
    something to look at, and the mentor's word that nobody can be identified (E19). A conversation names the
    other person: `other`, who helps today and is asked to confirm it, or `other_name` (R18). `seen` is what
    `seen_now` said when the mentor opened the page: raises forms' Changed when it was saved in between.
    """
    lock(enrolment, by, evidence)
    check_seen(evidence, seen)
    criteria, files = list(criteria), list(files)
    refuse(
        activity_date=rules.wrong_day(activity_date, "Date"),
        anonymous="" if anonymous else "Confirm that no pupil and no student teacher can be identified",
        criteria=_wrong_criteria(criteria, enrolment, quick),
        description="" if (description.strip() or link or location.strip() or files) else SOMETHING_TO_SEE,
        placement=rules.not_during(activity_date, placement),
        other="" if quick else _wrong_person(kind, other, other_name, enrolment, evidence),
    )
    _check_own(enrolment, files, placement, module)
    before = versions.snapshot(evidence) if evidence else None
    evidence = evidence or EvidenceItem(enrolment=enrolment, slug=slug or new_slug())
    evidence.title, evidence.kind, evidence.activity_date = title.strip(), kind, activity_date
    evidence.description, evidence.reflection = description.strip(), reflection.strip()
    evidence.link, evidence.location = link, location.strip()
    evidence.placement, evidence.module = placement, module
    evidence.other, evidence.other_name = other, other_name.strip()
    evidence.anonymous = True
    evidence.full_clean()
    evidence.save()
    dropped = list(evidence.files.exclude(pk__in=[file.pk for file in files])) if before else []
    evidence.files.set(files)
    _link(evidence, criteria, notes or {})
    if before:
        _note_change(evidence, before)
    discard(dropped)
    return evidence


def seen_now(evidence):
    """What a page remembers of the piece as it is now, to give back as `seen`."""
    return evidence.changed_at.isoformat()


def check_seen(evidence, seen):
    """Read the piece anew; raises Changed when it was saved since `seen`, PermissionDenied when taken out."""
    if evidence is None:
        return
    evidence.refresh_from_db()
    if evidence.removed_at:
        raise PermissionDenied("This piece was removed. Put it back before you change it.")
    if seen and seen != seen_now(evidence):
        raise Changed(SAVED_ELSEWHERE)


def _wrong_criteria(criteria, enrolment, quick):
    if not criteria:
        return "" if quick else "Choose at least one criterion"
    foreign = [c.code for c in criteria if c.framework_id != enrolment.framework_id]
    return f"{', '.join(foreign)} belong to another version of the standards" if foreign else ""


def _wrong_person(kind, other, other_name, enrolment, evidence):
    """What is wrong with whom the mentor talked to (R18), or ""."""
    if other and other_name.strip():
        return NOT_BOTH
    if kind == EvidenceItem.Kind.CONVERSATION and not (other or other_name.strip()):
        return WITH_WHOM
    known = evidence is not None and other is not None and evidence.other_id == other.pk
    if other and not known and not helping(enrolment).filter(person=other).exists():
        return f"{other.name} does not help you today. Type the name and role instead"
    return ""


def _check_own(enrolment, files, placement, module):
    """Nothing of somebody else's and nothing of another level is tied to the piece (T2)."""
    if any(file.owner_id != enrolment.person_id for file in files):
        raise PermissionDenied("One of these files belongs to somebody else.")
    if placement is not None and placement.enrolment_id != enrolment.pk:
        raise PermissionDenied("This placement belongs to another enrolment.")
    if module is not None and module.level_id != enrolment.level_id:
        raise PermissionDenied("This module belongs to another level.")


def _link(evidence, criteria, notes):
    """Tie the evidence to exactly these criteria; the notes on those that stay are kept, or those given."""
    evidence.links.exclude(criterion__in=criteria).delete()
    known = set(evidence.links.values_list("criterion_id", flat=True))
    EvidenceCriterion.objects.bulk_create(
        EvidenceCriterion(evidence=evidence, criterion=criterion, note=notes.get(criterion.pk, ""))
        for criterion in criteria
        if criterion.pk not in known
    )
    for criterion in known & notes.keys():
        evidence.links.filter(criterion=criterion).update(note=notes[criterion])


# What the other person of a conversation confirms: if it changes, they are asked again.
CONFIRMED = ("title", "kind", "date", "description", "other")


def _note_change(evidence, before):
    """Keep what was before as a version if anything differs; ask the other person again if it matters."""
    after = versions.snapshot(evidence)
    if before == after:
        return
    _keep(evidence, before)
    if any(before[name] != after[name] for name in CONFIRMED):
        evidence.confirmed_at, evidence.otherwise = None, ""
        evidence.save(update_fields=["confirmed_at", "otherwise"])


def _keep(evidence, content):
    """Write a version; it holds its files, so that they stay."""
    last = evidence.versions.order_by("-number").values_list("number", flat=True).first()
    version = EvidenceVersion.objects.create(evidence=evidence, number=(last or 0) + 1, content=content)
    version.files.set([file["id"] for file in content["files"]])


@transaction.atomic
def save_notes(*, evidence, notes, by, seen=""):
    """Say how a piece of evidence shows each of its criteria: `notes` is {criterion id: text} (R17).

    A first note takes nothing away, so only a note that is changed makes a version. `seen` as in
    save_evidence.
    """
    lock(evidence.enrolment, by, evidence)
    check_seen(evidence, seen)
    before = versions.snapshot(evidence)
    links = [link for link in evidence.links.all() if link.criterion_id in notes]
    changed = [link for link in links if link.note != notes[link.criterion_id].strip()]
    if any(link.note for link in changed):
        _keep(evidence, before)
    for link in changed:
        link.note = notes[link.criterion_id].strip()
        link.save(update_fields=["note"])
    evidence.save(update_fields=["changed_at"])


@transaction.atomic
def use_version(*, version, by):
    """Make a piece of evidence what it was in a version; returns it. What it is now becomes a version.

    Criteria, placement and module that are no longer there are left out.
    """
    evidence, content = version.evidence, version.content
    enrolment = evidence.enrolment
    notes = {link["code"]: link["note"] for link in content["criteria"]}
    criteria = list(enrolment.framework.criteria().filter(code__in=notes))
    helps = helping(enrolment).filter(person=content["other"]).select_related("person").first()
    still = evidence.other if evidence.other_id == content["other"] else helps and helps.person
    return save_evidence(
        enrolment=enrolment,
        by=by,
        evidence=evidence,
        criteria=criteria,
        anonymous=True,
        activity_date=versions.day_of(content),
        placement=enrolment.placements.filter(slug=content["placement_slug"]).first(),
        module=enrolment.level.modules.filter(code=content["module_code"]).first(),
        other=still,
        other_name="" if still else content["with"],
        files=version.files.all(),
        notes={criterion.pk: notes[criterion.code] for criterion in criteria},
        quick=True,
        **{name: content[name] for name in COPIED},
    )


COPIED = ("title", "kind", "description", "reflection", "link", "location")


@transaction.atomic
def remove_evidence(*, evidence, by):
    """Take a piece of evidence out of the portfolio. The row and its files stay, so that it can be put back.

    What was sent keeps its own sealed copy.
    """
    lock(evidence.enrolment, by, evidence)
    evidence.refresh_from_db()
    if evidence.removed_at is None:
        evidence.removed_at = timezone.now()
        evidence.save(update_fields=["removed_at", "changed_at"])


@transaction.atomic
def put_back(*, evidence, by):
    """Put a removed piece back into the portfolio. Raises PermissionDenied for what the office took out."""
    lock(evidence.enrolment, by, evidence)
    evidence.refresh_from_db()
    if evidence.redacted_at:
        raise PermissionDenied("The partnership office took this out, so it cannot be put back.")
    if evidence.removed_at:
        evidence.removed_at = None
        evidence.save(update_fields=["removed_at", "changed_at"])
