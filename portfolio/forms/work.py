"""Modules worked through."""

from cms.fields import PlainForm
from portfolio.forms.fields import past_date, written


class ModuleForm(PlainForm):
    """A module worked through (R8)."""

    completed_on = past_date("When did you finish it?")
    reflection = written(
        "What did you learn, and what will you do differently?",
        "A few sentences, in your own words. Leave out names.",
        message="Write what you learned",
    )
