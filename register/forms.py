"""What the public and the office type: a check code, a file to compare, the word to issue or to send back."""

from django import forms

from cms.fields import PlainForm
from reviews.typed import is_reason

MOST_BYTES = 2_000_000


class CodeForm(PlainForm):
    """The box on the check page. What is no code is told apart by `register.verdicts`, not here."""

    code = forms.CharField(
        label="Check code",
        help_text=(
            "17 letters and numbers. Capitals, spaces and hyphens do not matter, and we read O as zero."
        ),
        error_messages={"required": "Enter the check code printed on the certificate"},
        widget=forms.TextInput(
            attrs={
                "class": "w-input--code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class CompareForm(PlainForm):
    """Is this the very file that was issued? Of the upload only its fingerprint arrives (uploads.py)."""

    pdf = forms.FileField(
        label="Certificate file",
        help_text="PDF, up to 2 MB. We compare it and do not keep it.",
        error_messages={"required": "Choose the PDF that you want to compare"},
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )

    def clean_pdf(self):
        """Certificates are far smaller than 2 MB, so what is larger is none of ours."""
        pdf = self.cleaned_data["pdf"]
        if pdf.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 2 MB, so it is not a certificate of ours")
        return pdf


class Sealed(PlainForm):
    """Carries the seal of what was on the page: nobody decides about what they have not seen (T13)."""

    seal = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, round, **kwargs):
        super().__init__(*args, **kwargs)
        self.round = round
        self.fields["seal"].initial = round.sending.seal

    def is_stale(self):
        """Whether the page that was filled in showed another sending than the one there is now."""
        return self["seal"].data != self.round.sending.seal


class IssueForm(Sealed):
    """The office's word that the name is right."""

    checked = forms.BooleanField(
        label="The name is spelled as it should print",
        error_messages={"required": "Tick the box when you have read the name"},
    )


class ReturnForm(Sealed):
    """Why the record sheet goes back instead."""

    reason = forms.CharField(
        label="Reason",
        help_text="What is good, what to change, by when. The mentor reads it after signing in.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what has to change before you send it back"},
    )

    def clean_reason(self):
        """A reason that a mentor can act on."""
        if not (answer := is_reason(self.cleaned_data["reason"])):
            raise forms.ValidationError(answer.reason)
        return self.cleaned_data["reason"]
