"""Taking a file in: what it may be, how large, and what becomes of it (T18 to T25)."""

import hashlib

import puremagic
from django.conf import settings
from django.db import models, transaction

from forms.errors import RefusedFile
from forms.files import names, office, pictures, storing
from forms.models import Attachment

MOST_BYTES = 10 * 2**20
MOST_FILES = 20
MOST_TOGETHER = 100 * 2**20

TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
SAME = {"jpeg": "jpg"}
# What the first bytes of each kind look like to puremagic; the checks after it look at the whole.
LOOKS_LIKE = {
    "pdf": {".pdf"},
    "jpg": {".jpg", ".jpeg", ".jfif"},
    "png": {".png"},
    "docx": {".docx", ".zip"},
    "xlsx": {".xlsx", ".zip"},
    "pptx": {".pptx", ".zip"},
}
KINDS = "Choose a PDF, a picture (JPG or PNG), or a Word, Excel or PowerPoint file (DOCX, XLSX or PPTX)."


def accept(upload, *, owner, submission=None):
    """Keep an uploaded file and return its Attachment; its bytes are stored before the row exists.

    With a virus scanner (CLAMD_URL) it begins as "scanning" and cannot be had until it is clean.
    Raises RefusedFile with a sentence for the person, and then nothing is left behind.
    """
    ending = _ending(upload)
    if upload.size > MOST_BYTES:
        raise RefusedFile(f"“{names.safe(upload.name)}” is larger than 10 MB. Choose a smaller file.")
    if submission is not None:
        _check_room(submission, upload.size)
    upload.seek(0)
    content = _checked(upload.read(MOST_BYTES + 1), ending)
    attachment = Attachment(
        owner=owner,
        submission=submission,
        name=names.safe(upload.name, ending),
        content_type=TYPES[ending],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        state=Attachment.State.SCANNING if settings.CLAMD_URL else Attachment.State.CLEAN,
    )
    storing.put(attachment.key, content)
    try:
        with transaction.atomic():
            attachment.save(force_insert=True)
            if settings.CLAMD_URL:
                _ask_for_scan(attachment)
    except BaseException:
        storing.remove(attachment.key)
        raise
    return attachment


def _ending(upload):
    ending = names.ending_of(upload.name)
    ending = SAME.get(ending, ending)
    if ending not in TYPES:
        raise RefusedFile(f"“{names.safe(upload.name)}” is not a kind of file that we take. {KINDS}")
    return ending


def _check_room(submission, size):
    kept = submission.attachments.aggregate(files=models.Count("pk"), size=models.Sum("size"))
    if kept["files"] >= MOST_FILES:
        raise RefusedFile(f"You have added {MOST_FILES} files. Remove one before you add another.")
    if (kept["size"] or 0) + size > MOST_TOGETHER:
        raise RefusedFile("Your files come to more than 100 MB together. Remove one before you add another.")


def _checked(content, ending):
    """The bytes to keep. Raises RefusedFile."""
    if not content:
        raise RefusedFile("The file is empty. Choose another one.")
    if not _looks_like(content) & LOOKS_LIKE[ending]:
        raise RefusedFile(f"The file is not what its name says. {KINDS}")
    if ending in ("jpg", "png"):
        content = pictures.redraw(content, "JPEG" if ending == "jpg" else "PNG")
    elif ending == "pdf":
        from forms.files import pdfs  # pypdf takes half a second to import, and most requests need none

        pdfs.check(content)
    else:
        office.check(content, ending)
    if len(content) > MOST_BYTES:
        raise RefusedFile("This picture is larger than 10 MB. Make it smaller and try again.")
    return content


def _looks_like(content):
    try:
        return {match.extension for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return set()


def _ask_for_scan(attachment):
    from django_q.tasks import async_task

    async_task("forms.tasks.scan", attachment.pk, task_name=f"scan-{attachment.pk}", group="scan")
