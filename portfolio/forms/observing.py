"""What a PCM or link tutor notes: short enough for a phone on the way out of the lesson."""

from django import forms

from cms.dates import date_uk
from people.models.periods import today
from people.roles import Role
from portfolio.forms.fields import Once, past_date, written, yes_no
from portfolio.models import Placement


class PlacementChoice(forms.ModelChoiceField):
    """Placements by the student teacher's initials and the days."""

    def label_from_instance(self, placement):
        return f"{placement.student}, {date_uk(placement.start)} to {date_uk(placement.end)}"


class OnTheDay(Once):
    """Something that most often happened today, perhaps during one of these placements."""

    def __init__(self, *args, placements=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_on", today())
        if "placement" in self.fields:
            self.fields["placement"].queryset = placements
            if not placements:
                del self.fields["placement"]


def which_placement():
    return PlacementChoice(
        label="With which student teacher?",
        queryset=Placement.objects.none(),
        required=False,
        empty_label="Not in this list",
    )


def from_afar():
    return forms.BooleanField(label="I watched from a recording or over video", required=False)


class PcmObservationForm(OnTheDay):
    """An observation of the mentor by the PCM (R24). It counts when both of the first boxes are ticked."""

    held_on = past_date("When did you observe?")
    feedback_seen = forms.BooleanField(
        label="I saw the mentor observe a lesson and give feedback", required=False
    )
    targets_seen = forms.BooleanField(label="I saw the mentor set targets", required=False)
    remote = from_afar()
    placement = which_placement()
    note = written(
        "What stood out?",
        "One or two sentences, without names. You may leave it empty.",
        rows=3,
        required=False,
    )

    def clean(self):
        """Something was seen."""
        cleaned = super().clean()
        if not (cleaned.get("feedback_seen") or cleaned.get("targets_seen")):
            self.add_error("feedback_seen", "Tick what you saw the mentor do")
        return cleaned


class JointObservationForm(OnTheDay):
    """A lesson that the link tutor observed together with the mentor (R25, E21)."""

    held_on = past_date("When did you observe the lesson together?")
    placement = which_placement()
    note = written(
        "What did you see, and what did you agree?",
        "One or two sentences, without names.",
        rows=3,
        message="Write what you saw and agreed",
    )
    remote = from_afar()


class TalkForm(OnTheDay):
    """A talk with the mentor, noted by the PCM or the link tutor; only a PCM is asked to agree (R21, R22)."""

    held_on = past_date("When did you talk?")
    gist = written(
        "What did you talk about?",
        "One or two sentences, without names.",
        rows=3,
        message="Write what you talked about",
    )
    agreed = yes_no(
        "Do you agree that the mentor works towards this level?",
        "Select whether you agree",
        [("yes", "Yes"), ("no", "Not yet")],
    )

    def __init__(self, *args, role, **kwargs):
        super().__init__(*args, **kwargs)
        if role != Role.PCM:
            del self.fields["agreed"]
