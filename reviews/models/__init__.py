from reviews.models.decisions import CLOSING, DECIDING, Decision, Outcome
from reviews.models.notices import Notice
from reviews.models.rounds import WITH_TALK, Round, Stage
from reviews.models.standing_in import Deputy, PanelMember
from reviews.models.talk import Comment, DraftDecision, Opening
from reviews.models.workflows import MustOpen, ReviewedFormPage, ReviewStage, ReviewWorkflow

__all__ = [
    "CLOSING",
    "DECIDING",
    "WITH_TALK",
    "Comment",
    "Decision",
    "Deputy",
    "DraftDecision",
    "MustOpen",
    "Notice",
    "Opening",
    "Outcome",
    "PanelMember",
    "ReviewStage",
    "ReviewWorkflow",
    "ReviewedFormPage",
    "Round",
    "Stage",
]
