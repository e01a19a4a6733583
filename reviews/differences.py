"""What differs between two rounds, section by section and in words, read from what was sealed.

What a version of this site sealed that knew fewer facts is compared in what both knew: that another fact is
there now is no change of the mentor's.
"""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from reviews.dossier import KIND, anchor_of, name_of

WORDS = {"add": "Added", "edit": "Changed", "del": "Removed"}
TITLES = {KIND.STEP: "Answers", KIND.ENCLOSED: "The record", KIND.FILE: "Files"}
MOST_PAIRS = 1_000_000  # of words compared; longer texts are shown whole, without marks
ALIKE = 0.4  # two texts that have less in common are another text, not an altered one


@dataclass(frozen=True)
class Line:
    """One answer or fact that was altered. `before` and `now` are [(is it marked, text)], empty for none."""

    label: str
    before: list
    now: list


@dataclass(frozen=True)
class Change:
    """One part that is new, altered or gone: where it stands, and what of it was altered."""

    kind: str
    name: str
    anchor: str
    lines: list = field(default_factory=list)

    @property
    def word(self):
        return WORDS[self.kind]


def differences(before, now):
    """[(title, [Change])] between two Dossiers, sections without changes left out."""
    form = now.round.submission.form
    return [
        (title, found)
        for kind, title in TITLES.items()
        if (found := _changes(_facts(before, kind, form), _facts(now, kind, form), form))
    ]


def _changes(old, new, form):
    erased = {fact.part.label for fact in (*old.values(), *new.values()) if fact.part.is_erased}
    found = [_one("add", new[key], form) for key in new if key not in old]
    found += [
        _one("edit", new[key], form, lines_between(old[key], new[key], form))
        for key in new
        if key in old and _differ(old[key].says, new[key].says)
    ]
    found += [_one("del", old[key], form) for key in old if key not in new]
    return [change for label, change in found if label not in erased]


def _one(kind, fact, form, lines=()):
    return fact.part.label, Change(kind, name_of(fact.part, form), anchor_of(fact.part), list(lines))


# --- one part ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """A sealed part as it is compared: `says` by value, `files` {label: name} for its words."""

    part: object
    says: dict | None
    files: dict


def _facts(dossier, kind, form):
    """{what tells a part from others: Fact}. Numbers shift when something is added before them."""
    files = {part.label: part.content for part in dossier.parts if part.kind == KIND.FILE and part.content}
    names = {label: content["name"] for label, content in files.items()}
    keys = {label: content["key"] for label, content in files.items()}
    parts = [part for part in dossier.parts if part.kind == kind]
    return {
        _key(part): Fact(part, _says(part, keys), names)
        for part in parts
        if part.is_erased or kind != KIND.ENCLOSED or form.piece_words(part.content) is not None
    }


def _key(part):
    content = part.content or {}
    if part.kind == KIND.FILE:
        return content.get("key", part.label)
    return content.get("piece"), content.get("id", part.label)


def _says(part, keys):
    """What the part says, files by their own keys; None once it is erased."""
    if part.is_erased:
        return None
    if part.kind == KIND.STEP:
        return part.content["answers"]
    if part.kind == KIND.FILE:
        return {"sha256": part.content["sha256"]}
    return {**part.content, "files": [keys.get(label) for label in part.content.get("files", [])]}


def _differ(old, new):
    """Whether both are there to compare and say different things in what both of them know."""
    if old is None or new is None:
        return False
    if all(isinstance(says, dict) and "piece" in says for says in (old, new)):
        return any(old[key] != new[key] for key in old.keys() & new.keys())
    return old != new


# --- in words ----------------------------------------------------------------------------------------------


def lines_between(old, new, form):
    """The Lines of a part that was altered, in the order of what stands there now, what went last."""
    shared = (old.part.content.keys() | {"files"}) & (new.part.content.keys() | {"files"})
    before, now = (_words(fact, form, shared) for fact in (old, new))
    labels = [*now, *(label for label in before if label not in now)]
    return [
        Line(name, *marked(before.get((name, nth), ""), now.get((name, nth), "")))
        for name, nth in labels
        if before.get((name, nth)) != now.get((name, nth))
    ]


def _words(fact, form, shared):
    """{(label, how often it came before): value} of a part, only the facts in `shared`."""
    content, found = fact.part.content, {}
    if fact.part.kind == KIND.STEP:
        rows = content["shown"]
    elif fact.part.kind == KIND.ENCLOSED:
        rows = [
            *form.piece_words({key: value for key, value in content.items() if key in shared}),
            *([("Files", "\n".join(content["files"]))] if content.get("files") else []),
        ]
    else:
        rows = []
    for label, value in rows:
        nth = sum(known == label for known, _ in found)
        found[label, nth] = "\n".join(fact.files.get(line, line) for line in value.split("\n"))
    return found


def marked(before, now):
    """Two texts as [(is it marked, text)] each, with the words marked that the other one lacks."""
    if not before or not now:
        return [(False, before)] if before else [], [(False, now)] if now else []
    old, new = (re.findall(r"\S+|\s+", text) for text in (before, now))
    if len(old) * len(new) > MOST_PAIRS:
        return [(False, before)], [(False, now)]
    match = SequenceMatcher(None, old, new, autojunk=False)
    if match.ratio() < ALIKE:
        return [(False, before)], [(False, now)]
    codes = match.get_opcodes()
    return (
        _joined((tag != "equal", old[start:end]) for tag, start, end, _, _ in codes),
        _joined((tag != "equal", new[start:end]) for tag, _, _, start, end in codes),
    )


def _joined(pieces):
    """Neighbours of one kind as one text; the space around marked words stays unmarked."""
    kept = [part for mark, words in pieces for part in _parted(mark, "".join(words)) if part[1]]
    return [(mark, "".join(text for _, text in texts)) for mark, texts in groupby(kept, lambda row: row[0])]


def _parted(mark, text):
    bare = text.strip()
    if not mark or not bare:
        return [(False, text)]
    before, _, after = text.partition(bare)
    return [(False, before), (True, bare), (False, after)]
