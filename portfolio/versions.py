"""A piece of evidence in plain words: what a version keeps, what a page shows, what differs between two."""

from datetime import date

from cms.dates import date_uk
from portfolio.models import EvidenceItem

TEXTS = {
    "title": "Title",
    "kind": "Kind",
    "date": "Date",
    "description": "Description",
    "reflection": "Reflection",
    "with": "With",
    "placement": "Placement",
    "module": "Module",
    "link": "Web address",
    "location": "Kept at",
}


def snapshot(item):
    """The piece as it is in the database, as plain JSON: five queries."""
    links = item.links.select_related("criterion")
    files = item.files.order_by("pk")
    return content_of(
        item,
        notes={link.criterion.code: link.note for link in links},
        files=[(file.pk, file.name) for file in files],
    )


def content_of(item, notes, files):
    """The same of a piece at hand, with its {code: note} and its [(id, name)] of files."""
    return {
        "title": item.title,
        "kind": item.kind,
        "date": item.activity_date.isoformat(),
        "description": item.description,
        "reflection": item.reflection,
        "with": item.other.name if item.other else item.other_name,
        "other": item.other_id,
        "placement": placement_words(item.placement) if item.placement else "",
        "placement_slug": item.placement.slug if item.placement else "",
        "module": item.module.title if item.module else "",
        "module_code": item.module.code if item.module else "",
        "link": item.link,
        "location": item.location,
        "criteria": [{"code": code, "note": note} for code, note in notes.items()],
        "files": [{"id": pk, "name": name} for pk, name in files],
    }


def placement_words(placement):
    """How a placement is named in a list: "SK, 3 September 2025 to 19 December 2025"."""
    return f"{placement.student}, {date_uk(placement.start)} to {date_uk(placement.end)}"


def words(content):
    """[(label, text)] of what a content says, without what is empty."""
    shown = {**content, "kind": kind_words(content["kind"]), "date": date_words(content["date"])}
    rows = [(label, shown[name]) for name, label in TEXTS.items() if shown.get(name)]
    if content["files"]:
        rows.append(("Files", ", ".join(file["name"] for file in content["files"])))
    return rows + [(link["code"], link["note"] or "No note") for link in content["criteria"]]


def kind_words(kind):
    """What a kind of evidence is called; a kind that there is no more is shown as it was kept."""
    known = dict(EvidenceItem.Kind.choices)
    return str(known.get(kind, kind))


def date_words(day):
    """An ISO date as people read it."""
    return date_uk(date.fromisoformat(day))


def differences(before, after):
    """[(label, what it was, what it became)] from one content to another; "" where there was nothing."""
    old, new = dict(words(before)), dict(words(after))
    labels = [*old, *(label for label in new if label not in old)]
    found = [
        (label, old.get(label, ""), new.get(label, ""))
        for label in labels
        if old.get(label) != new.get(label)
    ]
    ids = [[file["id"] for file in content["files"]] for content in (before, after)]
    if ids[0] != ids[1] and not any(label == "Files" for label, _, _ in found):
        found.append(("Files", old.get("Files", ""), f"{new.get('Files', '')} (another file)"))
    return found


def day_of(content):
    """The date of a content as a date."""
    return date.fromisoformat(content["date"])
