"""Beginning a submission, saving into it, its files, and deleting it."""

from django.contrib.auth import get_user_model
from django.db import models, transaction

from forms import compiler, files
from forms.actions.locking import locked, now_or_not, write
from forms.canonical import fingerprint
from forms.errors import Changed, NotNow
from forms.models import Attachment, Status, Submission
from forms.permissions import can_discard, can_edit, can_start


@transaction.atomic
def start(*, page, by, **context):
    """Begin a submission of this form, on its live version; `context` is what the start page asked for.

    A second press of the button gives the draft that the first one made, as long as it is untouched.
    Raises NotNow when the form says that this person may not begin.
    """
    get_user_model().objects.select_for_update().only("pk").get(pk=by.pk)
    twin = Submission.objects.filter(
        owner=by, page_id=page.pk, version_id=page.live_version_id, status=Status.DRAFT, revision=0
    )
    if not context and (found := twin.first()):
        found._form = page
        return found
    now_or_not(can_start(by, page))
    submission = Submission(owner=by, page_id=page.pk, version=page.live_version)
    submission._form = page
    submission.save(force_insert=True)
    page.started(submission, **context)
    return submission


def seen(step, answers):
    """What a person saw of a step's answers when the page was drawn, as a short text to compare later.

    Files are left out: they are added and removed one at a time, and never overwrite each other.
    """
    return fingerprint({key: answers.get(key) for key in _typed_keys(step)})[:20]


def _typed_keys(step):
    return [question["id"] for question in step["fields"] if question["kind"] != "file"]


@transaction.atomic
def save_step(*, submission, by, step_id, answers, seen_before=None):
    """Keep what was typed into one step, valid or not; other steps and files stay as they are.

    `seen_before` is what `seen` said when the page was drawn. Raises Changed when the step was saved
    differently in between, so that two devices never overwrite each other unseen; the caller's object then
    shows what is saved.
    """
    row = locked(submission)
    now_or_not(can_edit(by, row))
    step = compiler.step_of(row.version, step_id)
    saved = row.answers.get(step_id, {})
    typed = {key: answers[key] for key in _typed_keys(step) if key in answers}
    if seen_before and seen_before != seen(step, saved) and seen(step, typed) != seen(step, saved):
        submission.answers, submission.revision = row.answers, row.revision
        submission.changed_at = row.changed_at
        raise Changed("This page was saved somewhere else while you were writing.")
    row.answers = {**row.answers, step_id: {**saved, **typed}}
    row.revision += 1
    write(row, submission, "answers", "revision")
    return submission


def attach(*, submission, by, step_id, question_id, upload):
    """Take one uploaded file in for a question of a draft; the same file twice is kept once.

    Raises NotNow, or RefusedFile with the reason. Where one file is asked for, the new one replaces the old.
    """
    now_or_not(can_edit(by, submission))
    attachment = files.accept(upload, owner=by, submission=submission)
    try:
        return _put(submission, by, step_id, question_id, attachment)
    except BaseException:
        files.discard([attachment])
        raise


@transaction.atomic
def _put(submission, by, step_id, question_id, attachment):
    row = locked(submission)
    now_or_not(can_edit(by, row))
    step = compiler.step_of(row.version, step_id)
    question = next(each for each in step["fields"] if each["id"] == question_id and each["kind"] == "file")
    saved = row.answers.get(step_id, {})
    keys = list(saved.get(question_id) or [])
    rows = Attachment.objects.filter(key__in=keys)
    twin = rows.filter(sha256=attachment.sha256, name=attachment.name, state=attachment.state).first()
    if twin:
        files.discard([attachment])
        return twin
    replaced = [] if question.get("several") else list(rows)
    keys = keys if question.get("several") else []
    row.answers = {**row.answers, step_id: {**saved, question_id: [*keys, attachment.key]}}
    row.revision += 1
    write(row, submission, "answers", "revision")
    files.discard(replaced)
    return attachment


@transaction.atomic
def detach(*, submission, by, key):
    """Take a file out of a draft. Returns its Attachment; raises NotNow when the draft has no such file."""
    row = locked(submission)
    now_or_not(can_edit(by, row))
    if key not in compiler.attachment_keys(row.version, row.answers):
        raise NotNow("That file has been removed already.")
    row.answers = {step: _without(answers, key) for step, answers in row.answers.items()}
    row.revision += 1
    write(row, submission, "answers", "revision")
    attachment = Attachment.objects.filter(key=key, owner=by).first()
    if attachment:
        files.discard([attachment])
    return attachment


def _without(answers, key):
    return {
        name: [each for each in value if each != key] if isinstance(value, list) else value
        for name, value in answers.items()
    }


@transaction.atomic
def discard(*, submission, by):
    """Delete a draft that was never sent, with its files."""
    row = locked(submission)
    now_or_not(can_discard(by, row))
    kept = list(row.attachments.all())
    try:
        with transaction.atomic():
            row.form.discarded(row)
            row.delete()
    except models.ProtectedError:
        raise NotNow("This belongs to your record, so it cannot be deleted.") from None
    files.discard(kept)
