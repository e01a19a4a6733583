"""What the office fills in when a stage was signed by hand (E23)."""

from django import forms

from cms.fields import HintedRadioSelect, PlainForm, ThreePartDateField
from reviews.paper import SIGNED_DAY, roles_of_those_asked, wrong_days

SCANS = "Choose a PDF or a picture (JPG or PNG)"
ENDINGS = ("pdf", "jpg", "jpeg", "png")


class PaperForm(PlainForm):
    """Who signed, the two days on the paper, its scan. `people` are whom the stage asks today.

    `seal` and `stage` name what was on the page (T13); `kept` is a scan taken in before, so that a slip
    elsewhere does not cost choosing it again.
    """

    seal = forms.CharField(widget=forms.HiddenInput, required=False)
    stage = forms.CharField(widget=forms.HiddenInput, required=False)
    signatory = forms.ChoiceField(
        label="Who signed the paper?",
        widget=HintedRadioSelect,
        error_messages={"required": "Select who signed the paper"},
    )
    mentor_signed_on = ThreePartDateField(
        label="Day beside the mentor’s signature",
        noun="The mentor’s day",
        help_text="As it stands on the paper. For example, 3 11 2026",
        past=True,
        error_messages={"required": "Enter the day beside the mentor’s signature"},
    )
    signed_on = ThreePartDateField(
        label="Day beside this person’s signature",
        noun="This day",
        help_text="As it stands on the paper.",
        past=True,
        error_messages={"required": "Enter the day beside this person’s signature"},
    )
    scan = forms.FileField(
        label="Scan of the signed paper",
        help_text="PDF or picture (JPG or PNG), up to 10 MB. A photograph will do if everything can be read.",
        error_messages={"required": f"{SCANS} of the signed paper"},
    )
    seen = forms.BooleanField(
        label="I have seen the paper with both signatures.",
        error_messages={"required": "Tick that you have seen the paper. Without it nothing can be recorded"},
    )

    def __init__(self, *args, stage_shown, people, kept=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.shown = stage_shown
        self.people = {str(person.pk): person for person in people}
        self.kept = kept
        self.fields["seal"].initial = stage_shown.round.sending.seal
        self.fields["stage"].initial = str(stage_shown.position)
        field = self.fields["signatory"]
        field.choices = [(pk, person.name) for pk, person in self.people.items()]
        field.widget.hints = roles_of_those_asked(stage_shown)
        if kept:
            self.fields["scan"].required, self.fields["scan"].label = False, "Another scan instead"

    def clean_scan(self):
        """It shows signatures: a text document does not."""
        scan = self.cleaned_data["scan"]
        if scan is not None and scan.name.rpartition(".")[2].lower() not in ENDINGS:
            raise forms.ValidationError(f"{SCANS}: a scan shows the signatures, other documents do not")
        return scan

    def clean(self):
        """The mentor signed first, after sending, and nobody in the future."""
        cleaned = super().clean()
        days = (cleaned.get("mentor_signed_on"), cleaned.get(SIGNED_DAY))
        if all(days):
            for name, sentence in wrong_days(self.shown, *days):
                self.add_error(name, sentence)
        return cleaned

    def given(self):
        """What actions.record_paper takes beside stage, scan and seal."""
        found = self.cleaned_data
        return {
            "signatory": self.people[found["signatory"]],
            "mentor_signed_on": found["mentor_signed_on"],
            "signed_on": found["signed_on"],
        }
