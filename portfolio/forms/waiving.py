"""What a provider lead waives for a mentor, and why."""

from django import forms

from modules.models import Level
from portfolio.forms.fields import Once, written
from portfolio.models import Exemption
from portfolio.waivers import deciding_provider, levels_with_waivers, mentor_known_to


class WaiverForm(Once):
    """A waiver (R7). The mentor is known by the address they sign in with."""

    email = forms.EmailField(
        label="Mentor’s email address",
        help_text="The address with which the mentor signs in.",
        error_messages={"required": "Enter the mentor’s email address"},
    )
    level = forms.ModelChoiceField(
        label="At which level?",
        queryset=Level.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select a level"},
    )
    requirement = forms.ChoiceField(
        label="What is waived?",
        choices=Exemption.Waives.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what is waived"},
    )
    grounds = written(
        "What experience does the mentor have?",
        "As they told you: how many years, with which providers, how many student teachers. Leave out names.",
        rows=5,
        message="Write what experience the mentor has",
    )
    reason = written(
        "Why do you accept it?",
        "The mentor and those who sign the record sheet read this.",
        rows=3,
        message="Write why this is waived",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        levels = list(levels_with_waivers())
        self.fields["level"].queryset = levels_with_waivers()
        if len(levels) == 1:
            self.fields["level"].widget = forms.HiddenInput()
            self.fields["level"].initial = levels[0]

    def clean(self):
        """The mentor (`person`) and the `provider` on whose behalf the lead decides."""
        cleaned = super().clean()
        if cleaned.get("email") and cleaned.get("level"):
            person = mentor_known_to(self.user, cleaned["email"])
            provider = person and deciding_provider(self.user, person, cleaned["level"])
            if provider is None:
                self.add_error("email", "No mentor at one of your partner schools has this address")
            elif person.pk == self.user.pk:
                self.add_error("email", "This is you. Somebody else has to decide about you")
            cleaned |= {"person": person, "provider": provider}
        return cleaned
