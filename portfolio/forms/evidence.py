"""Evidence: what it is, its files, the criteria it shows and how."""

from django import forms

from cms.fields import HintedCheckboxSelect, PlainForm
from forms.files import MOST_FILES
from forms.models import Attachment
from people.models.periods import today
from portfolio.forms.fields import Once, past_date, written
from portfolio.models import EvidenceItem
from portfolio.permissions import helping
from portfolio.versions import placement_words


class SeveralFiles(forms.FileInput):
    """A picker that takes several files at once. What it holds is read by the view."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(forms.Field):
    """Uploads as they came; `forms.files.accept` decides about each."""

    widget = SeveralFiles


class QuickForm(Once):
    """The least that a piece of evidence needs: added on a phone in a minute, without criteria.

    `kept` are the files taken in already; the box "remove" takes one out.
    """

    title = forms.CharField(
        label="What is it?",
        help_text="A short name, for example “Feedback on a Year 8 lesson”.",
        max_length=120,
        error_messages={"required": "Enter a short name for it"},
    )
    activity_date = past_date(
        "When did it happen?", "The day of the activity. For example, 16\u00a011\u00a02026"
    )
    kind = forms.ChoiceField(
        label="What kind of evidence is it?",
        choices=[("", "Choose one"), *EvidenceItem.Kind.choices],
        error_messages={"required": "Choose what kind of evidence it is"},
    )
    files = FilesField(
        label="Photo or file",
        required=False,
        help_text="Photograph a page of notes, or add a PDF, picture or Office file, up to 10 MB each.",
    )
    description = written(
        "Or a few words",
        "Write “the student teacher” instead of a name.",
        rows=4,
        required=False,
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
        self.fields["activity_date"].initial = self.fields["activity_date"].initial or self.first_day()

    def first_day(self):
        """What the date begins with: in a hurry, today."""
        return today()

    def remaining_files(self):
        """The files taken in already, without those to remove."""
        return [file for file in self.kept_files if file.key not in self.removed]

    def clean_files(self):
        """Not more files than a piece of evidence may have."""
        files = self.cleaned_data["files"] or []
        if len(files) + len(self.remaining_files()) > MOST_FILES:
            raise forms.ValidationError(f"Add {MOST_FILES} files at most")
        return files

    def facts(self):
        """What was typed, as `save_evidence` takes it, without the files."""
        names = ("title", "kind", "activity_date", "description", "anonymous")
        return {name: self.cleaned_data[name] for name in names} | {"criteria": [], "quick": True}


class EvidenceForm(QuickForm):
    """A piece of evidence with everything that can be said about it (R16-R19).

    `evidence` is the piece that is changed, None for a new one.
    """

    files = FilesField(
        label="Files",
        required=False,
        help_text="PDF, picture (JPG or PNG), Word, Excel or PowerPoint, up to 10 MB each.",
    )
    description = written(
        "Describe it",
        "What you did and what came of it. Write “the student teacher” instead of a name.",
        rows=5,
        required=False,
    )
    reflection = written(
        "What do you make of it?",
        "What you learned, and what you do differently since.",
        rows=4,
        required=False,
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
    placement = forms.ChoiceField(
        label="Placement", help_text="The placement that it comes from, if you like.", required=False
    )
    module = forms.ChoiceField(
        label="Module", help_text="The module for which you did it, if it was one.", required=False
    )
    other = forms.ChoiceField(
        label="With whom did you talk?",
        help_text="We ask the person to confirm that you talked. Until then the conversation does not count.",
        required=False,
    )
    other_name = forms.CharField(
        label="Or somebody else",
        help_text="Name and role, for example “Ada Grant, head of maths”. Nobody is asked to confirm it.",
        required=False,
        max_length=120,
    )
    criteria = forms.MultipleChoiceField(
        label="Which criteria does it show?",
        widget=HintedCheckboxSelect,
        error_messages={"required": "Choose at least one criterion"},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = ("title", "activity_date", "kind", "other", "other_name", "description", "reflection")
    field_order += ("files", "link", "location", "placement", "module", "criteria", "anonymous")

    def __init__(self, *args, record, evidence=None, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        field = self.fields["criteria"]
        field.choices = [(str(c.pk), f"{c.code} {c.text}") for c in record.criteria]
        missing = {criterion.pk for criterion in record.missing_criteria}
        field.widget.hints = {str(pk): "Key criterion, no evidence yet" for pk in missing}
        self.placements = {each.slug: each for each in record.placements}
        self.fields["placement"].choices = [
            ("", "None"),
            *((slug, placement_words(each)) for slug, each in self.placements.items()),
        ]
        self.fields["module"].choices = [("", "None"), *((each.code, each.title) for each in record.modules)]
        self.people = people_to_ask(record.enrolment, evidence)
        self.fields["other"].choices = [
            ("", "Nobody in this list"),
            *((key, words) for key, (_, words) in self.people.items()),
        ]

    def first_day(self):
        """A piece written up at a desk is rarely of today."""

    def criteria_groups(self):
        """[(standard, its boxes)] for the page."""
        boxes = dict(zip((c.pk for c in self.record.criteria), self["criteria"], strict=True))
        groups = {}
        for criterion in self.record.criteria:
            groups.setdefault(criterion.standard, []).append(boxes[criterion.pk])
        return list(groups.items())

    def facts(self):
        typed = self.cleaned_data
        names = ("title", "kind", "activity_date", "description", "reflection", "link", "location")
        chosen = set(typed["criteria"])
        return {name: typed[name] for name in (*names, "anonymous", "other_name")} | {
            "criteria": [each for each in self.record.criteria if str(each.pk) in chosen],
            "placement": self.placements.get(typed["placement"]),
            "module": self.record.level.modules.filter(code=typed["module"]).first(),
            "other": self.people.get(typed["other"], (None, ""))[0],
        }


def people_to_ask(enrolment, evidence):
    """{id as text: (person, name and role)}: who helps today, and whom the piece names already."""
    people = {
        str(row.person_id): (row.person, f"{row.person.name}, {row.title}") for row in helping(enrolment)
    }
    if evidence is not None and evidence.other_id:
        people.setdefault(str(evidence.other_id), (evidence.other, evidence.other.name))
    return people


def initial_of(evidence):
    """What the form for a piece begins with, but for `seen`."""
    names = ("title", "activity_date", "kind", "description", "reflection", "link", "location")
    return {name: getattr(evidence, name) for name in (*names, "anonymous", "other_name")} | {
        "placement": evidence.placement.slug if evidence.placement else "",
        "module": evidence.module.code if evidence.module else "",
        "other": str(evidence.other_id or ""),
        "criteria": [str(pk) for pk in evidence.links.values_list("criterion_id", flat=True)],
    }


def unclaimed(person, keys):
    """The person's uploads with these keys that belong to nothing yet: what a form with mistakes may keep."""
    found = Attachment.objects.filter(owner=person, key__in=keys, submission=None, evidence=None)
    return list(found.order_by("pk"))


class NotesForm(PlainForm):
    """How a piece of evidence shows each of its criteria (R17)."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

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
        return {
            int(name.removeprefix("note-")): text
            for name, text in self.cleaned_data.items()
            if name.startswith("note-")
        }
