"""Placements, conversations and observations as they are frozen: plain words, one piece for each row."""

from cms.dates import date_uk
from portfolio.answers import listed
from portfolio.models import Observation


def placement(row):
    """A placement's content; `stage` is what its phase means to the whole collaboration."""
    return {
        "piece": "placement",
        "id": row.slug,
        "student": row.student,
        "phase": row.phase,
        "stage": str(row.provider_phase.stage) if row.provider_phase else "",
        "school": str(row.school),
        "provider": str(row.provider),
        "start": date_uk(row.start),
        "end": date_uk(row.end),
        "days": [row.start.isoformat(), row.end.isoformat()],
        "completed": "Completed" if row.completed else "Not completed",
        "special": listed(
            words
            for words, is_so in (
                ("shared with another mentor", row.shared),
                ("interrupted", row.interrupted),
            )
            if is_so
        ),
        "decision": decision_words(row),
    }


def decision_words(row):
    """What the placement's provider decided about it, who, when and why (E5, E7)."""
    if not row.counts:
        return ""
    decided = f"{row.get_counts_display()}, decided by {row.decided_by.name} on {date_uk(row.decided_at)}"
    return f"{decided}: {row.counts_because}" if row.counts_because else decided


def confirmed_words(row):
    """Whether the other person of a talk or an observation confirmed it here; "" where nobody was asked."""
    if row.other_id is None:
        return ""
    return f"Confirmed here on {date_uk(row.confirmed_at)}" if row.confirmed_at else "Not confirmed here"


def conversation(row):
    """A conversation's content."""
    return {
        "piece": "conversation",
        "id": row.slug,
        "held_on": date_uk(row.held_on),
        "with": row.with_name,
        "role": row.get_role_display(),
        "gist": row.gist,
        "agreed": "Agreed" if row.agreed else "Not agreed yet",
        "confirmed": confirmed_words(row),
    }


def observation(row):
    """An observation's content: with the tutor (R25), or of the mentor by the PCM (R24)."""
    found = {"id": row.slug, "held_on": date_uk(row.held_on), "note": row.note}
    found["remote"] = "Over video or from a recording" if row.remote else ""
    if row.kind == Observation.Kind.PCM:
        return found | {"piece": "pcm_observation", "by": row.tutor_name, "seen": seen(row)}
    return found | {"piece": "observation", "tutor": row.tutor_name, "confirmed": confirmed_words(row)}


def seen(row):
    """What the PCM saw, in words: ["feedback", "target setting"]."""
    words = (("feedback", row.feedback_seen), ("target setting", row.targets_seen))
    return [word for word, was_seen in words if was_seen]
