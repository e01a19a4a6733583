"""What a mentor does with their portfolio, what PCM and lead add to it, and what issuing makes of it.

Every verb takes `by`, the person acting; it raises PermissionDenied when they may not, and ValidationError,
by field where it can, when what they say cannot be kept. Nothing sent is changed by any of them: sendings are
sealed.
"""

from portfolio.actions.awards import record_award, withdraw_award
from portfolio.actions.enrolling import audit_started, enrol, record_sheet_started
from portfolio.actions.evidence import SOMETHING_TO_SEE, remove_evidence, save_evidence, save_notes
from portfolio.actions.observing import record_pcm_observation
from portfolio.actions.waiving import waive, withdraw_waiver
from portfolio.actions.work import (
    NO_NAME,
    complete_module,
    remove_work,
    save_conversation,
    save_observation,
    save_placement,
)

__all__ = [
    "NO_NAME",
    "SOMETHING_TO_SEE",
    "audit_started",
    "complete_module",
    "enrol",
    "record_award",
    "record_pcm_observation",
    "record_sheet_started",
    "remove_evidence",
    "remove_work",
    "save_conversation",
    "save_evidence",
    "save_notes",
    "save_observation",
    "save_placement",
    "waive",
    "withdraw_award",
    "withdraw_waiver",
]
