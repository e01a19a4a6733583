"""What the office does: issue a certificate or send the sheet back; replace it, revoke it, hear appeals.

Every verb takes `by`, the person acting, and raises PermissionDenied when they may not. Nothing issued is
ever changed: what follows is added (certificates.md).
"""

from register.actions.issuing import issue, send_back
from register.actions.making import enqueue, make_again, task_name
from register.actions.replacing import replace
from register.actions.revoking import (
    ask_revocation,
    decide_revocation,
    note_appeal,
    take_back_revocation,
)

__all__ = [
    "ask_revocation",
    "decide_revocation",
    "enqueue",
    "issue",
    "make_again",
    "note_appeal",
    "replace",
    "send_back",
    "take_back_revocation",
    "task_name",
]
