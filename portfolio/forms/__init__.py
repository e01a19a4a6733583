"""What a mentor types. The rules behind the fields are in portfolio/rules.py, the verbs in actions.py."""

from portfolio.forms.concerns import ConcernForm, SettleForm
from portfolio.forms.confirming import AuditCommentForm, ConfirmForm
from portfolio.forms.enrolling import EnrolForm, SharingForm
from portfolio.forms.evidence import EvidenceForm, NotesForm, QuickForm, initial_of, unclaimed
from portfolio.forms.evidence_filter import EvidenceFilter
from portfolio.forms.observing import JointObservationForm, PcmObservationForm, TalkForm
from portfolio.forms.phases import PhaseForm
from portfolio.forms.placements import DecisionForm, PlacementForm
from portfolio.forms.talks import ConversationForm, ObservationForm
from portfolio.forms.waiving import WaiverForm
from portfolio.forms.work import ModuleForm

__all__ = [
    "AuditCommentForm",
    "ConcernForm",
    "ConfirmForm",
    "ConversationForm",
    "DecisionForm",
    "EnrolForm",
    "EvidenceFilter",
    "EvidenceForm",
    "JointObservationForm",
    "ModuleForm",
    "NotesForm",
    "ObservationForm",
    "PcmObservationForm",
    "PhaseForm",
    "PlacementForm",
    "QuickForm",
    "SettleForm",
    "SharingForm",
    "TalkForm",
    "WaiverForm",
    "initial_of",
    "unclaimed",
]
