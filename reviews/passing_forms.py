"""What somebody fills in to pass a stage on, name a panel or arrange who stands in for whom."""

from datetime import timedelta
from itertools import groupby

from django import forms

from cms.fields import HintedCheckboxSelect, HintedRadioSelect, PlainForm, ThreePartDateField
from people.models.periods import today
from reviews.handover import people
from reviews.typed import is_note

LONGEST = timedelta(days=366)  # a deputy for longer is a successor, or a slip of the keyboard


class Note(forms.CharField):
    """A few words for whoever takes over; the same rule as the actions'."""

    widget = forms.Textarea(attrs={"rows": 3})

    def validate(self, value):
        """Raise ValidationError with what to do when it is empty or too long."""
        if not (answer := is_note(value)):
            raise forms.ValidationError(answer.reason)


class ToStage(PlainForm):
    """A form about one stage. `stage` carries the one that was on the page."""

    stage = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, stage, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(post.person_id): post.person for post in posts}
        self.fields["stage"].initial = str(stage.position)
        self.position = str(stage.position)

    def is_stale(self):
        """Whether the page that was filled in showed another stage than now."""
        return self["stage"].data != self.position


class PassOnForm(ToStage):
    """To whom, and why. `posts` are permissions.receivers."""

    to = forms.ChoiceField(
        label="Who takes it over?",
        widget=HintedRadioSelect,
        error_messages={"required": "Select who takes it over"},
    )
    note = Note(label="Note", help_text="Why, and what they should know. They and the office read it.")

    def __init__(self, *args, posts, **kwargs):
        super().__init__(*args, posts=posts, **kwargs)
        self.fields["to"].choices, self.fields["to"].widget.hints = _people(posts)

    def given(self):
        """What actions.pass_on takes."""
        return {"to": self.people[self.cleaned_data["to"]], "note": self.cleaned_data["note"]}


class PanelForm(ToStage):
    """Who decides together, and why. `posts` are permissions.panel_candidates, `signed` ids of who signed."""

    people_named = forms.MultipleChoiceField(label="Who sits on the panel?", widget=HintedCheckboxSelect)
    note = Note(
        label="Note", help_text="Why a panel decides, and until when. The panel and the office read it."
    )

    def __init__(self, *args, stage, posts, signed, **kwargs):
        super().__init__(*args, stage=stage, posts=posts, **kwargs)
        self.signed = {str(pk) for pk in signed}
        self.wanted = stage.signatures_wanted - len(self.signed)
        field = self.fields["people_named"]
        field.choices, field.widget.hints = _people([p for p in posts if str(p.person_id) not in self.signed])
        field.help_text = f"Tick {people(self.wanted)}. They need not be of your own provider."
        field.error_messages["required"] = f"Tick {people(self.wanted)}"

    def clean_people_named(self):
        """As many as have to sign."""
        ticked = self.cleaned_data["people_named"]
        if len(ticked) != self.wanted:
            raise forms.ValidationError(f"Tick {people(self.wanted)}. You have ticked {len(ticked)}.")
        return ticked

    def given(self):
        """What actions.name_panel takes."""
        named = [*sorted(self.signed), *self.cleaned_data["people_named"]]
        return {"people": [self.people[pk] for pk in named], "note": self.cleaned_data["note"]}


class DeputyForm(PlainForm):
    """Who stands in, from which day to which. `posts` are permissions.deputies_for."""

    deputy = forms.ChoiceField(
        label="Who stands in?",
        widget=HintedRadioSelect,
        error_messages={"required": "Select who stands in"},
    )
    start = ThreePartDateField(label="First day", noun="First day", help_text="For example, 3 12 2026")
    end = ThreePartDateField(label="Last day", noun="Last day", help_text="It counts too.")

    def __init__(self, *args, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(post.person_id): post.person for post in posts}
        self.fields["deputy"].choices, self.fields["deputy"].widget.hints = _people(posts)
        self.fields["start"].earliest = today()

    def clean(self):
        """The last day is not before the first, and within a year of it."""
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", "Last day must be the first day or later")
        elif start and end and end - start > LONGEST:
            self.add_error("end", "Last day must be within a year of the first day")
        return cleaned

    def given(self):
        """What actions.stand_in takes."""
        found = self.cleaned_data
        return {"deputy": self.people[found["deputy"]], "start": found["start"], "end": found["end"]}


def _people(posts):
    """(choices, hints): each person once, with all the roles that these appointments give them."""
    choices, hints = [], {}
    for pk, held in groupby(posts, key=lambda post: post.person_id):
        held = list(held)
        choices.append((str(pk), held[0].person.name))
        hints[str(pk)] = "; ".join(dict.fromkeys(post.title for post in held))
    return choices, hints
