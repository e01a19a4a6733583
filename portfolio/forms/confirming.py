"""What the other person answers when a mentor names them, and what a PCM says about an audit."""

from django import forms

from cms.fields import PlainForm
from people.models.periods import today
from portfolio.forms.fields import past_date, written, yes_no


class ConfirmForm(PlainForm):
    """Was it so? `seen` is the fingerprint of what was read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    was_so = yes_no(
        "Was it so?",
        "Select whether it was so",
        [("yes", "Yes, this is how it was"), ("no", "It was different")],
    )
    words = written(
        "How was it, if it was different?",
        "The mentor reads this and can change the note. Leave out names of pupils and student teachers.",
        rows=4,
        required=False,
    )

    def clean(self):
        """Who says that it was different says how."""
        cleaned = super().clean()
        if cleaned.get("was_so") == "no" and not cleaned.get("words", "").strip():
            self.add_error("words", "Write how it was")
        return cleaned


class AuditCommentForm(PlainForm):
    """The talk about an audit (R11, R21). `asks`: the mentor's account waits to be accepted (E10)."""

    discussed_on = past_date("When did you talk about it?")
    comment = written(
        "What do you want to say about it?",
        "The mentor reads it, and so do other PCMs of your school. You may leave it empty.",
        rows=4,
        required=False,
    )
    accepts = yes_no(
        "Do you accept the account in place of a higher rating?",
        "Select whether you accept the account",
        [("yes", "Yes, I accept it"), ("no", "Not yet, and I say why above")],
    )

    def __init__(self, *args, asks, initial=None, **kwargs):
        super().__init__(*args, initial={"discussed_on": today()} | (initial or {}), **kwargs)
        if not asks:
            del self.fields["accepts"]

    def clean(self):
        """Not yet needs a reason: the mentor has to know what is missing."""
        cleaned = super().clean()
        if cleaned.get("accepts") == "no" and not cleaned.get("comment", "").strip():
            self.add_error("comment", "Write what is missing, so that the mentor knows")
        return cleaned
