from portfolio.models.asking import RequestPage
from portfolio.models.awards import Award
from portfolio.models.enrolments import Enrolment, Placement
from portfolio.models.evidence import Concern, EvidenceCriterion, EvidenceItem, EvidenceVersion
from portfolio.models.exemptions import Exemption
from portfolio.models.pages import Audit, AuditPage, RecordSheet, RecordSheetPage
from portfolio.models.requests import Event, Request
from portfolio.models.work import Conversation, ModuleCompletion, Observation

__all__ = [
    "Audit",
    "AuditPage",
    "Award",
    "Concern",
    "Conversation",
    "Enrolment",
    "Event",
    "EvidenceCriterion",
    "EvidenceItem",
    "EvidenceVersion",
    "Exemption",
    "ModuleCompletion",
    "Observation",
    "Placement",
    "RecordSheet",
    "RecordSheetPage",
    "Request",
    "RequestPage",
]
