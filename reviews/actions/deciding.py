"""A round's way: opened, signed, sent back, taken back, issued.

Each verb runs in one transaction under the round's lock, asks its guard inside it, appends one Decision and
queues the mail. PermissionDenied carries the guard's sentence, Changed says that the page was out of date; in
both cases nothing was changed (T11, T12, T13).
"""

import datetime

from django.db import transaction
from django.utils import timezone

import forms.actions
from cms.permissions import Allowed, Refused, require
from forms.errors import NotNow
from people.roles import Role
from reviews import chain, guards, mail
from reviews.actions.locking import end, expect, lock, same, stage_of
from reviews.models import DraftDecision, Outcome, Round, Stage
from reviews.permissions import REFUSALS_BEFORE_PANEL
from reviews.routing import asked_as, forget
from reviews.typed import is_reason, names_match


@transaction.atomic
def open_round(*, sending):
    """Open a round for what was just sent, at the first stage of its page's workflow; return the Round.

    Called by the page's `sent`. The stages are copied, so the workflow may change while the round runs.
    Raises NotNow when the page has no workflow with stages: nothing may be accepted unseen.
    """
    submission = sending.submission
    workflow = submission.form.workflow
    asked = list(workflow.stages.all()) if workflow else []
    if not asked:
        raise NotNow("Nobody has said yet who reviews this form. Ask your partnership office to set it up.")
    round_ = Round.objects.create(
        sending=sending,
        submission=submission,
        workflow=workflow,
        workflow_name=workflow.name,
        workflow_digest=workflow.digest(),
        number=submission.rounds.count() + 1,
        opened_at=timezone.now(),
    )
    backs = _sent_back_before(round_)
    Stage.objects.bulk_create(
        _copy(stage, round_, position, backs) for position, stage in enumerate(asked, 1)
    )
    _open(lock(round_).stages.all()[0])
    return round_


def _sent_back_before(round_):
    """[(role, whether the mentor then asked for somebody else)] of the submission's earlier rounds (E8)."""
    if round_.number == 1:
        return []
    earlier = round_.submission.rounds.filter(decisions__outcome=Outcome.SENT_BACK)
    rows = earlier.values_list("decisions__stage__role", "another_wanted_at")
    return [(role, wanted is not None) for role, wanted in rows]


def _copy(stage, round_, position, backs):
    """The round's own copy of a workflow's stage, for a panel or for somebody else where it was refused."""
    terms = stage.terms()
    refused = [wanted for role, wanted in backs if role == stage.role and stage.panel_size]
    is_panel = len(refused) >= REFUSALS_BEFORE_PANEL
    if is_panel:
        terms["signatures_wanted"] = stage.panel_size
    return Stage(
        round=round_,
        position=position,
        school_id=round_.submission.school_id,
        provider_id=round_.submission.provider_id,
        is_panel=is_panel,
        is_fresh=any(refused) and not is_panel,
        **terms,
    )


@transaction.atomic
def sign(*, stage, by, typed_name, seal):
    """Sign a stage and return the Decision. Its last signature opens the next stage, or accepts (R27-R29).

    `typed_name` must be the person's own name, `seal` the seal of what they were shown. Raises
    PermissionDenied (guards.can_sign), Changed for another seal, NotNow for another name.
    """
    round_ = lock(stage.round)
    stage = stage_of(round_, stage)
    forget(by)
    same(round_, seal)
    require(guards.can_sign(by, stage))
    expect(names_match(typed_name, by))
    decision = chain.append(
        round_,
        outcome=Outcome.SIGNED,
        stage=stage,
        signatory=by,
        recorded_by=by,
        typed_name=typed_name.strip(),
        statement=stage.statement,
        **capacity(by, stage),
    )
    signed_once_more(stage, decision)
    return decision


def signed_once_more(stage, decision):
    """Forget what was begun at the stage, and end it when that was the last signature that it wants."""
    DraftDecision.objects.filter(stage=stage).delete()
    if stage.decisions.filter(outcome=Outcome.SIGNED).count() >= stage.signatures_wanted:
        _close(stage, decision)


