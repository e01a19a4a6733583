"""What a reviewer reads: what was sent, as it was sent, and what differs from the round before."""

from dataclasses import dataclass

from django.urls import reverse

from forms.models import SealedPart

ERASED = "This was erased."
KIND = SealedPart.Kind


@dataclass(frozen=True)
class File:
    """A file that was sent: its label in the answers, its own name, size in bytes, and the door to it."""

    label: str
    name: str
    size: int
    url: str


class Dossier:
    """Everything sealed in one round's sending, read once."""

    def __init__(self, round_):
        self.round = round_
        self.parts = list(round_.sending.parts.all())

    @property
    def signer(self):
        """What the mentor signed by sending: {name, typed_name, statement, at}, empty once erased."""
        return next((part.content for part in self.parts if part.kind == KIND.SIGNER), None) or {}

    def files(self):
        """{label: File} of the files that were sent and not erased."""
        kept = [part for part in self.parts if part.kind == KIND.FILE and not part.is_erased]
        return {
            part.label: File(
                part.label, part.content["name"], part.content["size"], self.door(part.content["key"])
            )
            for part in kept
        }

    def door(self, key):
        """Where the file with this key is given out; another room's dossier names its own door."""
        return reverse("reviews:file", args=[self.round.sending.reference, key])

    def answers(self):
        """The form's steps as they were sent: [{title, rows}], the title alone for one that was erased."""
        files = self.files()
        return [self._step(part, files) for part in self.parts if part.kind == KIND.STEP]

    def _step(self, part, files):
        if part.is_erased:
            return {"title": part.label, "erased": ERASED}
        rows = [{"label": label, **self._shown(value, files)} for label, value in part.content["shown"]]
        return {"title": part.content["title"], "rows": rows}

    @staticmethod
    def _shown(value, files):
        lines = value.split("\n")
        if all(line in files for line in lines):
            return {"files": [files[line] for line in lines]}
        return {"value": value}

    def changes(self, before):
        """What differs from an earlier round: [(kind, word, name)], kind being add, edit or del."""
        old, new = _pieces(Dossier(before).parts), _pieces(self.parts)
        both = [key for key in new if key in old]
        return [
            *(("add", "Added", name) for key, (name, _) in new.items() if key not in old),
            *(("edit", "Changed", new[key][0]) for key in both if _differ(old[key][1], new[key][1])),
            *(("del", "Removed", name) for key, (name, _) in old.items() if key not in new),
        ]


def _differ(old, new):
    """Whether both are there to compare and say different things."""
    return None not in (old, new) and old != new


def _pieces(parts):
    """{what tells a part from others: (its name, what it says or None once erased)}, the signer left out."""
    keys = {
        part.label: part.content["key"] for part in parts if part.kind == KIND.FILE and not part.is_erased
    }
    return dict(_piece(part, keys) for part in parts if part.kind != KIND.SIGNER)


def _piece(part, keys):
    """Files are known by their own keys: their numbers shift when one is added before them."""
    if part.is_erased:
        return part.label, (part.label, None)
    content = part.content
    if part.kind == KIND.FILE:
        return content["key"], (content["name"], content["sha256"])
    if part.kind == KIND.STEP:
        return part.label, (content["title"], content["answers"])
    files = [keys.get(label) for label in content.get("files", [])]
    return part.label, (part.label, {**content, "files": files})
