"""Form fields, widgets and the base class that every form of ours shares.

Forms built on `PlainForm` are drawn with the templates in `templates/fields/`. The admin's forms keep
Django's own: its scripts expect that markup.
"""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.template.loader import select_template
from django.utils.deconstruct import deconstructible

from cms.dates import DatePartError, out_of_bounds, parse_date_parts

INPUTS = {"text", "email", "url", "number", "tel", "search"}
WIDGETS = "django/forms/widgets/"


class PlainRenderer(TemplatesSetting):
    """Draws a form from `fields/`, falling back to Django's template where we have none of our own."""

    form_template_name = "fields/form.html"
    field_template_name = "fields/field.html"

    def get_template(self, template_name):
        """Return our version of one of Django's form templates."""
        return select_template([ours(template_name), template_name])


def ours(template_name):
    """Return the name under `fields/` that stands in for one of Django's form templates."""
    if template_name.startswith("django/forms/errors/list/"):
        return "fields/errors.html"
    if not template_name.startswith(WIDGETS):
        return template_name
    kind = template_name.removeprefix(WIDGETS)
    if kind.removesuffix(".html") in INPUTS:
        kind = "input.html"
    return f"fields/widgets/{kind}"


class PlainFields:
    """Mixin for a Form or ModelForm: our look, our words for errors, text in composed form (NFC)."""

    default_renderer = PlainRenderer
    use_required_attribute = False
    plain_labels = {}  # our words for fields that a library named

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.plain_labels.get(name, field.label)
            say_plainly(field, field.label or name.replace("_", " ").capitalize())

    def clean(self):
        """Compose every text, so that the same name typed on two keyboards is the same name."""
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = unicodedata.normalize("NFC", value)
        return cleaned


class PlainForm(PlainFields, forms.Form):
    """The base of our forms."""


class PlainModelForm(PlainFields, forms.ModelForm):
    """The base of our forms for one row."""


def draw_plainly(form):
    """Give a form that is not ours (a library's) our look and words; return it."""
    form.renderer = PlainRenderer()
    form.use_required_attribute = False
    form.label_suffix = ""
    return form


def say_plainly(field, label):
    """Replace the field's stock messages by ones that say what to do; messages set by its author stay."""
    stock = {}
    for kind in reversed(type(field).__mro__):
        stock |= getattr(kind, "default_error_messages", {})
    for code, message in plain_messages(field, label).items():
        if field.error_messages.get(code) == stock.get(code):
            field.error_messages[code] = message


def plain_messages(field, label):
    """Return our message for each error code of this kind of field."""
    if isinstance(field, forms.BooleanField):
        return {"required": "Tick the box to confirm"}
    if isinstance(field, forms.FileField):
        return {"required": f"Choose a file for ‘{label}’", "empty": "This file is empty. Choose another"}
    if isinstance(field, forms.ChoiceField):
        return {"required": ask("Select", label), "invalid_choice": "Select one of the answers shown"}
    messages = {"required": ask("Enter", label)}
    if isinstance(field, forms.CharField):
        messages["max_length"] = "Use %(limit_value)d characters or fewer. You have used %(show_value)d."
    if isinstance(field, forms.EmailField):
        messages["invalid"] = "Enter an email address, like name@school.org.uk"
    if isinstance(field, (forms.IntegerField, forms.FloatField)):
        messages["invalid"] = "Enter a number, like 12"
    return messages


def ask(verb, label):
    """Return "Enter full name", or "Answer ‘What changed?’" where the label is a question."""
    label = str(label)
    if label.endswith("?"):
        return f"Answer ‘{label}’"
    if len(label) > 1 and not label[1].isupper():
        label = label[0].lower() + label[1:]
    return f"{verb} {label}"


class ThreePartDateWidget(forms.MultiWidget):
    """Day, month and year boxes."""

    template_name = "fields/widgets/date_parts.html"
    use_fieldset = True
    labels = ("Day", "Month", "Year")

    def __init__(self, attrs=None):
        # The month takes letters, so it gets the full keyboard.
        day = forms.TextInput(attrs={"inputmode": "numeric"})
        year = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__({"day": day, "month": forms.TextInput(), "year": year}, attrs)

    def decompress(self, value):
        """Split a date into the three boxes."""
        return [value.day, value.month, value.year] if value else ["", "", ""]

    def get_context(self, name, value, attrs):
        """Add each box's label and width."""
        context = super().get_context(name, value, attrs)
        for box, label, width in zip(context["widget"]["subwidgets"], self.labels, (2, 4, 4), strict=True):
            box["label"], box["width"] = label, width
        return context


