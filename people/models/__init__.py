"""Who takes part: people, places, dated appointments, sharing decisions, and the mail we owe them."""

from .appointments import Appointment
from .outgoing import OutgoingMail
from .places import Partnership, Provider, School
from .sharing import SharingDecision, SharingNotice
from .users import User

__all__ = [
    "Appointment",
    "OutgoingMail",
    "Partnership",
    "Provider",
    "School",
    "SharingDecision",
    "SharingNotice",
    "User",
]
