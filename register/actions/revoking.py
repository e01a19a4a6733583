"""Revoking a certificate: one person asks, another decides; and what comes of an appeal (E17)."""

from django.db import transaction
from django.utils import timezone

import portfolio.actions
from cms.permissions import require
from forms.errors import Changed, NotNow
from people.permissions import forget_hats
from register import chain, mail
from register.actions.replacing import add_edition, lock_editions
from register.corrections import Words
from register.layout import problems
from register.models import Certificate, Kind, Revocation, Status
from register.permissions import can_ask_revocation, can_decide_revocation, can_note_appeal

Outcome, Appeal = Revocation.Outcome, Revocation.Appeal
MEANWHILE = "This has been decided meanwhile. Look at it again."
BEING_MADE = "A new edition of this certificate is being made. Decide when it is ready."


@transaction.atomic
def ask_revocation(*, certificate, reason, note, by):
    """Ask a colleague to confirm that the certificate is revoked; return the Revocation.

    Nothing happens to the certificate yet. Asked again by the same person for the same reason, it returns the
    one that waits. Raises PermissionDenied (permissions.can_ask_revocation).
    """
    forget_hats(by)
    latest = lock_editions(certificate.award)
    asked = {"award": latest.award, "reason": reason, "asked_by": by}
    if known := Revocation.objects.open().filter(**asked).first():
        return known
    require(can_ask_revocation(by, latest))
    revocation = Revocation.objects.create(**asked, note=note)
    mail.revocation_asked(revocation, latest)
    return revocation


@transaction.atomic
def decide_revocation(*, revocation, confirm, by, note=""):
    """Confirm that the certificate is revoked, or decline; return the Revocation.

    Confirmed, every edition stops counting, the award is withdrawn, and the mentor is told how to appeal. The
    same answer again changes nothing. Raises PermissionDenied (permissions.can_decide_revocation), Changed
    when it was decided otherwise meanwhile, NotNow while an edition is being made.
    """
    forget_hats(by)
    latest = lock_editions(revocation.award)
    revocation = _lock(revocation)
    require(can_decide_revocation(by, revocation))
    outcome = Outcome.CONFIRMED if confirm else Outcome.DECLINED
    if not revocation.is_open:
        return _the_same(revocation, outcome, by)
    _decide(revocation, outcome, by, note)
    if confirm:
        if latest.status == Status.ISSUING:
            raise NotNow(BEING_MADE)
        _revoke(revocation, by)
        mail.revoked(latest)
    return revocation


@transaction.atomic
def take_back_revocation(*, revocation, by):
    """Take back what one has asked for oneself, while nobody has decided it; return the Revocation.

    Raises PermissionDenied for anybody else, Changed when it was decided meanwhile.
    """
    revocation = _lock(revocation)
    if revocation.asked_by_id != by.pk:
        require(can_decide_revocation(by, revocation))
        raise NotNow("Only whoever asked for this can take it back. You can decline it.")
    if not revocation.is_open:
        return _the_same(revocation, Outcome.TAKEN_BACK, by)
    return _decide(revocation, Outcome.TAKEN_BACK, by, "")


@transaction.atomic
def note_appeal(*, revocation, appeal, note, by):
    """Note what came of the mentor's appeal; return the Revocation.

    When it succeeded the award counts again, and a new edition of the certificate is issued under its number:
    what was revoked stays so. Raises PermissionDenied (permissions.can_note_appeal, or when the mentor was
    certified again since), NotNow when nothing can be printed any more.
    """
    forget_hats(by)
    latest = lock_editions(revocation.award)
    revocation = _lock(revocation)
    if revocation.appeal == appeal and revocation.appeal_by_id == by.pk:
        return revocation
    require(can_note_appeal(by, revocation))
    revocation.appeal, revocation.appeal_note = appeal, note
    revocation.appeal_by, revocation.appeal_at = by, timezone.now()
    revocation.save(update_fields=["appeal", "appeal_note", "appeal_by", "appeal_at"])
    if appeal == Appeal.UPHELD:
        _reinstate(latest, by)
    else:
        mail.appeal_dismissed(latest)
    return revocation


# --- inside the transaction --------------------------------------------------------------------------------


def _lock(revocation):
    rows = Revocation.objects.select_for_update(of=("self",))
    return rows.select_related("award__person", "award__enrolment__provider").get(pk=revocation.pk)


def _the_same(revocation, outcome, by):
    """The revocation, if this person had given this answer already."""
    if (revocation.outcome, revocation.decided_by_id) == (outcome, by.pk):
        return revocation
    raise Changed(MEANWHILE)


def _decide(revocation, outcome, by, note):
    revocation.outcome, revocation.decided_by, revocation.decided_at = outcome, by, timezone.now()
    revocation.decision_note = note
    revocation.save(update_fields=["outcome", "decided_by", "decided_at", "decision_note"])
    return revocation


def _revoke(revocation, by):
    """No edition counts any more: an older one would still say that the level stands."""
    portfolio.actions.withdraw_award(award=revocation.award, by=by)
    editions = Certificate.objects.filter(award=revocation.award_id)
    for edition in editions.filter(status__in=(Status.VALID, Status.SUPERSEDED)):
        edition.status = Status.REVOKED
        edition.save(update_fields=["status"])
        chain.append(edition, Kind.REVOKED, by=by, revocation=revocation.pk)


def _reinstate(latest, by):
    if latest.is_erased:
        raise NotNow("The details of this certificate were removed, so it cannot be issued again.")
    if found := problems(latest.printed):
        raise NotNow(" ".join(found))
    portfolio.actions.restore_award(award=latest.award, by=by)
    add_edition(latest, Words.of(latest.printed), by=by)
