"""A stage signed by hand, as the office records it (E23)."""

from django.db import transaction

from cms.permissions import Allowed, Refused, require
from forms.models import Attachment
from reviews import chain, mail, paper
from reviews.actions.deciding import capacity, signed_once_more
from reviews.actions.locking import expect, lock, same, stage_of
from reviews.models import Decision, Outcome
from reviews.routing import forget


@transaction.atomic
def record_paper(*, stage, signatory, mentor_signed_on, signed_on, scan, by, seal):
    """Record that `signatory` signed a stage on paper, which the office has seen; return the Decision (E23).

    `scan` is an Attachment of `by`'s own, checked for viruses. The last signature moves the round on as any
    does. Raises PermissionDenied (paper.can_record_paper, can_have_signed), Changed for another seal, NotNow
    for days out of order or a scan that cannot be used.
    """
    round_ = lock(stage.round)
    stage = stage_of(round_, stage)
    forget(by)
    forget(signatory)
    same(round_, seal)
    require(paper.can_record_paper(by, stage))
    require(paper.can_have_signed(by, stage, signatory))
    expect(_in_order(stage, mentor_signed_on, signed_on))
    scan = Attachment.objects.select_for_update().get(pk=scan.pk)
    expect(_can_be_used(scan, by))
    decision = chain.append(
        round_,
        outcome=Outcome.SIGNED,
        stage=stage,
        signatory=signatory,
        recorded_by=by,
        typed_name=signatory.name,
        statement=stage.statement,
        paper_on=signed_on,
        mentor_paper_on=mentor_signed_on,
        scan=scan,
        **capacity(signatory, stage),
    )
    mail.recorded_on_paper(decision)
    signed_once_more(stage, decision)
    return decision


def _in_order(stage, mentor_signed_on, signed_on):
    wrong = paper.wrong_days(stage, mentor_signed_on, signed_on)
    return Refused(f"{wrong[0][1]}.") if wrong else Allowed()


def _can_be_used(scan, by):
    if scan.owner_id != by.pk or Decision.objects.filter(scan=scan).exists():
        return Refused("This scan belongs to something else. Choose the file again.")
    if not scan.is_ready:
        return Refused("The scan has not been checked for viruses yet. Try again in a few minutes.")
    return Allowed()
