"""The mails that people get about their accounts."""

from django.urls import reverse

from people import mail

WHY = "You get this message because this address was given for you. If you do not know why, tell us."


def welcome(person):
    """Tell somebody that they have an account and where to choose the password; no secret is in it (T8)."""
    return mail.queue(
        kind="account-opened",
        reference=str(person.pk),
        to=person.email,
        person=person,
        subject="You have an account for mentor certification",
        template="base",
        context={
            "greeting": person.name,
            "lines": [
                "An account has been opened for you on the WELTEC mentor certification site.",
                f"You sign in with this address: {person.email}. Choose a password first: ask for the link "
                "on the page below, and it comes by email.",
            ],
            "action_label": "Choose your password",
            "action_url": reverse("account_reset_password"),
            "why": WHY,
        },
    )
