"""The pieces of the sealed record in words: what each is called, and its facts as labels and values.

Reviewers read these where a later round differs from the one before (reviews.differences). A piece sealed by
an earlier version of this site may lack a fact: then it says nothing about it.
"""

from portfolio.changes import LEFT_OUT
from portfolio.panels import DETAILS, masked

LABELS = {
    "module": {"completed_on": "Completed on", "reflection": "Reflection"},
    "placement": {
        "student": "Student teacher",
        "phase": "Phase",
        "stage": "Stage of the year",
        "school": "School",
        "provider": "Provider",
        "start": "First day",
        "end": "Last day",
        "completed": "Completed",
        "special": "What was special",
        "decision": "The provider’s decision",
    },
    "conversation": {
        "held_on": "Held on",
        "with": "With",
        "role": "Role",
        "gist": "Gist",
        "agreed": "Agreement",
        "confirmed": "Confirmation",
    },
    "observation": {
        "held_on": "Held on",
        "tutor": "With",
        "note": "Note",
        "remote": "How",
        "confirmed": "Confirmation",
    },
    "evidence": {
        "title": "Title",
        "kind": "Kind",
        "date": "Date",
        "description": "Description",
        "reflection": "Reflection",
        "placement": "Placement",
        "module": "Module",
        "with": "With",
        "confirmed": "Confirmation",
        "link": "Web address",
        "location": "Kept at",
    },
}
AUDIT = {
    "completed_on": "Completed on",
    "discussed_on": "Talked over on",
    "comment": "What the PCM says",
    "account_accepted": "Account accepted",
}
NAMES = {
    "module": "{title}",
    "placement": "{label}: student teacher {student}",
    "conversation": "{label}: with {with}",
    "observation": "{label}: with {tutor}",
    "evidence": "{label}: {title}",
    "audit": "Confidence audit",
}


def name_of(content, label):
    """What a piece is called in a list, its neutral label for kinds that have no better name."""
    return NAMES.get(content.get("piece"), "{label}").format(**{**content, "label": label})


def words_of(content):
    """[(label, value)] of a piece; None for one that only follows from others, so is no change itself."""
    kind = content.get("piece")
    if kind in LEFT_OUT:
        return None
    if kind == "details":
        return _rows(DETAILS, content | {"trn": masked(content.get("trn", ""))})
    if kind == "audit":
        return _audit(content)
    criteria = [(link["code"], link["note"] or "Shown") for link in content.get("criteria", [])]
    return _rows(LABELS.get(kind, {}), content) + criteria


def _rows(labels, content):
    return [(label, content[name]) for name, label in labels.items() if content.get(name)]


def _audit(content):
    rated = [(row["code"], row["words"]) for group in content.get("groups", []) for row in group["rows"]]
    notes = [(group["title"], group["note"]) for group in content.get("groups", []) if group["note"]]
    words = [tuple(pair) for pair in content.get("words", [])]
    return [*_rows(AUDIT, content), *rated, *notes, *words]
