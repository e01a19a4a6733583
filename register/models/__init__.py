from register.models.certificates import SWEEP_AFTER, Certificate, CertificateSequence, Status
from register.models.engagements import Engagement
from register.models.events import CertificateEvent, Kind
from register.models.lookups import Lookup, Reason
from register.models.revocations import Revocation
from register.models.sheets import SheetFile
from register.models.words import SearchWord

__all__ = [
    "SWEEP_AFTER",
    "Certificate",
    "CertificateEvent",
    "CertificateSequence",
    "Engagement",
    "Kind",
    "Lookup",
    "Reason",
    "Revocation",
    "SearchWord",
    "SheetFile",
    "Status",
]
