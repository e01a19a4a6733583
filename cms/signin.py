"""The sign-in pages' forms in our words and our look (settings: ACCOUNT_FORMS, MFA_FORMS)."""

import struct
from contextlib import contextmanager

from allauth.account import forms as library
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkeys
from django.conf import settings
from django.contrib import messages
from django.core.validators import MaxLengthValidator
from django.http import HttpResponseRedirect
from django.urls import reverse

from cms.fields import PlainFields

LABELS = {
    "login": "Email address",
    "email": "Email address",
    "password": "Password",
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "New password once more",
    "remember": "Keep me signed in on this device",
    "code": "Code",
}


class SignInFields(PlainFields):
    """Mixin: our labels, and no link inside a hint, for the page has one."""

    plain_labels = LABELS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"login", "password", "oldpassword"} & set(self.fields):
            self.fields[name].help_text = ""


class SignInForm(SignInFields, library.LoginForm):
    """Email address and password."""


class ForgottenPasswordForm(SignInFields, library.ResetPasswordForm):
    """Where to send the link that lets one choose a new password."""


class NewPasswordForm(SignInFields, library.ResetPasswordKeyForm):
    """The new password, reached by that link."""


class ChangePasswordForm(SignInFields, library.ChangePasswordForm):
    """Current and new password."""


class FirstPasswordForm(SignInFields, library.SetPasswordForm):
    """A password for an account that has none."""


class PasswordAgainForm(SignInFields, library.ReauthenticateForm):
    """The password once more, before something that matters."""


# --- passkeys: a device's finger, face or PIN instead of the password, where it is asked again --------------


class PasskeyAdapter(DefaultMFAAdapter):
    """Passkeys as we use them (settings: MFA_ADAPTER)."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That passkey was not accepted. Try once more.",
    }

    def is_mfa_enabled(self, user, types=None):
        """A passkey is no second step of signing in: allauth asks for that by naming several kinds."""
        if types is None or len(types) > 1:
            types = [kind for kind in types or Authenticator.Type if kind != Authenticator.Type.WEBAUTHN]
        return super().is_mfa_enabled(user, types)

    def generate_authenticator_name(self, user, type):
        """What a passkey is called until its owner names it."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self):
        """Who asks, as the browser's window says it; the id is the host, which ALLOWED_HOSTS has checked."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.WAGTAIL_SITE_NAME}


class PasskeyName(SignInFields):
    """Mixin: the name that tells one's passkeys apart."""

    plain_labels = {"name": "Name of the passkey"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.max_length = 60
        name.validators.append(MaxLengthValidator(60))
        name.help_text = "So that you know it again, for example ‘School laptop’."


@contextmanager
def readable_answer():
    """Raises ValidationError for what no browser answers, where the library raises what breaks first."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, struct.error):
        raise get_adapter().validation_error("incorrect_code") from None


class AddPasskeyForm(PasskeyName, passkeys.AddWebAuthnForm):
    """A new passkey: its name, and what the browser made."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = "Press the button to make a passkey"

    def clean(self):
        """Check what the browser made. Raises ValidationError."""
        with readable_answer():
            return super().clean()


class RenamePasskeyForm(PasskeyName, passkeys.EditWebAuthnForm):
    """Another name."""


class PasskeyAgainForm(passkeys.ReauthenticateWebAuthnForm):
    """The answer of a passkey."""

    def clean_credential(self):
        """The passkey that answered. Raises ValidationError."""
        with readable_answer():
            return super().clean_credential()

    def is_valid(self):
        """Raises ImmediateHttpResponse to the same page if not: allauth would lead away from what waits."""
        if super().is_valid():
            return True
        for message in self.errors.get("credential", []):
            messages.error(context.request, message)
        here = reverse("mfa_reauthenticate_webauthn")
        raise ImmediateHttpResponse(
            HttpResponseRedirect(passthrough_next_redirect_url(context.request, here, "next"))
        )
