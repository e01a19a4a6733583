"""The mails that people get about their accounts and roles."""

from django.urls import reverse

from cms.dates import date_uk
from people import mail, permissions
from people.roles import Role

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


def invitation(invitation, token):
    """Send the link of a new invitation to its address alone: no list shows this message (T8)."""
    return mail.queue(
        kind="invitation",
        reference=str(invitation.pk),
        to=invitation.email,
        subject=f"{invitation.created_by.name} invites you to mentor certification",
        template="base",
        context={
            "greeting": invitation.name,
            "lines": [
                f"{from_whom(invitation.created_by, invitation)} invites you to the WELTEC mentor "
                f"certification site. Your role: {invitation.title}.",
                *days(invitation),
                f"The link works once, until {date_uk(invitation.expires_at)}. It is for you alone, so keep "
                "this message to yourself.",
            ],
            "action_label": "Accept the invitation",
            "action_url": reverse("people:invitation_link", args=[token]),
            "why": WHY,
        },
        secret=True,
    )


def appointed(appointment, by):
    """Tell somebody who has an account which role they hold from now on."""
    role = f"{Role(appointment.role).short}, {appointment.place}"
    return mail.queue(
        kind="appointed",
        reference=str(appointment.pk),
        to=appointment.person.email,
        person=appointment.person,
        subject=f"You now act as {role}" if appointment.acting else f"Your new role: {appointment.title}",
        template="base",
        context={
            "greeting": appointment.person.name,
            "lines": [
                f"{from_whom(by, appointment)} has given you a role on the WELTEC mentor certification site: "
                f"{appointment.title}.",
                *days(appointment),
                "You sign in as before.",
            ],
            "action_label": "Go to your pages",
            "action_url": "/my/",
            "why": "You get this message because you were given a role. If that is a mistake, tell us.",
        },
    )


def from_whom(person, post):
    """Their name and the role by which they give this one: "Sam Lee (Partnership office, Northbank)"."""
    hat = permissions.granting_hat(person, post.role, school=post.school, provider=post.provider)
    return f"{person.name} ({hat.title})" if hat else person.name


def days(post):
    """A sentence on when the role begins and ends, where that is not "today" and "never"."""
    begins = f"It begins on {date_uk(post.start)}" if post.is_to_come else ""
    ends = f"last day is {date_uk(post.end)}" if post.end else ""
    if begins and ends:
        return [f"{begins}, and its {ends}."]
    return [f"{begins}."] if begins else [f"Its {ends}."] if ends else []
