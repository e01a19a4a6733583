"""Sealing what is sent, and checking seals (architecture, "Sending, reviewing, issuing").

Each part's commitment is an HMAC under its own salt, and the seal covers the commitments: a part can be
erased (salt and content gone) while the seal still verifies, and nothing can be guessed from what remains.
"""

import datetime
import hashlib
import hmac
import json
import secrets

from django.core.files.storage import storages

from forms import findings
from forms.canonical import canonical_json, fingerprint
from forms.files import path_of
from forms.models import Attachment, SealedPart, Sending, SendingFile

LONGEST_LABEL = 80


def new_salt():
    """256 random bits as 64 hexadecimal digits."""
    return secrets.token_hex(32)


def commit(salt, content):
    """The commitment to `content` (plain JSON) under `salt`: 64 hexadecimal digits."""
    return hmac.new(bytes.fromhex(salt), canonical_json(content), hashlib.sha256).hexdigest()


def seal_of(sending, parts):
    """The seal over a sending's facts and its parts' labels and commitments, in order."""
    moment = sending.sent_at.astimezone(datetime.UTC).isoformat()
    facts = [
        sending.reference,
        sending.number,
        sending.page_id,
        sending.definition_sha256,
        moment,
        sending.previous,
    ]
    return fingerprint([*facts, [[part.label, part.commitment] for part in parts]])


def seal(*, submission, number, sent_at, previous, pieces, attachments):
    """Write one sealed Sending and return it.

    `pieces` are (kind, label, content) in order; `attachments` the files that go with it. Labels must be
    neutral: they stay readable when a part is erased. Raises ValueError for content that is not plain JSON of
    texts and whole numbers, because fractions may come back from a database written differently.
    """
    sending = Sending(
        submission=submission,
        reference=submission.reference,
        number=number,
        page_id=submission.page_id,
        version=submission.version,
        definition_sha256=submission.version.sha256,
        sent_at=sent_at,
        previous=previous,
    )
    parts = list(_parts(pieces))
    sending.seal = seal_of(sending, parts)
    sending.save(force_insert=True)
    for part in parts:
        part.sending = sending
    SealedPart.objects.bulk_create(parts)
    SendingFile.objects.bulk_create(SendingFile(sending=sending, attachment=each) for each in attachments)
    return sending


def _parts(pieces):
    labels = set()
    for position, (kind, label, content) in enumerate(pieces, 1):
        label = _unlike(labels, label)
        content = json.loads(canonical_json(content), parse_float=_no_fractions)
        salt = new_salt()
        yield SealedPart(
            position=position,
            kind=kind,
            label=label,
            salt=salt,
            content=content,
            commitment=commit(salt, content),
        )


def _unlike(labels, label):
    """The label, cut to its column, with a number behind it when it was there before."""
    found, number = label[:LONGEST_LABEL], 2
    while found in labels:
        tail = f" ({number})"
        found, number = label[: LONGEST_LABEL - len(tail)] + tail, number + 1
    labels.add(found)
    return found


def _no_fractions(text):
    raise ValueError(f"{text}: write fractions as text before sealing them")


class Finding(findings.Finding):
    """About a sending and its parts."""

    FAULTS = {
        "deleted": "“{label}” of {what} was deleted.",
        "edited": "“{label}” of {what} was changed after it was sent.",
        "missing": "{what} lacks its part {label}.",
        "seal": "The seal of {what} does not match what it covers.",
        "file missing": "The file of “{label}” of {what} is not in storage.",
        "file changed": "The file of “{label}” of {what} is not the one that was sent.",
    }
    NOTES = {"erased": "“{label}” of {what} was erased."}


def verify(sending, erased_labels=frozenset(), *, read_files=True):
    """What is to be said about a sending: a list of Finding, empty when it is whole and as it was sent.

    A part without content is "erased" (no fault) when its label is in `erased_labels`, the labels that the
    record says were erased, and "deleted" when it is not.
    """
    parts = list(sending.parts.all())
    found = [(_kind_of(part, erased_labels), part.label) for part in parts]
    gaps = sorted(set(range(1, len(parts) + 1)) - {part.position for part in parts})
    found += [("missing", str(position)) for position in gaps]
    if seal_of(sending, parts) != sending.seal:
        found.append(("seal", ""))
    if read_files:
        found += [(_file_kind(part), part.label) for part in parts if part.kind == SealedPart.Kind.FILE]
    return [Finding(kind, str(sending), label) for kind, label in found if kind]


def _kind_of(part, erased_labels):
    if part.is_erased:
        return "erased" if part.label in erased_labels else "deleted"
    return "" if hmac.compare_digest(commit(part.salt, part.content), part.commitment) else "edited"


def _file_kind(part):
    if part.is_erased:
        return ""
    digest = stored_sha256(part.content["key"])
    if digest is None:
        return "file missing"
    return "" if digest == part.content["sha256"] else "file changed"


def stored_sha256(key):
    """SHA-256 of the stored bytes of the attachment with this key, or None when they are not there."""
    try:
        with storages["private"].open(path_of(key), "rb") as stored:
            return hashlib.file_digest(stored, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def file_piece(number, attachment):
    """The (kind, label, content) of one file."""
    return SealedPart.Kind.FILE, f"File {number}", file_facts(attachment)


def file_facts(attachment: Attachment):
    """What the seal says about a file."""
    return {
        "key": attachment.key,
        "name": attachment.name,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }
