"""What happens to a round: decided, passed on, spoken about, erased.

Each verb runs in one transaction under the round's lock, asks its guard inside it and queues the mail.
PermissionDenied carries the guard's sentence, Changed says that the page was out of date; in both cases
nothing was changed (T11, T12, T13).
"""

from reviews.actions.deciding import close_withdrawn, open_round, record_issue, send_back, sign
from reviews.actions.erasing import erase_decision, erase_parts
from reviews.actions.paper import record_paper
from reviews.actions.passing import (
    ask_for_another,
    claim,
    end_standing_in,
    name_panel,
    pass_on,
    release,
    stand_in,
)
from reviews.actions.talking import answer, ask, comment, keep_draft, note_opening, remove_comment

__all__ = [
    "answer",
    "ask",
    "ask_for_another",
    "claim",
    "close_withdrawn",
    "comment",
    "end_standing_in",
    "erase_decision",
    "erase_parts",
    "keep_draft",
    "name_panel",
    "note_opening",
    "open_round",
    "pass_on",
    "record_issue",
    "record_paper",
    "release",
    "remove_comment",
    "send_back",
    "sign",
    "stand_in",
]
