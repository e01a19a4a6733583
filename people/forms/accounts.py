"""Accounts in Wagtail's admin, opened and changed by administrators: one name instead of two."""

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm

from people import actions, letters
from people.identifiers import clean_email, clean_trn
from people.models import User
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
