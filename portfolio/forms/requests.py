"""What a mentor asks in a sentence or with two dates, and what a provider lead decides."""

from django import forms

from cms.fields import PlainForm, ThreePartDateField, say_plainly
from people.models import Provider
from portfolio.actions.deciding import MOST_MONTHS
from portfolio.forms.fields import past_date, written, yes_no
from portfolio.models import Exemption, Request


class PauseForm(PlainForm):
    """From when until when the clock stops (E12). Nobody is asked why."""

    start = ThreePartDateField(
        label="First day of the pause", noun="First day", help_text="For example, 2 3 2027"
    )
    end = ThreePartDateField(
        label="Last day of the pause",
        noun="Last day",
        required=False,
        help_text="Leave it empty if you do not know yet. You tell us when you go on.",
    )


class ResumeForm(PlainForm):
    """The day from which the mentor goes on (E12)."""

    on = past_date("From which day do you go on?", noun="Day")


class TransferForm(PlainForm):
    """The provider that is to take the mentor over (E6)."""

    provider = forms.ModelChoiceField(
        label="Which provider do you want to move to?",
        help_text="Its lead decides. From then on its partnership office looks after your certificate.",
        queryset=Provider.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select a provider"},
    )
    words = written(
        "Why do you want to move?",
        "A sentence or two, for example that you now mentor their student teachers. Leave out names.",
        rows=3,
        message="Write why you want to move",
    )

    def __init__(self, *args, providers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = providers


# --- the decision ------------------------------------------------------------------------------------------

REASON_OF_A_REFUSAL = "The mentor reads it. Never write about health or family."


class PauseDecision(PlainForm):
    """Yes, or no with a reason."""

    granted = yes_no(
        "Do you approve this pause?",
        "Select whether you approve the pause",
        hint="No reason is needed for a pause, and none is kept: it is an approved pause, and that is all.",
    )
    reason = written("If no: why not?", REASON_OF_A_REFUSAL, rows=3, required=False)

    def decision(self):
        """What actions.decide_request takes."""
        return {"granted": self.cleaned_data["granted"] == "yes", "reason": self.cleaned_data["reason"]}


class TransferDecision(PauseDecision):
    granted = yes_no(
        "Do you take this mentor over?",
        "Select whether you take the mentor over",
        hint="What they completed with their former provider counts on, and nothing is signed again.",
    )


class ExtensionDecision(PauseDecision):
    """So many months more, or none; with the reason either way (E11)."""

    field_order = ["granted", "months", "reason"]
    granted = yes_no("Do you give more time?", "Select whether you give more time")
    months = forms.IntegerField(
        label="If yes: how many months more?",
        help_text=f"From 1 to {MOST_MONTHS}.",
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={
            "min_value": "Enter 1 month or more",
            "max_value": f"Enter {MOST_MONTHS} months or fewer",
        },
    )
    reason = written(
        "Why?",
        "In general words. The mentor and those who sign read it. Never write about health or family.",
        rows=3,
        message="Write why",
    )

    def decision(self):
        return super().decision() | {"months": self.cleaned_data["months"]}


COUNTS_OR_NOT = [("yes", "Experience counts in its place"), ("no", "It does not")]


class ExperienceDecision(PlainForm):
    """For each requirement: does the experience count in its place, and why? (R7, R20)"""

    def __init__(self, *args, requirements, **kwargs):
        super().__init__(*args, **kwargs)
        self.requirements = [Exemption.Waives(each) for each in requirements]
        for each in self.requirements:
            about = f"{each.label[0].lower()}{each.label[1:]}"
            self._add(
                each.value,
                yes_no(each.label, f"Select whether the experience counts: {about}", COUNTS_OR_NOT),
            )
            why = "The mentor and those who sign read it."
            self._add(
                f"{each.value}_because",
                written(f"Your reason: {about}", why, rows=2, message=f"Write your reason: {about}"),
            )
        if not self.requirements:
            self._add("reason", written("What do you want to say?", rows=3, message="Write an answer"))

    def _add(self, name, field):
        say_plainly(field, field.label)
        self.fields[name] = field

    def rows(self):
        """[(radios, reason)] of each requirement."""
        return [(self[each.value], self[f"{each.value}_because"]) for each in self.requirements]

    def decision(self):
        facts = self.cleaned_data
        waived = [(each, facts[each] == "yes", facts[f"{each}_because"]) for each in self.requirements]
        return {"waived": waived, "reason": facts.get("reason", "")}


DECISIONS = {
    Request.Kind.EXPERIENCE: ExperienceDecision,
    Request.Kind.EXTENSION: ExtensionDecision,
    Request.Kind.PAUSE: PauseDecision,
    Request.Kind.TRANSFER: TransferDecision,
}


class ProviderForm(PlainForm):
    """Which of several providers is asked to decide about experience."""

    provider = forms.ModelChoiceField(
        label="Which provider do you ask?",
        help_text="The one that knows your mentoring best. Its lead decides.",
        queryset=Provider.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Select a provider"},
    )

    def __init__(self, *args, providers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = Provider.objects.filter(pk__in=[each.pk for each in providers])
