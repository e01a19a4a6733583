"""A concern about evidence, and what the office makes of it (E19)."""

from django import forms

from cms.fields import PlainForm
from portfolio.forms.fields import written
from portfolio.models import Concern


class ConcernForm(PlainForm):
    """Somebody may be recognised in a piece of evidence (E19)."""

    words = written(
        "Where can somebody be recognised?",
        "For example “in the second paragraph” or “in the photo”. Do not repeat the name.",
        rows=4,
        message="Say where somebody can be recognised, without repeating the name",
    )


class SettleForm(PlainForm):
    """What the office makes of a concern."""

    outcome = forms.ChoiceField(
        label="What is to happen?",
        widget=forms.RadioSelect,
        choices=[
            (Concern.Outcome.REDACTED, "Take it out, here and in every record sheet that was sent"),
            (Concern.Outcome.UNFOUNDED, "Leave it, because nobody can be identified"),
        ],
        error_messages={"required": "Choose what is to happen"},
    )
