"""What this app keeps about a person, and what of it the person is given (cms/privacy.py, T45).

Uploaded files stand in reviews/privacy.py, which can tell a person's own from a scan that they only recorded.
"""

from cms.privacy import Export, Made, path_in_copy
from forms import compiler
from forms.actions import ASIDE
from forms.files import path_of
from forms.models import Attachment, FormVersion, SealedPart, Sending, SendingFile, Submission

PROOFS = "Numbers by which it is found out when a record was changed."


class FileNames:
    """Stands in for {key: name} where only the beginning of a file's name in the copy is known."""

    def get(self, key, default):
        return f"file {key[-8:]}" if key else default


def in_words(sha256, definition, answers):
    """The answers as people read them, [[step, [[question, answer], …]], …], with what was set aside."""
    version = FormVersion(sha256=sha256, definition=definition)
    found = [
        [title, [list(row) for row in rows]]
        for title, rows in compiler.describe(version, answers, FileNames())
    ]
    aside = [[kept["question"], kept["answer"]] for kept in answers.get(ASIDE, {}).get("kept", [])]
    return [*found, ["No longer asked", aside]] if aside else found


def as_shown(kind, content):
    """What a sealed part says: of a step the questions and answers, of the rest what it holds."""
    if content is None:
        return "Erased"
    return content["shown"] if kind == SealedPart.Kind.STEP else content


def copied(key, name, state):
    """Where an uploaded file lies in the copy, or why it is not there."""
    if state != Attachment.State.CLEAN:
        return f"Not in this copy: {Attachment.State(state).label.lower()}"
    return path_in_copy(path_of(key), name)


EXPORTS = [
    Export(
        Submission,
        "Forms you began or sent",
        lambda person: Submission.objects.filter(owner=person).order_by("created_at", "pk"),
        {
            "Reference": "reference",
            "Form": "page__title",
            "Status": "status",
            "School": "school__name",
            "Provider": "provider__name",
            "Begun": "created_at",
            "Last changed": "changed_at",
            "Answers": Made(in_words, ("version__sha256", "version__definition", "answers")),
        },
        people=("owner",),
        untold={"revision": "How often it was saved, so that two devices do not overwrite each other."},
    ),
    Export(
        Sending,
        "What you sent",
        lambda person: Sending.objects.filter(submission__owner=person).order_by("sent_at", "pk"),
        {
            "Reference": "reference",
            "Number": "number",
            "Form": "page__title",
            "Version of its questions": "version__number",
            "Sent": "sent_at",
            "Seal": "seal",
        },
        untold={
            "submission": "Has the same reference.",
            "definition_sha256": PROOFS,
            "previous": PROOFS,
        },
    ),
    Export(
        SealedPart,
        "What each sending held",
        lambda person: SealedPart.objects.filter(sending__submission__owner=person).order_by(
            "sending__sent_at", "sending", "position"
        ),
        {
            "Reference": "sending__reference",
            "Number": "sending__number",
            "Part": "label",
            "Kind": "kind",
            "Content": Made(as_shown, ("kind", "content")),
        },
        untold={"position": "The parts are in their order.", "salt": PROOFS, "commitment": PROOFS},
    ),
    Export(
        SendingFile,
        "Files that you sent",
        lambda person: SendingFile.objects.filter(sending__submission__owner=person).order_by("pk"),
        {
            "Reference": "sending__reference",
            "Number": "sending__number",
            "Name": "attachment__name",
            "File": Made(copied, ("attachment__key", "attachment__name", "attachment__state")),
        },
    ),
]

LEFT_OUT = []
