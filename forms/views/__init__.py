"""Pages of a form, each a route of FormPage: start, steps, check, sent, and what else its owner can do."""

from forms.views.checking import attachment, check, sent
from forms.views.owning import delete, new_version, withdraw
from forms.views.walking import preview, resume, start, step

__all__ = [
    "attachment",
    "check",
    "delete",
    "new_version",
    "preview",
    "resume",
    "sent",
    "start",
    "step",
    "withdraw",
]
