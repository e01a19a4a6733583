"""Removing files: one that is not wanted, one that must be erased, and those that nothing refers to (T25)."""

import json

from django.core.files.storage import storages
from django.db import models, transaction
from django.utils import timezone

from forms.files import storing
from forms.models import Attachment, Submission


def discard(attachments):
    """Delete files that nothing else refers to, bytes after commit; what is referred to stays."""
    for attachment in list(attachments):
        if not _referred_to(attachment):
            _delete(attachment)


def _delete(attachment):
    key = attachment.key
    try:
        with transaction.atomic():
            attachment.delete()
    except models.ProtectedError:
        return  # somebody took it up in this very moment
    transaction.on_commit(lambda: storing.remove(key))


def erase(attachment):
    """Mark the file erased and delete its bytes after commit. What names it keeps naming it."""
    Attachment.objects.filter(pk=attachment.pk).update(state=Attachment.State.ERASED, name="Erased file")
    transaction.on_commit(lambda: storing.remove(attachment.key))


def purge_orphans(older_than):
    """Delete files older than `older_than` (a timedelta) that no row of any model and no draft refers to.

    Also bytes without a row, left by a process that died between the two. Returns how many of each:
    (rows, bytes).
    """
    before = timezone.now() - older_than
    rows = 0
    for attachment in Attachment.objects.filter(created_at__lt=before).exclude(pk__in=_held()).iterator():
        if not _in_answers(attachment):
            _delete(attachment)
            rows += 1
    return rows, _purge_bytes(before)


def _relations():
    """Every relation by which a row of another model can refer to a file, found by walking the models."""
    return [
        relation
        for relation in Attachment._meta.get_fields()
        if relation.auto_created and not relation.concrete
    ]


def _held():
    """Ids of the attachments that some row refers to."""
    held = set()
    for relation in _relations():
        name = relation.field.name
        rows = relation.related_model._base_manager.filter(**{f"{name}__isnull": False})
        held |= set(rows.values_list(name, flat=True))
    return held


def _referred_to(attachment):
    for relation in _relations():
        rows = relation.related_model._base_manager.filter(**{relation.field.name: attachment.pk})
        if rows.exists():
            return True
    return _in_answers(attachment)


def _in_answers(attachment):
    if attachment.submission_id is None:
        return False
    answers = Submission.objects.filter(pk=attachment.submission_id).values_list("answers", flat=True)
    return any(attachment.key in json.dumps(each) for each in answers)


def _purge_bytes(before):
    storage, removed = storages["private"], 0
    for key in _stored_keys(storage):
        path = storing.path_of(key)
        if storage.get_modified_time(path) < before and not Attachment.objects.filter(key=key).exists():
            storing.remove(key)
            removed += 1
    return removed


def _stored_keys(storage, folder=storing.FOLDER, depth=0):
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    if depth == 2:
        yield from files
        return
    for each in folders:
        yield from _stored_keys(storage, f"{folder}/{each}", depth + 1)
