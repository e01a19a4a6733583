"""Fields that several of a mentor's forms share, and the form that adds a row once."""

from django import forms

from cms.fields import MaxWords, PlainForm, ThreePartDateField, word_box
from portfolio import rules
from portfolio.slugs import new_slug

YES_NO = [("yes", "Yes"), ("no", "No")]


def written(label, hint="", rows=6, required=True, message=""):
    """A long answer with a word counter."""
    field = forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        widget=word_box(rules.WORDS, rows=rows),
        validators=[MaxWords(rules.WORDS)],
    )
    if message:
        field.error_messages["required"] = message
    return field


def past_date(label, hint="For example, 16\u00a011\u00a02026", noun="Date"):
    """A day on which something happened."""
    return ThreePartDateField(label=label, help_text=hint, noun=noun, past=True, earliest=rules.EARLIEST)


def yes_no(label, message, choices=YES_NO, hint=""):
    """Two radios, neither ticked."""
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": message},
    )


class Once(PlainForm):
    """A form that adds something: `once` names the new row, so that pressing twice adds it once (T11)."""

    once = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=8, initial=new_slug)
