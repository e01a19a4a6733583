"""Pages under /account/: accepting an invitation, one's own name and mail."""

from people.views.inviting import invitation, invitation_link
from people.views.own import account, mail, name

__all__ = ["account", "invitation", "invitation_link", "mail", "name"]
