"""Modules, conversations, observations and placements."""

from django import forms

from cms.fields import PlainForm, ThreePartDateField
from modules.models import Phase
from people.models import Provider, School
from portfolio import rules
from portfolio.actions import NO_NAME
from portfolio.forms.fields import Once, past_date, written, yes_no


class ModuleForm(PlainForm):
    """A module worked through (R8)."""

    completed_on = past_date("When did you finish it?")
    reflection = written(
        "What did you learn, and what will you do differently?",
        "A few sentences, in your own words. Leave out names.",
        message="Write what you learned",
    )


class ConversationForm(Once):
    """A talk with the PCM (R11, R21)."""

    held_on = past_date("When did you talk?")
    with_name = forms.CharField(
        label="Who did you talk to?",
        help_text="The name of your professional co-ordinating mentor (PCM).",
        max_length=120,
        error_messages={"required": "Enter the name of the person you talked to"},
    )
    gist = written(
        "What did you talk about?",
        "What you want to work on, when you meet, how your PCM will support you.",
        rows=4,
        message="Write what you talked about",
    )
    agreed = yes_no(
        "Does your PCM agree that you work towards this level?",
        "Select whether your PCM agrees",
        [("yes", "Yes"), ("no", "Not yet")],
    )


class ObservationForm(Once):
    """A lesson observed together with the provider's tutor (R25)."""

    held_on = past_date("When did you observe the lesson together?")
    tutor_name = forms.CharField(
        label="Which tutor observed with you?",
        help_text="The name of the provider’s tutor.",
        max_length=120,
        error_messages={"required": "Enter the tutor’s name"},
    )
    note = written(
        "What did you see, and what did you agree?",
        "The focus of the lesson, what you both noticed, the targets. Leave out all names.",
        rows=5,
        message="Write what you saw and agreed",
    )


class PhaseField(forms.ModelChoiceField):
    """A list of phases in groups, one for each provider."""

    def offer(self, phases):
        """Offer these phases, in their order; their providers are at hand."""
        groups = {}
        for phase in phases:
            groups.setdefault(str(phase.provider), []).append((phase.pk, phase.title))
        self.queryset = phases
        self.choices = [("", self.empty_label), *groups.items()]


class PlacementForm(Once):
    """A student teacher's placement (R13)."""

    student = forms.CharField(
        label="Initials of the student teacher, or the provider’s code",
        help_text="For example, SK or K-204. Never the name.",
        max_length=12,
        error_messages={"required": "Enter initials or the provider’s code"},
    )
    school = forms.ModelChoiceField(label="School", queryset=School.objects.none(), empty_label=None)
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
        label="Last day", noun="Last day", help_text="The planned last day, if it still goes on"
    )
    completed = yes_no(
        "Did you see the student teacher through to the end?",
        "Select whether the placement is completed",
        [("yes", "Yes, it is completed"), ("no", "Not yet")],
    )

    def __init__(self, *args, schools, providers, phases, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider_phase"].offer(phases)
        self.fields["school"].queryset = schools
        self.fields["provider"].queryset = providers

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
