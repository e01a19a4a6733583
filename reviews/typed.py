"""What a reviewer types: their name under a signature, the reason for sending back."""

import re
import unicodedata

from cms.permissions import Allowed, Refused

REASON_LETTERS = 10
NAME_LENGTH = 120
REASON_LENGTH = 5000
REMARK_LENGTH = 5000
NOTE_LENGTH = 1000
LOOKALIKES = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "’": "'", "ʼ": "'", "‐": "-", "‑": "-"})


def folded(name):
    """A name without case, accents and double spaces, so that no keyboard keeps anybody from signing."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.translate(LOOKALIKES).split())


def names_match(typed, user):
    """Is what was typed this person's name? Allowed, or Refused with what to type (R27)."""
    if not (typed or "").strip():
        return Refused("Type your full name to sign")
    if folded(typed) != folded(user.name):
        return Refused(f"Type your name as it stands on your account: {user.name}")
    return Allowed()


def is_reason(text):
    """Can a mentor act on this reason? Allowed from ten letters on: nothing comes back without a reason."""
    if len(re.findall(r"[^\W\d_]", text or "")) < REASON_LETTERS:
        return Refused("Say what is good, what to change and by when, so that the mentor knows what to do")
    if len(text) > REASON_LENGTH:
        return Refused(f"Use {REASON_LENGTH} characters or fewer. You have used {len(text)}.")
    return Allowed()


def is_remark(text):
    """Is this a comment, question or answer? Refused with what to do when it is empty or too long."""
    return _is_text(text, REMARK_LENGTH, "Write what you want to say")


def is_note(text):
    """Is this a note for whoever takes over? Refused with what to do when it is empty or too long."""
    return _is_text(text, NOTE_LENGTH, "Say in a few words why, for whoever takes over")


def _is_text(text, length, missing):
    if not (text or "").strip():
        return Refused(missing)
    if len(text) > length:
        return Refused(f"Use {length} characters or fewer. You have used {len(text)}.")
    return Allowed()
