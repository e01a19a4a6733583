"""What a reviewer fills in beside what was sent."""

from django import forms
from django.utils.text import capfirst

from cms.fields import HintedRadioSelect, PlainForm
from reviews.typed import NAME_LENGTH, is_reason, names_match

SIGN, BACK = "sign", "back"


class Asked(forms.CharField):
    """A text that one of the answers asks for: neither optional nor always required. The form decides."""

    def validate(self, value):
        """Left to DecisionForm.clean."""


class DecisionForm(PlainForm):
    """Sign or send back. `desk` says what this person may do and what they would sign (reviews.desk.Desk).

    `seal` and `stage` name what was on the page, so that nobody signs what they have not seen (T13).
    """

    seal = forms.CharField(widget=forms.HiddenInput, required=False)
    stage = forms.CharField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(
        label="Sign or send back",
        widget=HintedRadioSelect,
        error_messages={"required": "Select whether you sign or send back"},
    )
    typed_name = Asked(
        label="Your full name, if you sign",
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    reason = Asked(
        label="Reason, if you send it back",
        help_text="What is good, what to change, by when",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, desk, **kwargs):
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.fields["seal"].initial = desk.round.sending.seal
        self.fields["stage"].initial = desk.position
        field = self.fields["decision"]
        field.choices = [(SIGN, "Sign")] * bool(desk.may_sign) + [(BACK, "Send back")]
        field.widget.hints = {
            SIGN: desk.stage.statement if desk.stage else "",
            BACK: f"{desk.mentor.name} gets your reason, can change the answers and send again.",
        }
        if not desk.may_sign:
            field.label, field.initial = "What you can do", BACK
            del self.fields["typed_name"]

    def clean(self):
        """Ask for the name under a signature, for the reason of a sending back (R27)."""
        cleaned = super().clean()
        if cleaned.get("decision") == SIGN and "typed_name" not in self.errors:
            self._expect("typed_name", names_match(cleaned["typed_name"], self.desk.user))
        if cleaned.get("decision") == BACK and "reason" not in self.errors:
            self._expect("reason", is_reason(cleaned["reason"]))
        return cleaned

    def _expect(self, name, answer):
        if not answer:
            self.add_error(name, answer.reason)

    def is_stale(self):
        """Whether the page that was filled in showed another sending or another stage than now."""
        return (self["seal"].data, self["stage"].data) != (self.desk.round.sending.seal, self.desk.position)

    def carried(self):
        """What the check page carries on: (name, value as typed) of each field."""
        return [(name, self[name].data or "") for name in self.fields]

    def summary(self):
        """The decision as rows to check before it is made: a list of {key, value}."""
        if self.cleaned_data["decision"] == SIGN:
            return [
                {"key": "Your decision", "value": "Sign"},
                {"key": "You sign as", "value": capfirst(self.desk.role)},
                {"key": "What you sign", "value": self.desk.stage.statement},
                {"key": "Your name", "value": self.cleaned_data["typed_name"]},
            ]
        return [
            {"key": "Your decision", "value": f"Send back to {self.desk.mentor.name}"},
            {"key": "You decide as", "value": capfirst(self.desk.role)},
            {"key": "Your reason", "value": self.cleaned_data["reason"]},
        ]
