from register.models.certificates import SWEEP_AFTER, Certificate, CertificateSequence, Status
from register.models.events import CertificateEvent, Kind
from register.models.sheets import SheetFile

__all__ = [
    "SWEEP_AFTER",
    "Certificate",
    "CertificateEvent",
    "CertificateSequence",
    "Kind",
    "SheetFile",
    "Status",
]
