"""Questions that are answered in words or with a day."""

import datetime
import unicodedata

from django import forms
from django.core.validators import MaxLengthValidator

from cms.dates import date_uk
from cms.fields import BOXES, MaxWords, ThreePartDateField, ask, word_box

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
