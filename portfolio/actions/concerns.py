"""Somebody may be recognised in a piece of evidence: reported, looked at by the office, settled (E19)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

import reviews.actions
from cms.permissions import require
from forms.files import discard
from forms.models import Attachment
from portfolio import mail
from portfolio.actions.changing import refuse
from portfolio.evidence import can_report, can_settle, sealed_copies
from portfolio.models import Concern, Enrolment, EvidenceItem

WHERE = "Say where somebody can be recognised, without repeating the name"
WHY_ERASED = "Taken out by the partnership office, because somebody could be recognised in it."
STUB = "Taken out by the partnership office"


@transaction.atomic
def report_concern(*, evidence, by, words):
    """Tell the partnership office that somebody may be recognised in a piece; returns the Concern (E19).

    The same person's second report, while the first is open, is the first one. Raises PermissionDenied for
    who cannot read the piece.
    """
    require(can_report(by, evidence))
    refuse(words="" if words.strip() else WHERE)
    concern, is_new = Concern.objects.get_or_create(
        evidence=evidence, reported_by=by, settled_at=None, defaults={"words": words.strip()}
    )
    if is_new:
        mail.concern_reported(concern)
    return concern


@transaction.atomic
def settle_concern(*, concern, by, outcome):
    """Settle what was reported about a piece, all reports of it at once; returns the Concern (E19).

    REDACTED takes the piece out for good: its words, files and versions, and the copies in every sheet that
    was sent, whose seals still hold. UNFOUNDED leaves it as it is. Raises PermissionDenied for who may not,
    ValidationError for another outcome.
    """
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    require(can_settle(by, concern))
    if outcome not in Concern.Outcome.values:
        raise ValidationError({"outcome": "Choose what is to happen"})
    together = Concern.objects.filter(evidence=concern.evidence, settled_at=None)
    together.update(outcome=outcome, settled_by=by, settled_at=timezone.now())
    if outcome == Concern.Outcome.REDACTED:
        _redact(concern.evidence, by)
        concern.evidence.concerns.update(words="")  # they may say whose name it was
        mail.evidence_taken_out(concern.evidence)
    concern.refresh_from_db()
    return concern


def _redact(evidence, by):
    """Take out the words, links, files and versions of a piece, here and where it was sent; a stub stays."""
    Enrolment.objects.select_for_update().get(pk=evidence.enrolment_id)
    for part in sealed_copies(evidence).select_related("sending__round"):
        labels = [part.label, *part.content.get("files", [])]
        reviews.actions.erase_parts(round=part.sending.round, labels=labels, by=by, reason=WHY_ERASED)
    evidence.refresh_from_db()
    held = Attachment.objects.filter(evidence=evidence) | Attachment.objects.filter(
        evidence_versions__evidence=evidence
    )
    files = list(held.distinct())
    evidence.versions.all().delete()
    evidence.files.clear()
    evidence.links.update(note="")
    now = timezone.now()
    EvidenceItem.objects.filter(pk=evidence.pk).update(
        title=STUB,
        description="",
        reflection="",
        link="",
        location="",
        other=None,
        other_name="",
        otherwise="",
        confirmed_at=None,
        removed_at=evidence.removed_at or now,
        redacted_at=now,
        redacted_by=by,
        changed_at=now,
    )
    discard(files)
    evidence.refresh_from_db()
