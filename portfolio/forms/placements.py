"""A student teacher's placement, and what the provider decides about one."""

from django import forms

from cms.dates import date_uk
from cms.fields import PlainForm, ThreePartDateField
from modules.models import Phase
from people.models import Provider, School
from portfolio import placements, rules
from portfolio.actions import NO_NAME
from portfolio.forms.fields import Once, written, yes_no
from portfolio.models import Placement


class PhaseField(forms.ModelChoiceField):
    """A list of phases in groups, one for each provider."""

    def offer(self, phases):
        """Offer these phases, in their order; their providers are at hand."""
        groups = {}
        for phase in phases:
            groups.setdefault(str(phase.provider), []).append((phase.pk, phase.title))
        self.queryset = phases
        self.choices = [("", self.empty_label), *groups.items()]


class SchoolField(forms.ModelChoiceField):
    """A list of schools; one that has closed says so (E13)."""

    def label_from_instance(self, school):
        """The school's name, and when it closed."""
        return str(school) if school.is_open() else f"{school} (closed on {date_uk(school.closed_on)})"


class PlacementForm(Once):
    """A student teacher's placement (R13). `placement` is the one to change, whose decision may be lost."""

    student = forms.CharField(
        label="Initials of the student teacher, or the provider’s code",
        help_text="For example, SK or K-204. Never the name.",
        max_length=12,
        error_messages={"required": "Enter initials or the provider’s code"},
    )
    school = SchoolField(label="School", queryset=School.objects.none(), empty_label=None)
    provider = forms.ModelChoiceField(
        label="The student teacher’s provider", queryset=Provider.objects.none(), empty_label=None
    )
    provider_phase = PhaseField(
        label="Which phase of the year was it?",
        help_text="In the words of the student teacher’s provider. It tells which stage of the year counts.",
        queryset=Phase.objects.none(),
        required=False,
        empty_label="I do not know, or it is not here",
    )
    start = ThreePartDateField(label="First day", noun="First day", help_text="For example, 9 9 2026")
    end = ThreePartDateField(
        label="Last day",
        noun="Last day",
        help_text="The planned last day, if it still goes on. The last day together, if it ended early.",
    )
    completed = yes_no(
        "Did you see the student teacher through to the end?",
        "Select whether the placement is completed",
        [("yes", "Yes, it is completed"), ("no", "Not yet, or it ended early")],
    )
    shared = forms.BooleanField(
        label="I shared the mentoring with another mentor",
        help_text="The student teacher’s provider then decides whether it counts for you.",
        required=False,
    )
    interrupted = forms.BooleanField(
        label="The placement was interrupted, or the student teacher left early",
        help_text="The provider then decides whether it counts, in whole or for its stage of the year.",
        required=False,
    )
    note = written(
        "What should the provider know about that?",
        "If you ticked a box above: how you shared the work, or which part took place. "
        "Leave out names, and reasons of health.",
        rows=3,
        required=False,
    )
    again = forms.BooleanField(label="Save my changes, and let the provider decide again", required=False)

    def __init__(self, *args, schools, providers, phases, placement=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider_phase"].offer(phases)
        self.fields["school"].queryset = schools
        self.fields["provider"].queryset = providers
        if not (placement and placement.counts):
            del self.fields["again"]

    def clean_student(self):
        """Initials or a code: a student teacher is never named (E19)."""
        student = self.cleaned_data["student"].strip()
        if rules.looks_like_a_name(student):
            raise forms.ValidationError(NO_NAME)
        return student

    def clean(self):
        """The days in their order, a completed placement over, and the phase its provider's."""
        cleaned = super().clean()
        phase, provider = cleaned.get("provider_phase"), cleaned.get("provider")
        if phase and provider and phase.provider_id != provider.pk:
            self.add_error("provider_phase", rules.not_its_phase(provider))
        if cleaned.get("start") and cleaned.get("end"):
            completed = cleaned.get("completed") == "yes"
            for field, message in rules.wrong_period(cleaned["start"], cleaned["end"], completed).items():
                self.add_error(field, message)
        return cleaned


class DecisionForm(PlainForm):
    """Whether a placement counts (E5, E7)."""

    counts = forms.ChoiceField(
        label="Does it count?",
        choices=Placement.Counts.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what counts"},
    )
    because = written(
        "Why?",
        "The mentor reads this, and those who sign. You can leave it empty if the placement counts in full.",
        rows=4,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args, placement, **kwargs):
        initial = {"seen": placements.seen(placement)}
        if placement.counts:
            initial |= {"counts": placement.counts, "because": placement.counts_because}
        super().__init__(*args, initial=initial, **kwargs)
