"""What is said about a round, and what a reviewer keeps for later. Nothing here decides anything."""

from django.db import transaction
from django.utils import timezone

from cms.permissions import require
from reviews import guards, mail, permissions
from reviews.actions.locking import expect, lock, lock_stage
from reviews.models import Comment, DraftDecision, Opening
from reviews.openings import files_to_open
from reviews.routing import forget
from reviews.typed import is_remark


@transaction.atomic
def comment(*, round, by, text, part="", criterion="", audience=Comment.Audience.MENTOR):
    """Remark on a part, a criterion or the whole of what was sent; return the Comment.

    `part` is a label of the sending. Raises PermissionDenied, NotNow for an empty or too long text.
    """
    round_ = lock(round)
    forget(by)
    require(permissions.can_comment(by, round_))
    return _say(round_, by, text, part=_known(round_, part), criterion=criterion, audience=audience)


@transaction.atomic
def ask(*, stage, by, text, part="", criterion=""):
    """Ask the mentor a question while the stage stays open; return the Comment. The mentor gets a mail."""
    stage = lock_stage(stage)
    forget(by)
    require(permissions.can_ask(by, stage))
    question = _say(
        stage.round, by, text, part=_known(stage.round, part), criterion=criterion, is_question=True
    )
    mail.question(question)
    return question


@transaction.atomic
def answer(*, question, by, text):
    """Answer a question; return the Comment. Whoever asked gets a mail; what was sent stays as it is."""
    round_ = lock(question.round)
    question = round_.comments.select_related("author").get(pk=question.pk)
    require(permissions.can_answer(by, question))
    given = _say(round_, by, text, part=question.part, criterion=question.criterion, answers=question)
    mail.answered(given)
    return given


@transaction.atomic
def remove_comment(*, comment, by):
    """Take back one's own comment, as long as nobody decided after it."""
    round_ = lock(comment.round)
    comment = round_.comments.get(pk=comment.pk)
    require(permissions.can_remove_comment(by, comment))
    comment.delete()


def _say(round_, by, text, **more):
    expect(is_remark(text))
    return Comment.objects.create(round=round_, author=by, text=text.strip(), at=timezone.now(), **more)


def _known(round_, part):
    """The label, or "" where nothing of that name was sent."""
    return part if part and round_.sending.parts.filter(label=part).exists() else ""


@transaction.atomic
def keep_draft(*, stage, by, decision="", reason="", sections=()):
    """Keep what somebody began to decide for later, as it was typed; return the DraftDecision."""
    stage = lock_stage(stage)
    forget(by)
    require(guards.can_decide(by, stage))
    draft, _ = DraftDecision.objects.update_or_create(
        stage=stage,
        person=by,
        defaults={
            "decision": decision,
            "reason": reason,
            "sections": list(sections),
            "saved_at": timezone.now(),
        },
    )
    return draft


@transaction.atomic
def note_opening(*, round, by, label):
    """Note that somebody opened a file of what was sent, where a stage wants to know."""
    if any(label == wanted for stage in round.stages.all() for wanted, _ in files_to_open(stage)):
        Opening.objects.get_or_create(round=round, person=by, label=label, defaults={"at": timezone.now()})
