"""Files, declarations and signatures: what a person puts forward or stands by."""

from django import forms
from django.utils import timezone

from cms.dates import date_uk
from forms.kinds.texts import NOT_ANSWERED, Date, Kind
from forms.widgets import KeptFiles


class Files(Kind):
    """Kept as a list of attachments' keys. The wizard takes uploads in; the form counts what is there."""

    def field(self, question):
        return KeptFilesField(
            several=bool(question.get("several")), **self.common(question, "Choose a file for")
        )

    def read(self, question, form):
        return [str(key) for key in form[question["id"]].data or []]

    def value(self, question, answer, files):
        return "\n".join(files.get(key, "File no longer here") for key in answer or [])

    def fits(self, question, answer):
        return isinstance(answer, list) and (bool(question.get("several")) or len(answer) <= 1)


class KeptFilesField(forms.Field):
    def __init__(self, *, several, **kwargs):
        super().__init__(widget=KeptFiles(several=several), **kwargs)
        self.several = several


class Declaration(Kind):
    def field(self, question):
        message = question.get("missing") or f"Tick the box to confirm: {question['label']}"
        return forms.BooleanField(
            label=question["statement"],
            help_text=question.get("hint", ""),
            required=question["required"],
            error_messages={"required": message},
        )

    def read(self, question, form):
        return bool(form[question["id"]].data)

    def typed(self, question, answer):
        return {question["id"]: "on"} if answer is True else {}

    def initial(self, question, answer):
        return {question["id"]: answer is True}

    def shown(self, question, answer, files):
        return [(question["label"], "Confirmed" if answer is True else NOT_ANSWERED)]

    def fits(self, question, answer):
        return False  # what was confirmed were other words


class Signature(Kind):
    """Kept as {name, date}: the name as typed, the day set by us."""

    def field(self, question):
        common = self.common(question, "Enter")
        common["help_text"] = " ".join(filter(None, [question["statement"], question.get("hint")]))
        common["error_messages"] = {"required": question.get("missing") or "Type your full name to sign"}
        return forms.CharField(max_length=120, **common)

    def read(self, question, form):
        name = super().read(question, form)
        return {"name": name, "date": timezone.localdate().isoformat()} if name else {}

    def typed(self, question, answer):
        return {question["id"]: answer.get("name", "") if isinstance(answer, dict) else ""}

    def value(self, question, answer, files):
        if not isinstance(answer, dict) or not answer.get("name"):
            return ""
        return f"{answer['name']}, {date_uk(Date.day(answer.get('date')))}"

    def fits(self, question, answer):
        return False  # what was signed were other words
