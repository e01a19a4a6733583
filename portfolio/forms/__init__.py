"""What a mentor types. The rules behind the fields are in portfolio/rules.py, the verbs in actions.py."""

from portfolio.forms.enrolling import EnrolForm, SharingForm
from portfolio.forms.evidence import EvidenceFilter, EvidenceForm, NotesForm, unclaimed
from portfolio.forms.observing import PcmObservationForm
from portfolio.forms.waiving import WaiverForm
from portfolio.forms.work import ConversationForm, ModuleForm, ObservationForm, PlacementForm

__all__ = [
    "ConversationForm",
    "EnrolForm",
    "EvidenceFilter",
    "EvidenceForm",
    "ModuleForm",
    "NotesForm",
    "ObservationForm",
    "PcmObservationForm",
    "PlacementForm",
    "SharingForm",
    "WaiverForm",
    "unclaimed",
]
