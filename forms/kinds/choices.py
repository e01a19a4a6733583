"""Questions that are answered by choosing."""

from django import forms

from cms.fields import RatingSelect
from forms.kinds.texts import LONGEST, NOT_ANSWERED, Kind, tidy


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
        return f"Select how confident you feel about {row['code']}"

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