class ThreePartDateField(forms.Field):
    """A date in three boxes; gives a `datetime.date`, or None when it is optional and empty.

    `noun` begins the messages ("Date", "Observation date"). `past` allows today and earlier, `future` only
    days after today; `earliest` and `latest` are dates.
    """

    widget = ThreePartDateWidget

    def __init__(self, *, noun="Date", past=False, future=False, earliest=None, latest=None, **kwargs):
        kwargs.setdefault("error_messages", {}).setdefault(
            "required", f"Enter the {noun[0].lower()}{noun[1:]}"
        )
        super().__init__(**kwargs)
        self.noun, self.past, self.future = noun, past, future
        self.earliest, self.latest = earliest, latest

    def to_python(self, value):
        """Return the date in the boxes. ValidationError's code names the box to go to: day, month or year."""
        if value in self.empty_values or not hasattr(value, "__iter__"):
            return value or None
        try:
            return parse_date_parts(value, self.noun)
        except DatePartError as error:
            raise ValidationError(str(error), code=error.part) from None

    def validate(self, value):
        """Check presence and the limits given."""
        super().validate(value)
        message = value and out_of_bounds(
            value, self.noun, past=self.past, future=self.future, earliest=self.earliest, latest=self.latest
        )
        if message:
            raise ValidationError(message, code="bounds")

    def has_changed(self, initial, data):
        """Compare as dates: "03" and "3" are the same day."""
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class RatingSelect(forms.RadioSelect):
    """Radios drawn as a row of numbered boxes, the number above its word."""

    template_name = "fields/widgets/rating.html"


class Hints:
    """Mixin for radios and checkboxes: `hints` maps a choice's value to a line under its label."""

    def __init__(self, *args, hints=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.hints = hints or {}

    def create_option(self, name, value, *args, **kwargs):
        """Add the hint to the option."""
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option


class HintedRadioSelect(Hints, forms.RadioSelect):
    """Radios with a hint under some of them."""


class HintedCheckboxSelect(Hints, forms.CheckboxSelectMultiple):
    """Checkboxes with a hint under some of them."""


class KeptFileInput(forms.ClearableFileInput):
    """A file picker that lists the file already kept, by name, with a box to remove it.

    Our files have no address of their own, so unlike Django's it does not ask the file for one.
    """

    def is_initial(self, value):
        """Tell whether a file is already kept."""
        return bool(value and getattr(value, "name", ""))


@deconstructible
class MaxWords:
    """Validator: at most `limit` words, counted at the spaces between them.

    The counter under the box may count a hyphenated word as two, so it never promises more than this allows.
    """

    def __init__(self, limit):
        self.limit = limit

    def __call__(self, value):
        used = len(re.findall(r"\S+", value))
        if used > self.limit:
            raise ValidationError(f"Use {self.limit} words or fewer. You have used {used}.", code="max_words")

    def __eq__(self, other):
        return isinstance(other, MaxWords) and other.limit == self.limit


def word_box(limit, rows=6):
    """Return a textarea with a word counter, to go with `MaxWords(limit)`."""
    return forms.Textarea(attrs={"rows": rows, "data-maxwords": limit})


# A date's error leads to the box it is about, the others to a field's first control.
BOXES = {"day": 0, "month": 1, "year": 2}


def control_id(field, code=None):
    """Return the id of the control that an error summary should lead to (radios and dates: the first)."""
    if isinstance(field.field.widget, ThreePartDateWidget):
        return f"{field.auto_id}_{BOXES.get(code, 0)}"
    if field.use_fieldset:
        return field.subwidgets[0].id_for_label if len(field.subwidgets) else field.auto_id
    return field.id_for_label or field.auto_id


def problems(*sources):
    """Return `[{"href", "message"}]` for every error of forms and formsets, in the order of the page.

    Errors of a form as a whole lead to its first visible control. WCAG 3.3.1.
    """
    found = []
    for source in sources:
        if source is None:
            continue
        if isinstance(source, (list, tuple)):
            found += problems(*source)
        elif hasattr(source, "non_form_errors"):
            found += [{"href": "#main", "message": message} for message in source.non_form_errors()]
            found += problems(*source.forms)
        elif hasattr(source, "errors"):
            found += form_problems(source)
    return found


def form_problems(form):
    """Return the problems of one form."""
    if not form.is_bound:
        return []
    shown = form.visible_fields()
    first = f"#{control_id(shown[0])}" if shown else "#main"
    found = [{"href": first, "message": message} for message in form.non_field_errors()]
    for field in [*form.hidden_fields(), *shown]:
        for error in field.errors.as_data():
            href = first if field.is_hidden else f"#{control_id(field, error.code)}"
            found += [{"href": href, "message": message} for message in error.messages]
    return found
