"""What happens to a round: opened, signed, sent back, taken back, issued, erased.

Each verb runs in one transaction under the round's lock, asks its guard inside it, appends one Decision and
queues the mail. PermissionDenied carries the guard's sentence, Changed says that the page was out of date; in
both cases nothing was changed (T11, T12, T13).
"""

import datetime

from django.db import transaction
from django.utils import timezone

import forms.actions
from cms.permissions import Allowed, Refused, require
from forms.errors import Changed, NotNow
from people.permissions import forget_hats
from people.roles import Role
from reviews import chain, guards, mail
from reviews.models import Outcome, Round, Stage
from reviews.routing import open_stage
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
        number=submission.rounds.count() + 1,
        opened_at=timezone.now(),
    )
    Stage.objects.bulk_create(_copy(stage, round_, position) for position, stage in enumerate(asked, 1))
    _open(_lock(round_).stages.all()[0])
    return round_


def _copy(stage, round_, position):
    return Stage(
        round=round_,
        position=position,
        role=stage.role,
        statement=stage.statement,
        signatures_wanted=stage.signatures_wanted,
        target_days=stage.target_days,
        school_id=round_.submission.school_id,
        provider_id=round_.submission.provider_id,
    )


@transaction.atomic
def sign(*, stage, by, typed_name, seal):
    """Sign a stage and return the Decision. Its last signature opens the next stage, or accepts (R27-R29).

    `typed_name` must be the person's own name, `seal` the seal of what they were shown. Raises
    PermissionDenied (guards.can_sign), Changed for another seal, NotNow for another name.
    """
    round_ = _lock(stage.round)
    stage = next(row for row in round_.stages.all() if row.pk == stage.pk)
    forget_hats(by)
    _same(round_, seal)
    require(guards.can_sign(by, stage))
    _expect(names_match(typed_name, by))
    decision = chain.append(
        round_,
        outcome=Outcome.SIGNED,
        stage=stage,
        signatory=by,
        recorded_by=by,
        role=stage.role,
        typed_name=typed_name.strip(),
        statement=stage.statement,
    )
    if stage.decisions.filter(outcome=Outcome.SIGNED).count() >= stage.signatures_wanted:
        _close(stage, decision)
    return decision


def _close(stage, decision):
    """End a signed stage: tell those concerned, then open the next one or accept the submission."""
    stage.closed_at = decision.at
    stage.save(update_fields=["closed_at"])
    round_ = stage.round
    if stage.role == Role.PCM:
        mail.received(round_)
    following = next((row for row in round_.stages.all() if row.position > stage.position), None)
    if following:
        mail.signed(stage, following)
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
def send_back(*, round, by, reason, seal, stage=None):
    """Send the round back to the mentor with a reason; return the Decision. The round stays readable.

    `stage` is the one whose turn it is; None is the office's sending back between the last signature and
    issuing. Raises PermissionDenied (guards.can_send_back), Changed for another seal, NotNow without reason.
    """
    round_ = _lock(round)
    if stage:
        stage = next(row for row in round_.stages.all() if row.pk == stage.pk)
    forget_hats(by)
    _same(round_, seal)
    require(guards.can_send_back(by, round_, stage))
    _expect(is_reason(reason))
    decision = chain.append(
        round_,
        outcome=Outcome.SENT_BACK,
        stage=stage,
        signatory=by,
        recorded_by=by,
        role=stage.role if stage else Role.OFFICE,
        comment=reason.strip(),
    )
    _end(round_, decision)
    mail.sent_back(round_, decision)
    forms.actions.return_(submission=round_.submission, reason=decision.comment)
    return decision


@transaction.atomic
def close_withdrawn(*, sending):
    """Close the round of a sending that its owner took back, and return the Decision.

    Called by the page's `withdrawn`.
    """
    round_ = _lock(sending.round)
    require(guards.still_open(round_))
    owner = round_.submission.owner
    decision = chain.append(round_, outcome=Outcome.WITHDRAWN, recorded_by=owner)
    _end(round_, decision)
    return decision


@transaction.atomic
def record_issue(*, round, by, required_roles):
    """Append the decision that a certificate is issued, signed by the issuing office; return it (R30, T12).

    `required_roles` are the level's. Raises PermissionDenied (guards.can_issue), also when the round's record
    does not agree with itself (T16). The caller makes award and certificate in the same transaction.
    """
    round_ = _lock(round)
    forget_hats(by)
    require(guards.can_issue(by, round_, required_roles))
    require(_unbroken(round_))
    decision = chain.append(round_, outcome=Outcome.ISSUED, signatory=by, recorded_by=by, role=Role.OFFICE)
    _end(round_, decision)
    return decision


def _unbroken(round_):
    if not any(finding.is_fault for finding in chain.verify(round_, read_files=False)):
        return Allowed()
    return Refused(
        "The record of this round does not agree with itself. An administrator has to look at it first."
    )


@transaction.atomic
def erase_parts(*, round, labels, by, reason):
    """Erase parts of what was sent, by their labels, and say so in the chain; return the Decision (T43, E19).

    The doors that lead here decide who may (privacy, the office's redaction). The reason must name nobody.
    """
    round_ = _lock(round)
    decision = chain.append(
        round_, outcome=Outcome.ERASED, recorded_by=by, comment=reason, erased=sorted(set(labels))
    )
    forms.actions.erase_parts(sending=round_.sending, labels=decision.erased, by=by)
    return decision


@transaction.atomic
def erase_decision(*, decision, by, reason):
    """Erase words and typed name of a decision; outcome, role and date stay. Return the new Decision."""
    round_ = _lock(decision.round)
    erasing = chain.append(
        round_, outcome=Outcome.ERASED, recorded_by=by, comment=reason, erased=[chain.label_of(decision)]
    )
    emptied = {"salt": None, "typed_name": None, "statement": None, "comment": None}
    round_.decisions.filter(pk=decision.pk).update(**emptied)
    return erasing


# --- inside the transaction --------------------------------------------------------------------------------


def _lock(round_):
    """The round again, locked until the transaction ends, with what its guards look at."""
    Round.objects.select_for_update().only("pk").get(pk=round_.pk)
    return Round.objects.for_review().get(pk=round_.pk)


def _end(round_, decision):
    """Close the round, and the stage whose turn it was."""
    if stage := open_stage(round_):
        stage.closed_at = decision.at
        stage.save(update_fields=["closed_at"])
    round_.closed_at = decision.at
    round_.save(update_fields=["closed_at"])


def _same(round_, seal):
    if seal != round_.sending.seal:
        raise Changed("This has changed since you opened it. Look at it again before you decide.")


def _expect(answer):
    if not answer:
        raise NotNow(answer.reason)
