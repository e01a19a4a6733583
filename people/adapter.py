"""How allauth behaves here: accounts are opened by administrators, links and words are ours."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse

WRONG = "The email address or the password is not right. Check both and try again."


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by email address for people who have been given an account."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Ask your partnership office if you need it again.",
        "email_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "incorrect_password": "That is not your password.",
        "enter_current_password": "Enter your current password.",
        "too_many_login_attempts": (
            "There were too many attempts to sign in. Wait five minutes, or choose a new password."
        ),
        "rate_limited": "There were too many attempts. Wait a few minutes and try again.",
        "invalid_password_reset": "This link has been used or is too old. Ask for a new one.",
        "unknown_email": "No account has this email address.",
        "email_taken": "Somebody already has this email address.",
        "duplicate_email": "You already use this email address.",
    }

    def is_open_for_signup(self, request):
        """Nobody signs up: administrators and offices open accounts (T8)."""
        return False

    def get_reset_password_from_key_url(self, key):
        """The link to choose a password, on BASE_URL whatever Host the request named (F2, T35)."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def format_email_subject(self, subject):
        """Subjects as they are: a prefix with the site's name would push them off a phone's screen."""
        return str(subject)


def display(user):
    """How messages name a person (ACCOUNT_USER_DISPLAY)."""
    return user.get_full_name()
