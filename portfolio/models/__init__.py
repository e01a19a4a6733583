from portfolio.models.awards import Award
from portfolio.models.enrolments import Enrolment, Placement
from portfolio.models.evidence import EvidenceCriterion, EvidenceItem
from portfolio.models.exemptions import Exemption
from portfolio.models.pages import Audit, AuditPage, RecordSheet, RecordSheetPage
from portfolio.models.work import Conversation, ModuleCompletion, Observation

__all__ = [
    "Audit",
    "AuditPage",
    "Award",
    "Conversation",
    "Enrolment",
    "EvidenceCriterion",
    "EvidenceItem",
    "Exemption",
    "ModuleCompletion",
    "Observation",
    "Placement",
    "RecordSheet",
    "RecordSheetPage",
]
