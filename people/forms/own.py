"""What people choose for themselves."""

from django import forms

from cms.fields import HintedRadioSelect, PlainForm
from people.topics import TOPICS


class MailForm(PlainForm):
    """One question for each topic of people.topics. `chosen` maps a topic to the person's present answer."""

    def __init__(self, *args, chosen, **kwargs):
        super().__init__(*args, initial=chosen, **kwargs)
        for name, topic in TOPICS.items():
            self.fields[name] = forms.ChoiceField(
                label=topic.question,
                help_text=topic.hint,
                choices=[(value, label) for value, (label, _) in topic.answers.items()],
                widget=HintedRadioSelect(hints={value: hint for value, (_, hint) in topic.answers.items()}),
                error_messages={"required": topic.missing, "invalid_choice": topic.missing},
            )
