"""What differs between two frozen records, in lines a person can read."""

from dataclasses import dataclass

from forms.models import SealedPart

# Pieces that follow from the others: saying that they changed would say the same thing twice. And the PCM's
# observation, which is the PCM's to add: those who sign see it as it is on that day (portfolio/panels.py).
LEFT_OUT = {"requirements", "criteria", "cycle", "pcm_observation"}
NAMES = {
    "details": "Details",
    "audit": "Confidence audit",
    "module": "{title}",
    "placement": "Placement from {start}",
    "conversation": "Conversation of {held_on}",
    "observation": "Joint observation of {held_on}",
    "evidence": "{title}",
}


@dataclass(frozen=True)
class Change:
    """`kind` is add, edit or remove; `word` says it, `what` names the piece."""

    kind: str
    what: str

    @property
    def word(self):
        return {"add": "Added", "edit": "Changed", "remove": "Removed"}[self.kind]


def changes(before, after):
    """The Changes from one list of contents to another; each content is a dict with `piece` and `id`."""
    old, new = _by_id(before), _by_id(after)
    found = [Change("add", name_of(new[key])) for key in new if key not in old]
    found += [Change("edit", name_of(new[key])) for key in new if key in old and differ(old[key], new[key])]
    return found + [Change("remove", name_of(old[key])) for key in old if key not in new]


def differ(before, after):
    """Whether two contents of one piece say different things in what both of them know.

    A record sealed by an earlier version of this site may lack a key, which is no change of the mentor's.
    """
    return any(before[key] != after[key] for key in before.keys() & after.keys())


def _by_id(contents):
    return {(c["piece"], c["id"]): c for c in contents if c.get("piece") and c["piece"] not in LEFT_OUT}


def name_of(content):
    """What a piece is called in a list of changes."""
    return NAMES.get(content["piece"], content["piece"]).format(**content)


def sealed(sending):
    """The contents of a sending's enclosure without erased pieces; files stand as what is known of them."""
    return sealed_in(list(sending.parts.all()))


def sealed_in(parts):
    """The same of a sending's parts."""
    files = {part.label: part.content for part in parts if part.kind == SealedPart.Kind.FILE}
    return [
        with_files(part.content, [files.get(label) for label in part.content.get("files", [])])
        for part in parts
        if part.kind == SealedPart.Kind.ENCLOSED and not part.is_erased
    ]


def unsealed(enclosed):
    """The contents of a record that is not sent, in the same shape."""
    return [
        with_files(each.content, [{"sha256": f.sha256, "name": f.name} for f in each.attachments])
        for each in enclosed
    ]


def with_files(content, files):
    """The content with its files as (name, hash), so that a swapped file shows as a change."""
    facts = sorted((file["name"], file["sha256"]) for file in files if file)
    return {key: value for key, value in content.items() if key != "files"} | {"attached": facts}
