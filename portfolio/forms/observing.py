"""What a PCM notes after having observed a mentor: short enough for a phone on the way out of the lesson."""

from django import forms

from cms.dates import date_uk
from portfolio.forms.fields import Once, past_date, written
from portfolio.models import Placement


class PlacementChoice(forms.ModelChoiceField):
    """Placements by the student teacher's initials and the days."""

    def label_from_instance(self, placement):
        return f"{placement.student}, {date_uk(placement.start)} to {date_uk(placement.end)}"


class PcmObservationForm(Once):
    """An observation of the mentor by the PCM (R24). It counts when both boxes are ticked."""

    held_on = past_date("When did you observe?")
    feedback_seen = forms.BooleanField(
        label="I saw the mentor observe a lesson and give feedback", required=False
    )
    targets_seen = forms.BooleanField(label="I saw the mentor set targets", required=False)
    placement = PlacementChoice(
        label="With which student teacher?",
        queryset=Placement.objects.none(),
        required=False,
        empty_label="Not in this list",
    )
    note = written(
        "What stood out?",
        "One or two sentences, without names. You may leave it empty.",
        rows=3,
        required=False,
    )

    def __init__(self, *args, placements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["placement"].queryset = placements
        if not placements:
            del self.fields["placement"]

    def clean(self):
        """Something was seen."""
        cleaned = super().clean()
        if not (cleaned.get("feedback_seen") or cleaned.get("targets_seen")):
            self.add_error("feedback_seen", "Tick what you saw the mentor do")
        return cleaned
