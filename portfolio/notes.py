"""Conversations and observations in words, as every page says them."""

from hashlib import sha256

from cms.dates import date_uk
from people.roles import Role
from portfolio.models import Conversation, EvidenceItem, Observation


def confirmation(row):
    """Whether the other person has said that it was so, in a sentence; "" when nobody can be asked."""
    if row.other_id is None:
        return ""
    name = row.other.name
    if row.confirmed_at and getattr(row, "recorded_by_id", None) == row.other_id:
        return f"Noted by {name}."
    if row.confirmed_at:
        return f"Confirmed by {name} on {date_uk(row.confirmed_at)}."
    if row.otherwise:
        return f"{name} remembers it differently: {row.otherwise}"
    return f"{name} is asked to confirm this."


def agreement(conversation):
    """Whether the PCM agrees that the mentor works towards the level; "" for a talk with the tutor (R21)."""
    if conversation.role != Role.PCM:
        return ""
    return "The PCM agrees" if conversation.agreed else "The PCM has not agreed yet"


def what_was_seen(observation, whom="the mentor"):
    """What the PCM noted and saw `whom` do; "" for a joint observation (R24)."""
    seen = (("giving feedback", observation.feedback_seen), ("setting targets", observation.targets_seen))
    words = [word for word, was_seen in seen if was_seen]
    if observation.kind == Observation.Kind.JOINT or not words:
        return ""
    return f"Noted by the PCM, who saw {whom} {' and '.join(words)}."


def how(observation):
    """ "Over video or from a recording.", or "" (R24, E21)."""
    return "Over video or from a recording." if observation.remote else ""


def as_written(row):
    """What the mentor wrote, as lines {key, value} for whoever is asked to confirm it."""
    if isinstance(row, Conversation):
        lines = [
            ("Date", date_uk(row.held_on)),
            ("What you talked about", row.gist),
            ("Agreement", agreement(row)),
        ]
    elif isinstance(row, EvidenceItem):
        lines = [
            ("Date", date_uk(row.activity_date)),
            ("Title", row.title),
            ("What it was about", row.description),
        ]
    else:
        lines = [
            ("Date", date_uk(row.held_on)),
            ("What you saw and agreed", row.note),
            ("How", how(row)),
        ]
    return [{"key": key, "value": value} for key, value in lines if value]


def fingerprint(row):
    """A short sign of what the mentor wrote: another one means that it was changed since it was read."""
    text = "\n".join(f"{line['key']}: {line['value']}" for line in as_written(row))
    return sha256(text.encode()).hexdigest()[:16]
