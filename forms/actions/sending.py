"""Sending, and what comes of it: signed off, sent back, taken back."""

from django.db import models, transaction
from django.utils import timezone

from forms import compiler, seals
from forms.actions.locking import locked, now_or_not, write
from forms.errors import Changed, NotNow
from forms.models import SealedPart, Status
from forms.permissions import can_send, can_withdraw
from forms.readiness import attachments, obstacles


@transaction.atomic
def send(*, submission, by, statement, typed_name="", revision=None):
    """Seal the answers, files and enclosure as a Sending, and return it.

    `statement` is what the person agreed to; `revision`, if given, the one they had before their eyes (T13).
    Raises NotNow when it is not theirs to send, or not ready: the reasons are the form's blockers.
    """
    row = locked(submission)
    now_or_not(can_send(by, row))
    if revision is not None and revision != row.revision:
        raise Changed("Your answers changed since you opened this page. Check them again before you send.")
    if missing := obstacles(row):
        raise NotNow(" ".join(blocker.why for blocker in missing))
    form, sent_at = row.form, timezone.now()
    pieces, attached = _contents(row, form.enclosure(row), by, statement, typed_name, sent_at)
    last = row.sendings.aggregate(last=models.Max("number"))["last"]
    sending = seals.seal(
        submission=row,
        number=(last or 0) + 1,
        sent_at=sent_at,
        previous=form.previous_hash(row),
        pieces=pieces,
        attachments=attached,
    )
    facts = form.subject_for(row)
    row.school, row.provider = facts.get("school"), facts.get("provider")
    row.status = Status.SENT
    write(row, submission, "status", "school", "provider")
    form.sent(sending)
    return sending


def _contents(submission, enclosure, by, statement, typed_name, sent_at):
    """([(kind, label, content)], [Attachment]) of a sending, in their order."""
    by_key = attachments(submission)
    attached = list(by_key.values())
    for enclosed in enclosure:
        attached += [each for each in enclosed.attachments if each not in attached]
    if any(not each.is_ready for each in attached):
        raise NotNow("A file is still being checked for viruses. Try again in a few minutes.")
    labels = {each.key: f"File {number}" for number, each in enumerate(attached, 1)}
    pieces = [
        _step_piece(number, step, submission.answers.get(step["id"], {}), labels)
        for number, step in enumerate(compiler.steps(submission.version), 1)
    ]
    for enclosed in enclosure:
        named = {"files": [labels[each.key] for each in enclosed.attachments]} if enclosed.attachments else {}
        pieces.append((SealedPart.Kind.ENCLOSED, enclosed.label, {**enclosed.content, **named}))
    pieces += [seals.file_piece(number, each) for number, each in enumerate(attached, 1)]
    signer = {
        "name": by.name,
        "email": by.email,
        "typed_name": typed_name,
        "statement": statement,
        "at": sent_at.isoformat(),
    }
    return [*pieces, (SealedPart.Kind.SIGNER, "Signer and statement", signer)], attached


def _step_piece(number, step, answers, labels):
    """A step as it was read by whoever sent it: raw answers, and label by label what was shown."""
    content = {
        "id": step["id"],
        "title": step["title"],
        "answers": {question["id"]: answers.get(question["id"]) for question in step["fields"]},
        "shown": [list(row) for row in compiler.describe_step(step, answers, labels)],
    }
    return SealedPart.Kind.STEP, f"Step {number}: {step['title']}", content


@transaction.atomic
def accept(*, submission):
    """Note that what was sent is signed off. Raises NotNow when it is not waiting."""
    row = _waiting(submission, Status.SENT)
    row.status = Status.ACCEPTED
    write(row, submission, "status")
    row.form.accepted(_last_sending(row))
    return submission


@transaction.atomic
def return_(*, submission, reason):
    """Send it back to its owner, who can change it again: while it waits, or before its certificate.

    The reason is required. Raises NotNow.
    """
    if not reason.strip():
        raise NotNow("Say what has to change.")
    row = _waiting(submission, Status.SENT, Status.ACCEPTED)
    row.status = Status.RETURNED
    write(row, submission, "status")
    row.form.returned(_last_sending(row), reason)
    return submission


@transaction.atomic
def withdraw(*, submission, by):
    """The owner takes back what they sent, where the form allows it."""
    row = locked(submission)
    now_or_not(can_withdraw(by, row))
    row.status = Status.WITHDRAWN
    write(row, submission, "status")
    row.form.withdrawn(_last_sending(row))
    return submission


def _waiting(submission, *statuses):
    row = locked(submission)
    if row.status not in statuses:
        raise NotNow("This is not waiting for a decision.")
    return row


def _last_sending(row):
    return row.sendings.order_by("-number").first()
