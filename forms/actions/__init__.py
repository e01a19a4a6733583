"""What happens to submissions. Only here is their status written.

Every action is in one transaction with its row locked, raises NotNow (with a sentence) when it cannot be done
as things are, and then has changed nothing.
"""

from forms.actions.drafts import attach, detach, discard, save_step, seen, start
from forms.actions.erasing import erase_parts
from forms.actions.sending import accept, return_, send, withdraw
from forms.actions.versions import ASIDE, use_new_version

__all__ = [
    "ASIDE",
    "accept",
    "attach",
    "detach",
    "discard",
    "erase_parts",
    "return_",
    "save_step",
    "seen",
    "send",
    "start",
    "use_new_version",
    "withdraw",
]
