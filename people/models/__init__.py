"""Who takes part: people, places, dated appointments, invitations, choices, and the mail we owe them."""

from .appointments import Appointment
from .invitations import Invitation
from .joined import Joining, PossibleDuplicate
from .mail_choices import MailChoice
from .names import FormerName
from .outgoing import OutgoingMail
from .places import Partnership, Provider, School
from .reminders import Reminder
from .sharing import SharingDecision, SharingNotice
from .users import User

__all__ = [
    "Appointment",
    "FormerName",
    "Invitation",
    "Joining",
    "MailChoice",
    "OutgoingMail",
    "Partnership",
    "PossibleDuplicate",
    "Provider",
    "Reminder",
    "School",
    "SharingDecision",
    "SharingNotice",
    "User",
]