def capacity(by, stage):
    """In which capacity the person decides, as facts of a Decision (E2, E3)."""
    if stage is None:
        return {"role": Role.OFFICE}
    asked = asked_as(by, stage)
    return {"role": asked.role, "acting": asked.acting, "deputy_of": asked.deputy_of}


def _close(stage, decision):
    """End a signed stage: tell those concerned, then open the next one or accept the submission."""
    stage.closed_at = decision.at
    stage.save(update_fields=["closed_at"])
    round_ = stage.round
    if stage.role == Role.PCM:
        mail.received(round_)
    following = next((row for row in round_.stages.all() if row.position > stage.position), None)
    if following:
        mail.signed(stage, following, decision)
        _open(following)
        return
    round_.signed_at = decision.at
    round_.save(update_fields=["signed_at"])
    mail.signed_by_all(round_)
    forms.actions.accept(submission=round_.submission)


def _open(stage):
    """Make it this stage's turn, and ask those who can sign it."""
    stage.opened_at = timezone.now()
    stage.due_on = timezone.localdate(stage.opened_at) + datetime.timedelta(days=stage.target_days)
    stage.save(update_fields=["opened_at", "due_on"])
    mail.asked(stage)


@transaction.atomic
def send_back(*, round, by, reason, seal, stage=None, sections=()):
    """Send the round back to the mentor with a reason; return the Decision. The round stays readable.

    `stage` is the one whose turn it is; None is the office's sending back between the last signature and
    issuing. `sections` are labels of the parts of what was sent that the mentor should look at again.
    Raises PermissionDenied (guards.can_send_back), Changed for another seal, NotNow without reason.
    """
    round_ = lock(round)
    stage = stage_of(round_, stage) if stage else None
    forget(by)
    same(round_, seal)
    require(guards.can_send_back(by, round_, stage))
    expect(is_reason(reason))
    expect(_are_parts(round_, sections))
    decision = chain.append(
        round_,
        outcome=Outcome.SENT_BACK,
        stage=stage,
        signatory=by,
        recorded_by=by,
        comment=reason.strip(),
        sections=list(dict.fromkeys(sections)),
        **capacity(by, stage),
    )
    DraftDecision.objects.filter(stage__round=round_).delete()
    end(round_, decision)
    mail.sent_back(round_, decision)
    forms.actions.return_(submission=round_.submission, reason=decision.comment)
    return decision


def _are_parts(round_, labels):
    if set(labels) <= set(round_.sending.parts.values_list("label", flat=True)):
        return Allowed()
    return Refused("One of these parts is not in what was sent. Choose from the list.")


@transaction.atomic
def close_withdrawn(*, sending):
    """Close the round of a sending that its owner took back, and return the Decision.

    Called by the page's `withdrawn`.
    """
    round_ = lock(sending.round)
    require(guards.still_open(round_))
    owner = round_.submission.owner
    decision = chain.append(round_, outcome=Outcome.WITHDRAWN, recorded_by=owner)
    DraftDecision.objects.filter(stage__round=round_).delete()
    end(round_, decision)
    return decision


@transaction.atomic
def record_issue(*, round, by, required_roles):
    """Append the decision that a certificate is issued, signed by the issuing office; return it (R30, T12).

    `required_roles` are the level's. Raises PermissionDenied (guards.can_issue), also when the round's record
    does not agree with itself (T16). The caller makes award and certificate in the same transaction.
    """
    round_ = lock(round)
    forget(by)
    require(guards.can_issue(by, round_, required_roles))
    require(_unbroken(round_))
    decision = chain.append(round_, outcome=Outcome.ISSUED, signatory=by, recorded_by=by, role=Role.OFFICE)
    end(round_, decision)
    return decision


def _unbroken(round_):
    if not any(finding.is_fault for finding in chain.verify(round_, read_files=False)):
        return Allowed()
    return Refused(
        "The record of this round does not agree with itself. An administrator has to look at it first."
    )
