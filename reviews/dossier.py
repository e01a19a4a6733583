"""What a reviewer reads: what was sent, as it was sent."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import slugify

from forms.models import SealedPart

ERASED = "This was erased."
KIND = SealedPart.Kind


@dataclass(frozen=True)
class File:
    """A file that was sent: its label in the answers, its own name, size in bytes, and the door to it.

    `note_at` is where opening it is noted, "" where nobody waits for that; `opened` says that it was.
    """

    label: str
    name: str
    size: int
    url: str
    note_at: str = ""
    opened: bool = False

    @property
    def anchor(self):
        return slugify(self.label)


class Dossier:
    """Everything sealed in one round's sending, read once.

    `to_open` is {label: whether it was opened} of the files that the reader has to open before signing.
    """

    def __init__(self, round_, to_open=None):
        self.round = round_
        self.parts = list(round_.sending.parts.all())
        self.to_open = to_open or {}

    @property
    def signer(self):
        """What the mentor signed by sending: {name, typed_name, statement, at}, empty once erased."""
        return next((part.content for part in self.parts if part.kind == KIND.SIGNER), None) or {}

    def files(self):
        """{label: File} of the files that were sent and not erased."""
        kept = [part for part in self.parts if part.kind == KIND.FILE and not part.is_erased]
        return {part.label: self._file(part.label, part.content) for part in kept}

    def _file(self, label, content):
        opened = self.to_open.get(label, False)
        waits = label in self.to_open and not opened
        return File(
            label,
            content["name"],
            content["size"],
            self.door(content["key"]),
            reverse("reviews:open", args=[self.round.sending.reference, content["key"]]) if waits else "",
            opened,
        )

    def door(self, key):
        """Where the file with this key is given out; another room's dossier names its own door."""
        return reverse("reviews:file", args=[self.round.sending.reference, key])

    def answers(self):
        """The form's steps as they were sent: [{title, label, anchor, rows}]; for an erased one `erased`."""
        files = self.files()
        return [self._step(part, files) for part in self.parts if part.kind == KIND.STEP]

    def _step(self, part, files):
        step = {"label": part.label, "anchor": anchor_of(part)}
        if part.is_erased:
            return step | {"title": part.label, "erased": ERASED}
        rows = [{"label": label, **self._shown(value, files)} for label, value in part.content["shown"]]
        return step | {"title": part.content["title"], "rows": rows}

    @staticmethod
    def _shown(value, files):
        lines = value.split("\n")
        if all(line in files for line in lines):
            return {"files": [files[line] for line in lines]}
        return {"value": value}

    def sections(self):
        """[(label, name)] of the parts that a mentor can be asked to look at again."""
        form = self.round.submission.form
        return [(part.label, name_of(part, form)) for part in self.parts if _can_be_changed(part, form)]

    def named(self, labels):
        """[(name, anchor)] of the parts with these labels."""
        form = self.round.submission.form
        return [(name_of(part, form), anchor_of(part)) for part in self.parts if part.label in labels]


def anchor_of(part):
    """Where on the page a part stands."""
    return slugify(part.label)


def name_of(part, form):
    """What a part is called where it stands in a list: its neutral label once it is erased."""
    if part.is_erased:
        return part.label
    if part.kind == KIND.ENCLOSED:
        return form.piece_name(part.content, part.label)
    return part.content["name" if part.kind == KIND.FILE else "title"]


def _can_be_changed(part, form):
    if part.is_erased:
        return False
    if part.kind == KIND.ENCLOSED:
        return form.piece_words(part.content) is not None
    return part.kind == KIND.STEP
