"""The kinds of question: for each, its Django fields, how its answer is kept as JSON, and how people read
it.

A kind is asked with the question's plain dict (forms.versions.define). Answers are kept as typed when they
are not valid yet, so that saving for later loses nothing.
"""

import datetime
import unicodedata

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from cms.dates import date_uk
from cms.fields import BOXES, MaxWords, RatingSelect, ThreePartDateField, ask, word_box
from forms.widgets import KeptFiles

NOT_ANSWERED = "Not answered"
# A validator and not max_length, which would count down from it under the box.
LONGEST = MaxLengthValidator(40_000, "Use %(limit_value)d characters or fewer. You have used %(show_value)d.")


def tidy(text):
    """Text as we keep it: composed Unicode, one kind of line end, without NUL (PostgreSQL refuses it)."""
    return unicodedata.normalize("NFC", str(text or "").replace("\x00", "").replace("\r\n", "\n"))


class Kind:
    """A question with one text. The other kinds differ in the methods they replace."""

    def fields(self, question):
        """{name in the form: Django field}"""
        return {question["id"]: self.field(question)}

    def field(self, question):
        return forms.CharField(max_length=200, **self.common(question, "Enter"))

    def common(self, question, verb):
        message = question.get("missing") or ask(verb, question["label"])
        return {
            "label": question["label"],
            "help_text": question.get("hint", ""),
            "required": question["required"],
            "error_messages": {"required": message},
        }

    def read(self, question, form):
        """The answer as JSON, from a bound form."""
        return tidy(form[question["id"]].data).strip()

    def typed(self, question, answer):
        """{name in the form: what its widget holds} for an answer read before."""
        return {question["id"]: answer}

    def initial(self, question, answer):
        """{name in the form: initial value} for an answer read before."""
        return self.typed(question, answer)

    def shown(self, question, answer, files):
        """[(label, value)] for people. `files` is {key: name}."""
        return [(question["label"], self.value(question, answer, files) or NOT_ANSWERED)]

    def value(self, question, answer, files):
        return answer if isinstance(answer, str) else ""

    def fits(self, question, answer):
        """Can an answer given to another version of this question be kept as it is?"""
        return True


class LongText(Kind):
    def field(self, question):
        words = question.get("words")
        return forms.CharField(
            widget=word_box(words) if words else forms.Textarea(attrs={"rows": 6}),
            validators=[MaxWords(words)] if words else [LONGEST],
            **self.common(question, "Enter"),
        )


class Email(Kind):
    def field(self, question):
        return forms.EmailField(max_length=254, **self.common(question, "Enter"))


class Date(Kind):
    """Kept as 2026-11-16, or as the three boxes while it is no date."""

    def field(self, question):
        return ThreePartDateField(
            noun="Date", past=bool(question.get("past")), **self.common(question, "Enter")
        )

    def read(self, question, form):
        boxes = [tidy(box).strip() for box in form[question["id"]].data or []]
        day = form.fields[question["id"]]
        try:
            return day.to_python(boxes).isoformat() if any(boxes) else ""
        except forms.ValidationError:
            return boxes

    def typed(self, question, answer):
        boxes = self.boxes(answer)
        return {f"{question['id']}_{part}": box for part, box in zip(BOXES, boxes, strict=False)}

    def initial(self, question, answer):
        return {question["id"]: self.boxes(answer)}

    def boxes(self, answer):
        day = self.day(answer)
        boxes = [day.day, day.month, day.year] if day else answer
        return [str(box) for box in boxes] if isinstance(boxes, list) else ["", "", ""]

    def value(self, question, answer, files):
        if isinstance(answer, list):
            return " ".join(str(box) for box in answer if box)
        return date_uk(self.day(answer))

    @staticmethod
    def day(answer):
        try:
            return datetime.date.fromisoformat(answer)
        except (TypeError, ValueError):
            return None


class Radios(Kind):
    """Kept as the chosen option's id, so that its words may change."""

    def field(self, question):
        return forms.ChoiceField(
            choices=self.choices(question), widget=forms.RadioSelect, **self.common(question, "Select")
        )

    def choices(self, question):
        return [(option["id"], option["label"]) for option in question["options"]]

    def value(self, question, answer, files):
        return dict(self.choices(question)).get(answer, "") if isinstance(answer, str) else ""

    def fits(self, question, answer):
        return answer in ("", *dict(self.choices(question)))


class YesNo(Radios):
    def choices(self, question):
        return [("yes", "Yes"), ("no", "No")]


class Checkboxes(Radios):
    def field(self, question):
        return forms.MultipleChoiceField(
            choices=self.choices(question),
            widget=forms.CheckboxSelectMultiple,
            **self.common(question, "Select"),
        )

    def read(self, question, form):
        return [tidy(choice) for choice in form[question["id"]].data or []]

    def value(self, question, answer, files):
        chosen = answer if isinstance(answer, list) else []
        return "\n".join(label for key, label in self.choices(question) if key in chosen)

    def fits(self, question, answer):
        return isinstance(answer, list) and set(answer) <= set(dict(self.choices(question)))


class RatingGrid(Kind):
    """Kept as {criterion's key: point on the scale, "note": text}."""

    def fields(self, question):
        rows = {
            self.name(question, row): forms.ChoiceField(
                choices=[(point["id"], point["label"]) for point in question["scale"]],
                widget=RatingSelect,
                label=self.label(row),
                required=question["required"],
                error_messages={"required": question.get("missing") or self.missing(row)},
            )
            for row in question["rows"]
        }
        if question.get("note"):
            rows[question["id"] + "-note"] = forms.CharField(
                validators=[LONGEST],
                label=question["note"],
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        for field in rows.values():
            field.group = question
        return rows

    def name(self, question, row):
        return f"{question['id']}-{row['key'].lower().replace('.', '-')}"

    def label(self, row):
        return f"{row['code']} {row['text']}"

    def missing(self, row):
        return f"Select how confident you feel about {row['code']}: {row['text']}"

    def read(self, question, form):
        found = {row["key"]: tidy(form[self.name(question, row)].data) for row in question["rows"]}
        if question.get("note"):
            found["note"] = tidy(form[question["id"] + "-note"].data).strip()
        return found

    def typed(self, question, answer):
        answer = answer if isinstance(answer, dict) else {}
        data = {self.name(question, row): answer.get(row["key"], "") for row in question["rows"]}
        return data | {question["id"] + "-note": answer.get("note", "")}

    def shown(self, question, answer, files):
        answer = answer if isinstance(answer, dict) else {}
        points = {point["id"]: point["label"] for point in question["scale"]}
        found = [
            (self.label(row), self.words(answer.get(row["key"]), points) or NOT_ANSWERED)
            for row in question["rows"]
        ]
        if question.get("note"):
            found.append((question["note"], answer.get("note") or NOT_ANSWERED))
        return found

    def words(self, point, points):
        label = points.get(point, "")
        return f"{point} {label}" if label and point.isdigit() else label

    def fits(self, question, answer):
        return isinstance(answer, dict) and set(answer) <= {"note", *(row["key"] for row in question["rows"])}


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


KINDS = {
    "short_text": Kind(),
    "long_text": LongText(),
    "email": Email(),
    "date": Date(),
    "radios": Radios(),
    "checkboxes": Checkboxes(),
    "yes_no": YesNo(),
    "rating_grid": RatingGrid(),
    "file": Files(),
    "declaration": Declaration(),
    "signature": Signature(),
}
