"""Invitations to people without an account: a link that works once, for one address and one role (T8)."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from cms.dates import date_uk
from people.identifiers import clean_email, clean_name
from people.roles import Role

from .outgoing import OutgoingMail
from .periods import Period, today
from .places import Provider, School
from .posts import ACTING_FITS, ACTING_HELP, PLACE_OF_ROLE, WRONG_ACTING, WRONG_PLACE, Post

HOLDS_FOR = timedelta(days=14)
TOKEN_BYTES = 32


def new_token():
    """What the link carries: 256 random bits, as text for an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def fingerprint(token):
    """The SHA-256 of a token, all that is kept of it. It is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def two_weeks_on():
    """When an invitation made now lapses."""
    return timezone.now() + HOLDS_FOR


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        """Neither accepted nor taken back; it may have lapsed."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True)

    def open(self):
        """Those that can still be accepted, as far as the row alone can tell."""
        in_time = Q(end__isnull=True) | Q(end__gte=today())
        return self.unanswered().filter(in_time, expires_at__gt=timezone.now())


class Invitation(Post, Period):
    """Somebody is invited to a role. Only accepting makes the account and the appointment."""

    email = models.EmailField("email address")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="invitations")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="invitations")
    acting = models.BooleanField(default=False, help_text=ACTING_HELP)
    note = models.CharField(max_length=200, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("sent", default=timezone.now, editable=False)
    expires_at = models.DateTimeField("can be used until", default=two_weeks_on)
    used_at = models.DateTimeField("accepted", null=True, blank=True)
    revoked_at = models.DateTimeField("taken back", null=True, blank=True)
    mail = models.ForeignKey(OutgoingMail, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["-created_at", "-pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=PLACE_OF_ROLE,
                name="people_invitation_place_of_role",
                violation_error_message=WRONG_PLACE,
            ),
            models.CheckConstraint(
                condition=ACTING_FITS,
                name="people_invitation_acting",
                violation_error_message=WRONG_ACTING,
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="people_invitation_used_or_revoked",
            ),
            models.UniqueConstraint(
                "email",
                "role",
                Coalesce("school", 0),
                Coalesce("provider", 0),
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="people_invitation_one_unanswered",
                violation_error_message="This person has been invited to this role there already.",
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.title}"

    def clean_fields(self, exclude=None):
        """Tidy address and name before they are checked, as for an account."""
        self.email, self.name = clean_email(self.email), clean_name(self.name)
        super().clean_fields(exclude=exclude)

    @property
    def has_lapsed(self):
        """Whether nobody can accept it any more, although nobody answered."""
        return self.expires_at <= timezone.now() or bool(self.end and self.end < today())

    @property
    def state(self):
        """Where it stands, for the office's list; first whether the mail came back (E24)."""
        if self.mail and self.mail.status == OutgoingMail.Status.FAILED:
            return "Could not be delivered: check the address"
        if self.has_lapsed:
            return "Not used in time"
        if self.mail and self.mail.status != OutgoingMail.Status.SENT:
            return "On its way"
        return f"Can be used until {date_uk(self.expires_at)}"
