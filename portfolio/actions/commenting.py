"""The PCM's side of the audit: the talk about it, and the account of a flat one (R11, R21, E10)."""

from django.db import transaction
from django.utils import timezone

from cms.dates import date_uk
from cms.permissions import require
from people.roles import Role
from portfolio import confirming, rules
from portfolio.actions.changing import refuse
from portfolio.models import Audit, Enrolment


@transaction.atomic
def comment_audit(*, audit, by, discussed_on, comment, accepts=False):
    """Note the day on which PCM and mentor talked about the audit, and what the PCM says; returns the Audit.

    Again corrects it. The mentor reads it; so does every PCM of the author's school (R11, R21, E1). `accepts`
    accepts the mentor's account of a flat audit in the same breath (E10).
    """
    audit = _locked(audit)
    require(confirming.can_comment_audit(by, audit))
    refuse(discussed_on=rules.wrong_day(discussed_on, "Date") or _before_sending(audit, discussed_on))
    audit.discussed_on, audit.comment = discussed_on, comment.strip()
    audit.commented_by, audit.commented_at = by, timezone.now()
    audit.save(update_fields=["discussed_on", "comment", "commented_by", "commented_at"])
    return accept_account(audit=audit, by=by) if accepts else audit


@transaction.atomic
def accept_account(*, audit, by):
    """Accept what the mentor writes about a flat audit in place of a higher rating; returns the Audit (E10).

    Raises PermissionDenied unless the scheme asks for it now. Again changes nothing.
    """
    audit = _locked(audit)
    if audit.account_accepted_at and confirming.role_towards(by, audit.enrolment) == Role.PCM:
        return audit
    require(confirming.can_accept_account(by, audit))
    audit.account_accepted_by, audit.account_accepted_at = by, timezone.now()
    audit.save(update_fields=["account_accepted_by", "account_accepted_at"])
    return audit


def _locked(audit):
    """The audit as it is now, its enrolment locked first, as every change of a portfolio does."""
    Enrolment.objects.select_for_update().get(pk=audit.enrolment_id)
    rows = Audit.objects.select_related("enrolment__person", "enrolment__provider", "submission")
    return rows.get(pk=audit.pk)


def _before_sending(audit, day):
    """What is wrong with a talk about an audit that was not sent yet on that day, or ""."""
    sent = audit.submission.sendings.order_by("-number").values_list("sent_at", flat=True).first()
    sent_on = timezone.localdate(sent)
    if day >= sent_on:
        return ""
    return f"The audit was sent on {date_uk(sent_on)}. You talked about it then or later"
