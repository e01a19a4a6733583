"""Every message of reviews: who, what, one link; owed in the transaction of what it tells about (R28)."""

from reviews.mail.morning import NAMED, digest, escalation, help_wanted, reminder
from reviews.mail.news import (
    answered,
    asked,
    passed_on,
    question,
    received,
    recorded_on_paper,
    sent_back,
    signed,
    signed_by_all,
    stands_in,
)

__all__ = [
    "NAMED",
    "answered",
    "asked",
    "digest",
    "escalation",
    "help_wanted",
    "passed_on",
    "question",
    "received",
    "recorded_on_paper",
    "reminder",
    "sent_back",
    "signed",
    "signed_by_all",
    "stands_in",
]
