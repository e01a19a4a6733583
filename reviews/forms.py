"""What a reviewer fills in beside what was sent."""

from django import forms
from django.utils.text import capfirst

from cms.fields import HintedRadioSelect, PlainForm
from reviews.guards import opened_enough
from reviews.models import Comment
from reviews.talk import slug_of
from reviews.typed import NAME_LENGTH, REASON_LENGTH, is_reason, is_remark, names_match

SIGN, BACK = "sign", "back"


class Asked(forms.CharField):
    """A text that one of the answers asks for: neither optional nor always required. The form decides."""

    def validate(self, value):
        """Left to the form's clean."""


class DecisionForm(PlainForm):
    """Sign or send back. `desk` says what this person may do and what they would sign (reviews.desk.Desk).

    `seal`, `stage` and `seen` name what was on the page, so that nobody signs what they have not seen (T13).
    `later` takes what is there, to be kept and decided another time.
    """

    seal = forms.CharField(widget=forms.HiddenInput, required=False)
    stage = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
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
    sections = forms.MultipleChoiceField(
        label="Which parts should be looked at again?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select parts from the list"},
    )

    def __init__(self, *args, desk, sections=(), later=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.later = later
        self.fields["seal"].initial = desk.round.sending.seal
        self.fields["stage"].initial = desk.position
        self.fields["seen"].initial = desk.seen
        self.fields["sections"].choices = sections
        self.fields["decision"].required = not later
        self._offer(desk)

    def _offer(self, desk):
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
        if self.later:
            if len(cleaned.get("reason") or "") > REASON_LENGTH:
                self._expect("reason", is_reason(cleaned["reason"]))
            return cleaned
        if cleaned.get("decision") == SIGN:
            self._expect("decision", opened_enough(self.desk.user, self.desk.stage))
            if "typed_name" not in self.errors:
                self._expect("typed_name", names_match(cleaned["typed_name"], self.desk.user))
        if cleaned.get("decision") == BACK and "reason" not in self.errors:
            self._expect("reason", is_reason(cleaned["reason"]))
        return cleaned

    def _expect(self, name, answer):
        if not answer:
            self.add_error(name, answer.reason)

    def carried(self):
        """What the check page carries on: (name, value as typed) of each field."""
        single = [(name, self[name].data or "") for name in self.fields if name != "sections"]
        return [*single, *(("sections", label) for label in self["sections"].data or [])]

    def chosen_sections(self):
        """Names of the parts to look at again."""
        names = dict(self.fields["sections"].choices)
        return [names[label] for label in self.cleaned_data["sections"]]

    def summary(self):
        """The decision as rows to check before it is made: a list of {key, value}."""
        if self.cleaned_data["decision"] == SIGN:
            return [
                {"key": "Your decision", "value": "Sign"},
                {"key": "You sign as", "value": capfirst(self.desk.role)},
                {"key": "What you sign", "value": self.desk.stage.statement},
                {"key": "Your name", "value": self.cleaned_data["typed_name"]},
            ]
        parts = "\n".join(self.chosen_sections())
        return [
            {"key": "Your decision", "value": f"Send back to {self.desk.mentor.name}"},
            {"key": "You decide as", "value": capfirst(self.desk.role)},
            {"key": "Your reason", "value": self.cleaned_data["reason"]},
            *([{"key": "Parts to look at again", "value": parts}] if parts else []),
        ]


class SayingForm(PlainForm):
    """Words about a round: a comment, a question or an answer. `seal` names what was on the page (T13)."""

    is_far_down = True

    seal = forms.CharField(widget=forms.HiddenInput, required=False)
    text = Asked(label="Your words", widget=forms.Textarea(attrs={"rows": 3}))

    def clean_text(self):
        """Refuse an empty or too long text with what to do."""
        answer = is_remark(self.cleaned_data["text"])
        if not answer:
            raise forms.ValidationError(answer.reason)
        return self.cleaned_data["text"]

    def add_error(self, field, error):
        """Let the page open at the box where it stands far down."""
        super().add_error(field, error)
        if self.is_far_down:
            self.fields["text"].widget.attrs["autofocus"] = True


class QuestionForm(SayingForm):
    """A question to the mentor."""

    prefix = "question"
    text = Asked(
        label="Your question",
        help_text="The mentor gets a mail and answers here. You decide when you are ready.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(SayingForm):
    """The mentor's answer to a question; each has ids of its own."""

    is_far_down = False

    text = Asked(label="Your answer", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, question, **kwargs):
        super().__init__(*args, auto_id=f"%s-answer-{question.pk}", **kwargs)
        self.question = question
        del self.fields["seal"]


class CommentForm(SayingForm):
    """A comment on a part, a criterion or the whole; its boxes have ids of their own for each place."""

    part = forms.CharField(widget=forms.HiddenInput, required=False, max_length=120)
    criterion = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    audience = forms.ChoiceField(
        label="Who reads it",
        choices=Comment.Audience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who reads it"},
    )

    def __init__(self, data):
        super().__init__(data, auto_id=f"%s-{slug_of(data.get('part', ''), data.get('criterion', ''))}")

    @property
    def place(self):
        """Which Spot it was typed at."""
        return slug_of(self.data.get("part", ""), self.data.get("criterion", ""))
