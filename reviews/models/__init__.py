from reviews.models.decisions import CLOSING, Decision, Outcome
from reviews.models.rounds import Round, Stage
from reviews.models.workflows import ReviewedFormPage, ReviewStage, ReviewWorkflow

__all__ = [
    "CLOSING",
    "Decision",
    "Outcome",
    "ReviewStage",
    "ReviewWorkflow",
    "ReviewedFormPage",
    "Round",
    "Stage",
]
