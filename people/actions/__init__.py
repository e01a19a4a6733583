"""What happens to people: roles given and ended, invitations, choices, accounts opened and closed.

Every verb takes `by`, the person acting, and raises PermissionDenied when they may not.
"""

from people.actions.accounts import add_person, change_email, deactivate, forget_old_addresses
from people.actions.answering import answer_sharing_notice, choose_mail
from people.actions.appointing import appoint, end_appointment
from people.actions.inviting import (
    accept_invitation,
    invite,
    obstacle,
    revoke_invitation,
    send_invitation_again,
)
from people.actions.joining import join_accounts, part_accounts, say_of_pair
from people.actions.naming import change_name, note_former_name

__all__ = [
    "accept_invitation",
    "add_person",
    "answer_sharing_notice",
    "appoint",
    "change_email",
    "change_name",
    "choose_mail",
    "deactivate",
    "end_appointment",
    "forget_old_addresses",
    "invite",
    "join_accounts",
    "note_former_name",
    "obstacle",
    "part_accounts",
    "revoke_invitation",
    "say_of_pair",
    "send_invitation_again",
]
