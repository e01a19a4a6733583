"""What still stands between a draft and sending it."""

from forms import compiler
from forms.models import Attachment
from forms.models.pages import Blocker

WHY_FILE = {
    Attachment.State.SCANNING: "“{name}” is still being checked for viruses. Try again in a few minutes.",
    Attachment.State.REJECTED: "“{name}” was refused because it contains a virus. Remove it.",
    Attachment.State.ERASED: "“{name}” was erased. Remove it.",
}


def obstacles(submission, *, base=""):
    """A list of Blocker, empty when it can be sent. `base` is the submission's own address, for the links."""
    return [
        *_unfinished(submission, base),
        *_files(submission, base),
        *submission.form.blockers(submission),
    ]


def _unfinished(submission, base):
    return [
        Blocker(f"Answer the questions in “{step['title']}”", f"{base}{step['slug']}/?show=missing")
        for step in compiler.unfinished(submission.version, submission.answers)
    ]


def _files(submission, base):
    found = []
    by_key = attachments(submission)
    for step in compiler.steps(submission.version):
        url = f"{base}{step['slug']}/"
        for key in compiler.step_attachment_keys(step, submission.answers.get(step["id"], {})):
            attachment = by_key.get(key)
            if attachment is None:
                found.append(Blocker("A file is no longer here. Remove it, and add it again.", url))
            elif not attachment.is_ready:
                found.append(Blocker(WHY_FILE[attachment.state].format(name=attachment.name), url))
    return found


def attachments(submission):
    """{key: Attachment} of the files in the answers, in their order; no query when there are none."""
    keys = compiler.attachment_keys(submission.version, submission.answers)
    if not keys:
        return {}
    owned = Attachment.objects.filter(owner_id=submission.owner_id, key__in=keys)
    by_key = {attachment.key: attachment for attachment in owned}
    return {key: by_key[key] for key in keys if key in by_key}
