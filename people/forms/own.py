"""What people choose for themselves."""

from django import forms

from cms.fields import HintedRadioSelect, PlainForm
from people.identifiers import clean_name
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


class NameForm(PlainForm):
    """One's own name, as it should stand on the site and on certificates to come."""

    name = forms.CharField(
        label="Your name",
        help_text="As it should appear on certificates, for example Łucja O’Brien-Nguyễn.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )

    def clean_name(self):
        """The name as it prints. Raises ValidationError when only invisible characters were typed."""
        if not (name := clean_name(self.cleaned_data["name"])):
            raise forms.ValidationError("Enter your name")
        return name
