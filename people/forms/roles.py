"""Roles in Wagtail's admin: given by e-mail address, described in plain words, ended on a day."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from people import actions, permissions
from people.identifiers import clean_email, clean_name
from people.models import Appointment, Invitation, User
from people.models.periods import months_after

ACTING_MONTHS = 3  # how long somebody acts when nobody names a last day
ACTING = (
    "For a PCM or link tutor who acts for a school until it has one of its own. Ends on the last day below; "
    f"left empty, {ACTING_MONTHS} months after the first."
)
AGAIN, REVOKE = "again", "revoke"


class AppointmentForm(WagtailAdminModelForm):
    """Gives a role. The person is named by email address, so that the form lists nobody.

    Who has no account yet gets an invitation, and the role by accepting it (T8).
    """

    email = forms.EmailField(
        label="Email address of the person",
        max_length=254,
        help_text="Their work address, the one they sign in with.",
    )
    name = forms.CharField(
        label="Name, if they have no account yet",
        required=False,
        max_length=120,
        help_text="As it should print on a certificate. They get an invitation that works for 14 days.",
    )
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)

    class Meta:
        model = Appointment
        fields = ["role", "acting", "school", "provider", "start", "end", "note"]
        labels = {"acting": "Acting"}
        help_texts = {"acting": ACTING}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            (role.value, f"{role.label}: {role.description}")
            for role in permissions.grantable_roles(self.for_user)
        ]
        self.fields["school"].queryset = permissions.schools_visible_to(self.for_user)
        self.fields["provider"].queryset = permissions.providers_visible_to(self.for_user)

    def clean_email(self):
        return clean_email(self.cleaned_data["email"])

    def clean(self):
        """Ask the rules before saving, so that a refusal is a message in the form and not an error page."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        person = User.objects.filter(email=cleaned["email"]).first()
        if cleaned["acting"] and not cleaned["end"]:
            cleaned["end"] = months_after(cleaned["start"], ACTING_MONTHS)
        if person:
            self.instance.person = person
        if not person and not clean_name(cleaned["name"]):
            self.add_error(
                "name", "Nobody has an account with this address yet. Give their name to invite them."
            )
        elif problem := actions.obstacle(person, cleaned["end"]):
            self.add_error(NON_FIELD_ERRORS, problem)
        if self.errors:
            return cleaned
        allowed = permissions.can_appoint(
            self.for_user,
            person,
            cleaned["role"],
            school=cleaned["school"],
            provider=cleaned["provider"],
        )
        if not allowed:
            self.add_error(NON_FIELD_ERRORS, str(allowed))
        return cleaned

    def _get_validation_exclusions(self):
        """Check the constraints on the person as well, who is no field of this form."""
        exclude = super()._get_validation_exclusions()
        return exclude - {"person"} if self.instance.person_id else exclude

    def save(self, commit=True):
        """Return the Appointment, or the Invitation of somebody who has no account yet."""
        return actions.invite(by=self.for_user, **self.cleaned_data)


class EndAppointmentForm(WagtailAdminModelForm):
    """Ends an appointment on a day, or puts that day right; nothing else of it changes."""

    end = forms.DateField(label="Last day", widget=forms.DateInput(attrs={"type": "date"}))

    class Meta:
        model = Appointment
        fields = ["end"]

    def clean_end(self):
        if self.cleaned_data["end"] < self.instance.start:
            raise ValidationError("The last day cannot be before the first day.")
        return self.cleaned_data["end"]

    def save(self, commit=True):
        day = self.cleaned_data["end"]
        return actions.end_appointment(appointment=self.instance, by=self.for_user, on=day)


class InvitationForm(WagtailAdminModelForm):
    """What becomes of an invitation that nobody has answered."""

    what = forms.ChoiceField(
        label="What should happen to it?",
        widget=forms.RadioSelect,
        choices=[
            (AGAIN, "Send it again. The link of the first message no longer works."),
            (REVOKE, "Take it back. The link no longer works, and nothing more is sent."),
        ],
    )

    class Meta:
        model = Invitation
        fields = []

    def clean(self):
        """What was possible when it was sent may not be any more."""
        cleaned = super().clean()
        person = User.objects.filter(email=self.instance.email).first()
        if cleaned.get("what") == AGAIN and (problem := actions.obstacle(person, self.instance.end)):
            self.add_error("what", problem)
        return cleaned

    def save(self, commit=True):
        verbs = {AGAIN: actions.send_invitation_again, REVOKE: actions.revoke_invitation}
        return verbs[self.cleaned_data["what"]](invitation=self.instance, by=self.for_user)
