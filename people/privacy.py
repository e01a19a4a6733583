"""What this app keeps about a person, and what of it the person is given (cms/privacy.py, T45)."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from cms.privacy import Export, LeftOut, Listing, Made
from people.models import (
    Appointment,
    FormerName,
    Invitation,
    Joining,
    MailChoice,
    OutgoingMail,
    PossibleDuplicate,
    Reminder,
    SharingDecision,
    User,
)

SECRET = "A secret, of which only a fingerprint is kept."  # noqa: S105  a sentence
HELD_A_LINK = "Not kept: it held a link that worked once."


def sessions_of(person):
    """Where the person is signed in now. A session is found by what it holds: no column names the person."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        held = session.get_decoded()
        if held.get("_auth_user_id") == str(person.pk):
            proofs = [proof["at"] for proof in held.get("account_authentication_methods", [])]
            since = datetime.fromtimestamp(min(proofs), timezone.get_current_timezone()) if proofs else None
            yield {"Signed in": since, "Ends by itself": session.expire_date}


def name_of_passkey(kind, data):
    """The name its owner gave it; nothing of the key."""
    return data.get("name", "") if kind == Authenticator.Type.WEBAUTHN else ""


EXPORTS = [
    Export(
        User,
        "Your account",
        lambda person: User.objects.filter(pk=person.pk),
        {
            "Name": "name",
            "Email address": "email",
            "Teacher reference number": "trn",
            "Can sign in": "is_active",
            "Technical staff": "is_staff",
            "Administrator": "is_superuser",
            "Added": "date_joined",
            "Last signed in": "last_login",
            "Joined to another account": Made(bool, ("same_as",)),
        },
        people=("same_as",),
        untold={"password": SECRET, "session_salt": "A secret by which all sessions can be ended."},
    ),
    Export(
        FormerName,
        "Names you had before",
        lambda person: FormerName.objects.filter(person=person),
        {"Name": "name", "Changed": "changed_at", "Changed by": "changed_by__name"},
        people=("person",),
    ),
    Export(
        Joining,
        "Accounts that were joined with yours",
        lambda person: Joining.objects.filter(Q(kept=person) | Q(joined=person)),
        {
            "Why": "why",
            "Joined": "joined_at",
            "Joined by": "joined_by__name",
            "Could sign in before": "was_active",
            "Parted": "parted_at",
            "Parted by": "parted_by__name",
            "Why parted": "parted_why",
        },
        people=("kept", "joined"),
    ),
    Export(
        EmailAddress,
        "Addresses for signing in",
        lambda person: EmailAddress.objects.filter(user=person),
        {"Email address": "email", "Confirmed": "verified", "Main address": "primary"},
        people=("user",),
    ),
    Export(
        Authenticator,
        "Passkeys",
        lambda person: Authenticator.objects.filter(user=person),
        {
            "Name": Made(name_of_passkey, ("type", "data")),
            "Kind": "type",
            "Added": "created_at",
            "Last used": "last_used_at",
        },
        people=("user",),
    ),
    Listing(Session, "Where you are signed in", sessions_of),
    Export(
        User.groups.through,
        "Groups you belong to",
        lambda person: User.groups.through.objects.filter(user=person),
        {"Group": "group__name"},
        people=("user",),
    ),
    Export(
        User.user_permissions.through,
        "Permissions given to you alone",
        lambda person: User.user_permissions.through.objects.filter(user=person),
        {"Permission": "permission__name"},
        people=("user",),
    ),
    Export(
        Appointment,
        "Roles",
        lambda person: Appointment.objects.filter(person=person).order_by("start", "pk"),
        {
            "Role": "role",
            "School": "school__name",
            "Provider": "provider__name",
            "Acting": "acting",
            "First day": "start",
            "Last day": "end",
            "Note": "note",
        },
        people=("person",),
    ),
    Export(
        Invitation,
        "Invitations to you",
        lambda person: Invitation.objects.filter(email__iexact=person.email),
        {
            "Sent to": "email",
            "Name": "name",
            "Role": "role",
            "School": "school__name",
            "Provider": "provider__name",
            "Acting": "acting",
            "First day": "start",
            "Last day": "end",
            "Note": "note",
            "Invited by": "created_by__name",
            "Sent": "created_at",
            "Can be used until": "expires_at",
            "Accepted": "used_at",
            "Taken back": "revoked_at",
        },
        untold={"token_hash": SECRET, "mail": "The message stands among those sent to you."},
    ),
    Export(
        Invitation,
        "Invitations you sent",
        lambda person: Invitation.objects.filter(created_by=person),
        {
            "Role": "role",
            "School": "school__name",
            "Provider": "provider__name",
            "Sent": "created_at",
            "Accepted": "used_at",
            "Taken back": "revoked_at",
        },
        people=("created_by",),
        note="Whom you invited is theirs to be told.",
    ),
    Export(
        SharingDecision,
        "Your answers on sharing",
        lambda person: SharingDecision.objects.filter(person=person).order_by("at", "pk"),
        {
            "May be shared": "shares",
            "Answered": "at",
            "How": "channel",
            "Notice": "notice__version",
            "Words of the notice": "notice__text",
            "Entered by": "recorded_by__name",
        },
        people=("person",),
    ),
    Export(
        SharingDecision,
        "Answers on sharing that you entered for others",
        lambda person: SharingDecision.objects.filter(recorded_by=person).exclude(person=person),
        {"Entered": "at", "How": "channel"},
        people=("recorded_by",),
    ),
    Export(
        FormerName,
        "Names of others that you changed",
        lambda person: FormerName.objects.filter(changed_by=person).exclude(person=person),
        {"Changed": "changed_at"},
        people=("changed_by",),
    ),
    Export(
        Joining,
        "Accounts of others that you joined or parted",
        lambda person: Joining.objects.filter(Q(joined_by=person) | Q(parted_by=person)),
        {"Joined": "joined_at", "Parted": "parted_at"},
        people=("joined_by", "parted_by"),
    ),
    Export(
        PossibleDuplicate,
        "What you said of accounts that may be one person’s",
        lambda person: PossibleDuplicate.objects.filter(said_by=person),
        {"Said": "said_at", "What": "word"},
        people=("said_by",),
        untold={"note": "It is about others."},
    ),
    Export(
        MailChoice,
        "Mail you chose",
        lambda person: MailChoice.objects.filter(person=person),
        {"About": "topic", "How often": "value"},
        people=("person",),
    ),
    Export(
        Reminder,
        "What we reminded you of",
        lambda person: Reminder.objects.filter(person=person),
        {"Matter": "key", "Times": "times", "Last": "last_at"},
        people=("person",),
    ),
    Export(
        OutgoingMail,
        "Messages to you",
        lambda person: OutgoingMail.objects.filter(
            Q(person=person) | Q(person=None, recipient__iexact=person.email)
        ).order_by("created_at", "pk"),
        {
            "To": "recipient",
            "From": "sender",
            "Subject": "subject",
            "Text": Made(lambda secret, text: HELD_A_LINK if secret else text, ("secret", "text")),
            "Attached": Made(lambda files: [file["name"] for file in files], ("attachments",)),
            "About": "kind",
            "Reference": "reference",
            "Status": "status",
            "Written": "created_at",
            "Sent": "sent_at",
        },
        people=("person",),
        untold={
            "html": "The text once more, with its looks.",
            "message_id": "Only for mail servers.",
            "due_at": "When the next try was due.",
            "claimed_at": "When a worker took it up.",
            "attempts": "How often it was tried.",
            "error": "The kind of the last error, without details.",
        },
        note="An empty “From” is this site’s own address.",
    ),
]

LEFT_OUT = [
    LeftOut(
        "people.PossibleDuplicate",
        "What an administrator noted of two accounts that may be one person's. It may speak of somebody "
        "else, so the partnership office gives it on request, after looking at it.",
        ("first", "second"),
    ),
    LeftOut(
        "account.EmailConfirmation",
        "Keys of links to confirm an address. The site sends none: addresses are given by an administrator.",
    ),
]
