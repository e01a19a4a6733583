"""What a provider lead calls a phase of the year, and what it counts as."""

from django import forms

from cms.fields import PlainForm
from modules.models import Phase, YearStage
from people.models import Provider


class PhaseForm(PlainForm):
    """A phase of one of the lead's own providers (R14); with one provider there is nothing to choose."""

    provider = forms.ModelChoiceField(
        label="Whose phase is it?",
        queryset=Provider.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select a provider"},
    )
    title = forms.CharField(
        label="What do you call it?",
        help_text="Mentors choose a placement’s phase by this name. For example, Phase A or SE1.",
        max_length=Phase._meta.get_field("title").max_length,
        error_messages={"required": "Enter a name for the phase"},
    )
    stage = forms.ModelChoiceField(
        label="Which stage of the year does it count as?",
        help_text="A full year’s cycle covers every stage, with whichever providers.",
        queryset=YearStage.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select a stage of the year"},
    )
    order = forms.IntegerField(
        label="Its place in your year",
        help_text="1 for the first. Mentors see your phases in this order.",
        min_value=1,
        max_value=99,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
        error_messages={"required": "Enter its place in your year"},
    )

    def __init__(self, *args, providers, phase=None, following=1, **kwargs):
        start = {"order": following}
        if phase:
            start = {name: getattr(phase, name) for name in ("title", "stage", "order")}
        super().__init__(*args, initial=start, **kwargs)
        self.fields["provider"].queryset = providers
        if phase:
            del self.fields["provider"]
        elif len(providers) == 1:
            self.fields["provider"].widget = forms.HiddenInput()
            self.fields["provider"].initial = providers[0]
