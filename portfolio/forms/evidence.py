"""Evidence: what it is, its files, the criteria it shows and how."""

from django import forms

from cms.fields import HintedCheckboxSelect, PlainForm
from forms.files import MOST_FILES
from forms.models import Attachment
from portfolio.forms.fields import Once, past_date, written
from portfolio.models import EvidenceItem


class SeveralFiles(forms.FileInput):
    """A picker that takes several files at once. What it holds is read by the view."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(forms.Field):
    """Uploads as they came; `forms.files.accept` decides about each."""

    widget = SeveralFiles


class EvidenceForm(Once):
    """A piece of evidence (R16-R19).

    `kept` are the files taken in already; the box "remove" takes one out.
    """

    title = forms.CharField(
        label="What is it?",
        help_text="A short name, for example “Feedback on a Year 8 lesson”.",
        max_length=120,
        error_messages={"required": "Enter a short name for it"},
    )
    activity_date = past_date("When did it happen?", "The day of the activity. For example, 16 11 2026")
    kind = forms.ChoiceField(
        label="What kind of evidence is it?",
        choices=[("", "Choose one"), *EvidenceItem.Kind.choices],
        error_messages={"required": "Choose what kind of evidence it is"},
    )
    description = written(
        "Describe it",
        "What you did and what came of it. Write “the student teacher” instead of a name.",
        rows=5,
        required=False,
    )
    files = FilesField(
        label="Files",
        required=False,
        help_text="PDF, picture (JPG or PNG), Word, Excel or PowerPoint, up to 10 MB each.",
    )
    link = forms.URLField(
        label="Web address",
        help_text="If it can be seen online.",
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": "Enter a web address, like https://www.school.example/page"},
    )
    location = forms.CharField(
        label="Where it can be found",
        help_text="If it is kept elsewhere, for example “Blue folder in the mathematics office”.",
        required=False,
        max_length=200,
    )
    criteria = forms.MultipleChoiceField(
        label="Which criteria does it show?",
        widget=HintedCheckboxSelect,
        error_messages={"required": "Choose at least one criterion"},
    )
    anonymous = forms.BooleanField(
        label="No pupil and no student teacher can be recognised in this, in the text or in the files.",
        error_messages={"required": "Confirm that no pupil and no student teacher can be recognised"},
    )

    def __init__(self, *args, record, kept=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        self.kept_files = list(kept)
        self.removed = set(self.data.getlist("remove")) if self.is_bound else set()
        field = self.fields["criteria"]
        field.choices = [(str(c.pk), f"{c.code} {c.text}") for c in record.criteria]
        missing = {criterion.pk for criterion in record.missing_criteria}
        field.widget.hints = {str(pk): "Key criterion without evidence so far" for pk in missing}

    def criteria_groups(self):
        """[(standard, its boxes)] for the page."""
        boxes = dict(zip((c.pk for c in self.record.criteria), self["criteria"], strict=True))
        groups = {}
        for criterion in self.record.criteria:
            groups.setdefault(criterion.standard, []).append(boxes[criterion.pk])
        return list(groups.items())

    def remaining_files(self):
        """The files taken in already, without those to remove."""
        return [file for file in self.kept_files if file.key not in self.removed]

    def clean_files(self):
        """Not more files than a piece of evidence may have."""
        files = self.cleaned_data["files"] or []
        if len(files) + len(self.remaining_files()) > MOST_FILES:
            raise forms.ValidationError(f"Add {MOST_FILES} files at most")
        return files

    def chosen_criteria(self):
        """The rows of the ticked criteria, in order."""
        chosen = set(self.cleaned_data["criteria"])
        return [criterion for criterion in self.record.criteria if str(criterion.pk) in chosen]


def unclaimed(person, keys):
    """The person's uploads with these keys that belong to nothing yet: what a form with mistakes may keep."""
    found = Attachment.objects.filter(owner=person, key__in=keys, submission=None, evidence=None)
    return list(found.order_by("pk"))


class NotesForm(PlainForm):
    """How a piece of evidence shows each of its criteria (R17)."""

    def __init__(self, *args, links, **kwargs):
        super().__init__(*args, **kwargs)
        for link in links:
            self.fields[f"note-{link.criterion_id}"] = written(
                f"{link.criterion.code} {link.criterion.text}",
                "How does it show this? What did you learn?",
                rows=3,
                required=False,
            )
            self.initial[f"note-{link.criterion_id}"] = link.note

    def notes(self):
        """{criterion id: text}"""
        return {int(name.removeprefix("note-")): text for name, text in self.cleaned_data.items()}


class EvidenceFilter(forms.Form):
    """What the list of evidence shows."""

    criterion = forms.ChoiceField(
        label="Criterion", required=False, widget=forms.Select(attrs={"class": "govuk-select"})
    )

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criterion"].choices = [
            ("", "All"),
            *((c.code, f"{c.code} {shortened(c.text)}") for c in criteria),
        ]


def shortened(text, length=60):
    """The beginning of a criterion's text, for a narrow list."""
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]} …"
