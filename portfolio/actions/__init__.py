"""What a mentor does with their portfolio, what PCM and lead add to it, and what issuing makes of it.

Every verb takes `by`, the person acting; it raises PermissionDenied when they may not, and ValidationError,
by field where it can, when what they say cannot be kept. Nothing sent is changed by any of them: sendings are
sealed.
"""

from portfolio.actions.asking import (
    ask_pause,
    ask_transfer,
    request_started,
    request_taken_back,
    resume,
    withdraw_request,
)
from portfolio.actions.awards import correct_award_day, record_award, restore_award, withdraw_award
from portfolio.actions.commenting import accept_account, comment_audit
from portfolio.actions.concerns import report_concern, settle_concern
from portfolio.actions.confirming import (
    confirm_conversation,
    confirm_evidence,
    confirm_observation,
    say_otherwise,
)
from portfolio.actions.deciding import decide_request
from portfolio.actions.enrolling import audit_started, enrol, record_sheet_started, set_school_copy
from portfolio.actions.evidence import (
    SOMETHING_TO_SEE,
    put_back,
    remove_evidence,
    save_evidence,
    save_notes,
    seen_now,
    use_version,
)
from portfolio.actions.leaving import come_back, withdraw_enrolment
from portfolio.actions.observing import (
    record_conversation,
    record_joint_observation,
    record_pcm_observation,
)
from portfolio.actions.phases import remove_phase, save_phase
from portfolio.actions.placements import NO_NAME, decide_placement, save_placement
from portfolio.actions.waiving import waive, withdraw_waiver
from portfolio.actions.work import complete_module, remove_work, save_conversation, save_observation

__all__ = [
    "NO_NAME",
    "SOMETHING_TO_SEE",
    "accept_account",
    "ask_pause",
    "ask_transfer",
    "audit_started",
    "come_back",
    "comment_audit",
    "complete_module",
    "confirm_conversation",
    "confirm_evidence",
    "confirm_observation",
    "correct_award_day",
    "decide_placement",
    "decide_request",
    "enrol",
    "put_back",
    "record_award",
    "record_conversation",
    "record_joint_observation",
    "record_pcm_observation",
    "record_sheet_started",
    "remove_evidence",
    "remove_phase",
    "remove_work",
    "report_concern",
    "request_started",
    "request_taken_back",
    "restore_award",
    "resume",
    "save_conversation",
    "save_evidence",
    "save_notes",
    "save_observation",
    "save_phase",
    "save_placement",
    "say_otherwise",
    "seen_now",
    "set_school_copy",
    "settle_concern",
    "use_version",
    "waive",
    "withdraw_award",
    "withdraw_enrolment",
    "withdraw_request",
    "withdraw_waiver",
]
