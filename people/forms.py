"""Forms of Wagtail's admin for people and appointments: one name, and roles in plain words."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.users.forms import UserCreationForm, UserEditForm

from people import actions, letters, permissions
from people.identifiers import clean_email, clean_trn
from people.models import Appointment, User
from people.models.users import new_session_salt

# What ends every session of a person when an administrator changes it.
ENDS_SESSIONS = {"email", "is_active"}


class OneNameMixin(forms.Form):
    """Takes away Wagtail's first and last name and adds the TRN, typed as people write it."""

    first_name = last_name = None
    trn = forms.CharField(
        label="Teacher reference number",
        required=False,
        max_length=20,
        help_text="7 digits, as in 1234567 or RP12/34567. Leave empty if there is none.",
    )

    def clean_email(self):
        return clean_email(self.cleaned_data["email"])

    def clean_trn(self):
        return clean_trn(self.cleaned_data["trn"])


class PersonCreationForm(OneNameMixin, UserCreationForm):
    """A new account. Without a password the person gets a message that says where to choose one."""

    password_required = False

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ["email", "name", "trn", "is_superuser", "groups"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.password_enabled:
            self.fields[
                "password1"
            ].help_text = "Best left empty: the person then gets a message that says where to choose one."

    def save(self, commit=True):
        welcome = not self.cleaned_data.get("password1")
        if welcome:
            self.instance.set_unusable_password()
        person = super().save(commit=commit)
        if welcome and commit:
            letters.welcome(person)
        return person


class PersonEditForm(OneNameMixin, UserEditForm):
    """An existing account. A changed address replaces the old one for signing in too."""

    class Meta(UserEditForm.Meta):
        model = User
        fields = ["email", "name", "trn", "is_active", "is_superuser", "groups"]

    def save(self, commit=True):
        if ENDS_SESSIONS & set(self.changed_data):
            self.instance.session_salt = new_session_salt()
        person = super().save(commit=commit)
        actions.forget_old_addresses(person)
        return person


class AppointmentForm(WagtailAdminModelForm):
    """Gives a role. The person is named by email address, so that the form lists nobody.

    Who has no account yet gets one, and a message that says where to choose a password.
    """

    email = forms.EmailField(
        label="Email address of the person",
        max_length=254,
        help_text="The address they sign in with.",
    )
    name = forms.CharField(
        label="Name, if they have no account yet",
        required=False,
        max_length=120,
        help_text="As it should print on a certificate. We write to them where to choose a password.",
    )
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)

    class Meta:
        model = Appointment
        fields = ["role", "school", "provider", "start", "end", "note"]

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
        if person:
            self.instance.person = person
        elif not cleaned["name"].strip():
            self.add_error(
                "email", "Nobody has an account with this address yet. Give their name to open one."
            )
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
        given = self.cleaned_data
        places = {name: given[name] for name in ("role", "school", "provider", "start", "end", "note")}
        with transaction.atomic():
            person = User.objects.filter(email=given["email"]).first() or actions.add_person(
                email=given["email"], name=given["name"].strip(), by=self.for_user
            )
            self.instance = actions.appoint(person=person, by=self.for_user, **places)
        return self.instance


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
