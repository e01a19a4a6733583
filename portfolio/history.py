"""An enrolment's short history: begun, paused, moved, left (E6, E12)."""

from portfolio.models import Event


def entries(enrolment):
    """[{when, who, text}] for components/timeline.html, newest first."""
    rows = list(enrolment.events.select_related("by"))
    found = [_entry(row) for row in reversed(rows)]
    if not any(row.kind == Event.Kind.ENROLLED for row in rows):
        found.append({"when": enrolment.started_on, "who": "", "text": "Enrolled"})
    return found


def _entry(row):
    words = f": {row.words[0].lower()}{row.words[1:]}" if row.words else ""
    return {"when": row.at, "who": row.by.name, "text": f"{DID[row.kind]}{words}"}


DID = {
    Event.Kind.ENROLLED: "enrolled",
    Event.Kind.WITHDREW: "left the level",
    Event.Kind.RETURNED: "came back to it",
    Event.Kind.PAUSED: "approved a pause",
    Event.Kind.RESUMED: "went on",
    Event.Kind.EXTENDED: "gave more time",
    Event.Kind.MOVED: "took the enrolment over",
}
