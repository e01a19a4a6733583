"""Pages under /account/: accepting an invitation, and choosing one's mail."""

from people.views.inviting import invitation, invitation_link
from people.views.own import account, mail

__all__ = ["account", "invitation", "invitation_link", "mail"]
