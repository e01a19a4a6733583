"""What is typed after a certificate exists: a correction, a revocation, an appeal, a pair of accounts."""

from django import forms

from cms.dates import date_uk
from cms.fields import HintedRadioSelect, PlainForm, ThreePartDateField
from people.identifiers import clean_name
from people.models import PossibleDuplicate
from register.corrections import Why, Words
from register.models import Revocation
from reviews.typed import is_reason


def written(label, hint, missing, *, required=True):
    """A few sentences that somebody has to be able to act on."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": missing},
    )


def reason_in(text):
    """The text, if it is a reason that somebody can act on. Raises ValidationError."""
    if not is_reason(text):
        raise forms.ValidationError("Say in a sentence or two what has happened")
    return text


class ReplaceForm(PlainForm):
    """What a corrected certificate will say (E14). `seen` is the edition that the office looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.ChoiceField(
        label="Why is it replaced?",
        help_text="Kept for the office. Nobody else is told.",
        choices=Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it is replaced"},
    )
    name = forms.CharField(label="Name on the certificate", max_length=120)
    school = forms.CharField(label="School on the certificate", max_length=200)
    award_date = ThreePartDateField(
        label="Date of award", help_text="For example, 16 11 2026", noun="Date of award", past=True
    )
    rename = forms.BooleanField(
        label="The account gets this name too",
        help_text="Tick this when the person has this name now. The one before is kept for your search only.",
        required=False,
    )

    def __init__(self, *args, certificate, **kwargs):
        facts = certificate.printed
        initial = {
            "seen": certificate.revision,
            "name": facts.name,
            "school": facts.school,
            "award_date": facts.award_date,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def clean_name(self):
        return clean_name(self.cleaned_data["name"])

    def clean_school(self):
        return clean_name(self.cleaned_data["school"])

    @property
    def words(self):
        """The Words that were typed, once the form is valid."""
        return Words(*(self.cleaned_data[name] for name in ("name", "school", "award_date")))

    @property
    def kept(self):
        """(name, value) of everything typed, for the page that asks to confirm it."""
        return [(key, self.data[key]) for key in self.data if key not in CONFIRMING]


CONFIRMING = {"csrfmiddlewaretoken", "confirm", "checked"}


class ConfirmForm(PlainForm):
    """The office's word that what will print is right."""

    checked = forms.BooleanField(
        label="This is what should print",
        error_messages={"required": "Tick the box when you have read what will print"},
    )


class AskForm(PlainForm):
    """Why a certificate should be revoked."""

    reason = forms.ChoiceField(
        label="Reason",
        help_text="The mentor reads this line after signing in. The public sees no reason.",
        choices=Revocation.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select a reason"},
    )
    note = written(
        "What has happened?",
        "For the colleague who decides, and for your records: what came to light, when, and who was asked.",
        "Write what has happened",
    )

    def clean_note(self):
        return reason_in(self.cleaned_data["note"])


class DecideForm(PlainForm):
    """The second person's answer."""

    YES, NO = "revoke", "decline"
    answer = forms.ChoiceField(
        label="What is your decision?",
        choices=[(YES, "Revoke the certificate"), (NO, "Do not revoke it")],
        widget=HintedRadioSelect(
            hints={
                YES: "At once its check page says “not valid”. The mentor gets a message about appealing.",
                NO: "Nothing changes, and the mentor is not told.",
            }
        ),
        error_messages={"required": "Select your decision"},
    )
    note = written("Note", "For your records. Say why, if you decline.", "", required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == self.NO and not is_reason(cleaned.get("note")):
            self.add_error("note", "Say why you decline, so that your colleague knows")
        return cleaned


class AppealForm(PlainForm):
    """What came of the mentor's appeal."""

    appeal = forms.ChoiceField(
        label="What came of the appeal?",
        choices=Revocation.Appeal.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what came of the appeal"},
    )
    note = written(
        "Who heard it, and why was it decided so?", "For your records.", "Write who heard it and why"
    )

    def clean_note(self):
        return reason_in(self.cleaned_data["note"])


class PairForm(PlainForm):
    """A word about two accounts: perhaps one person's, or two people's."""

    word = forms.ChoiceField(
        label="What do you know about them?",
        choices=[
            (PossibleDuplicate.Word.SAME, "I think that they are the same person"),
            (PossibleDuplicate.Word.TWO, "They are two people"),
        ],
        widget=HintedRadioSelect(
            hints={
                PossibleDuplicate.Word.SAME: "Administrators look at it and can join the accounts.",
                PossibleDuplicate.Word.TWO: "The pair is not listed any more.",
            }
        ),
        error_messages={"required": "Select what you know"},
    )
    note = forms.CharField(
        label="Note",
        help_text="How do you know?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WhyForm(PlainForm):
    """Why two accounts are joined, or parted again."""

    why = forms.CharField(
        label="Why?",
        help_text="Who was asked, and how you know. It stays on record.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how you know"},
    )

    def clean_why(self):
        return reason_in(self.cleaned_data["why"])


class JoinForm(WhyForm):
    """Two accounts of one person: which one stays."""

    kept = forms.ChoiceField(
        label="Which account stays?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the account that stays"},
    )

    field_order = ["kept", "why"]

    def __init__(self, *args, pair, **kwargs):
        super().__init__(*args, **kwargs)
        self.pair = pair
        self.fields["kept"].choices = [
            (person.pk, f"The {which}: {person.name}, added {date_uk(person.date_joined)}")
            for which, person in zip(("first", "second"), pair, strict=True)
        ]

    @property
    def chosen(self):
        """(the account that stays, the one that closes), once the form is valid."""
        first, second = self.pair
        return (first, second) if self.cleaned_data["kept"] == str(first.pk) else (second, first)
