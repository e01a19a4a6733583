"""The other person says that it was so, or how it was (R11, R18, R21, R22, R25)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cms.permissions import require
from portfolio import confirming, notes
from portfolio.actions.changing import refuse
from portfolio.models import Conversation, Enrolment, EvidenceItem, Observation

CAN = {
    Conversation: confirming.can_confirm_conversation,
    Observation: confirming.can_confirm_observation,
    EvidenceItem: confirming.can_confirm_evidence,
}
CHANGED = "The mentor has changed this since you opened it. Read it again"


def confirm_conversation(*, conversation, by, seen=""):
    """The PCM or tutor who is named confirms a conversation; returns it (R21, R22). Again changes nothing.

    `seen` is the fingerprint of what was read (portfolio/notes.py): a note that was changed since is refused.
    """
    return _confirm(conversation, by, seen)


def confirm_observation(*, observation, by, seen=""):
    """The tutor who is named confirms a joint observation; returns it (R25). Again changes nothing."""
    return _confirm(observation, by, seen)


def confirm_evidence(*, evidence, by, seen=""):
    """Who is named confirms a professional conversation kept as evidence; returns it (R18)."""
    return _confirm(evidence, by, seen)


@transaction.atomic
def _confirm(row, by, seen):
    row = _locked(row, by, seen)
    if row.confirmed_at is None:
        row.confirmed_at, row.otherwise = timezone.now(), ""
        row.save(update_fields=["confirmed_at", "otherwise"])
    return row


@transaction.atomic
def say_otherwise(*, row, by, words, seen=""):
    """Who is named says how it was instead: the mentor reads it, and the note stays unconfirmed (R21).

    What was confirmed before stays confirmed: a word that was given is not taken back here.
    """
    row = _locked(row, by, seen)
    refuse(words="" if words.strip() else "Write how it was")
    if row.confirmed_at:
        raise ValidationError("You have confirmed this already.")
    row.otherwise = words.strip()
    row.save(update_fields=["otherwise"])
    return row


def _locked(row, by, seen):
    """The row as it is now, the enrolment locked: the mentor's changes lock that too."""
    Enrolment.objects.select_for_update().get(pk=row.enrolment_id)
    now = type(row).objects.filter(pk=row.pk).first()
    if now is None:
        raise PermissionDenied("The mentor has taken this out of the portfolio.")
    require(CAN[type(row)](by, now))
    if seen and not now.confirmed_at and seen != notes.fingerprint(now):
        raise ValidationError(CHANGED)
    return now
