"""The sign-in pages' forms in our words and our look (settings: ACCOUNT_FORMS)."""

from allauth.account import forms as library

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
        for name in {"login", "password"} & set(self.fields):
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
