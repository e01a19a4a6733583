"""Why a certificate was revoked, by which two people, and what came of an appeal (E17)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class RevocationQuerySet(models.QuerySet):
    def open(self):
        """Those that wait for a second person."""
        return self.filter(outcome="")

    def confirmed(self):
        return self.filter(outcome=Revocation.Outcome.CONFIRMED)


class Revocation(models.Model):
    """One wish to revoke an award and its certificates, asked for by one person and decided by another.

    The reason is shown to the provider's staff and, once it is confirmed, to the mentor after signing in; the
    note only to staff. The public learns the day and nothing else.
    """

    class Reason(models.TextChoices):
        EXPERIENCE = "experience", "The experience was not as described"
        EVIDENCE = "evidence", "The evidence or a signature was not genuine"
        MISTAKE = "mistake", "It was issued by mistake"
        DUPLICATE = "duplicate", "The same person was certified twice"
        HOLDER = "holder", "The holder asked for it"

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", "Revoked"
        DECLINED = "declined", "Not revoked"
        TAKEN_BACK = "taken_back", "Taken back"

    class Appeal(models.TextChoices):
        UPHELD = "upheld", "The appeal succeeded: issue a new certificate"
        DISMISSED = "dismissed", "The revocation stands"

    award = models.ForeignKey("portfolio.Award", models.PROTECT, related_name="revocations")
    reason = models.CharField(max_length=10, choices=Reason)
    note = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True)
    appeal = models.CharField(max_length=10, choices=Appeal, blank=True)
    appeal_note = models.TextField(blank=True)
    appeal_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    appeal_at = models.DateTimeField(null=True, blank=True)

    objects = RevocationQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # a person's record is no content: no index row for each save

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["award"], condition=Q(outcome=""), name="revocation_one_waits"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | Q(outcome__in=["confirmed", "declined"], decided_at__isnull=False)
                & ~Q(decided_by=F("asked_by"))
                & Q(decided_by__isnull=False)
                | Q(outcome="taken_back", decided_at__isnull=False, decided_by=F("asked_by")),
                name="revocation_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(appeal="", appeal_by=None, appeal_at=None)
                | Q(
                    appeal__in=["upheld", "dismissed"],
                    outcome="confirmed",
                    appeal_by__isnull=False,
                    appeal_at__isnull=False,
                ),
                name="revocation_appeal_after_it",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["experience", "evidence", "mistake", "duplicate", "holder"]),
                name="revocation_reason",
            ),
        ]

    def __str__(self):
        return f"Revocation {self.pk} of award {self.award_id}"

    @property
    def is_open(self):
        """Whether it waits for a second person."""
        return self.outcome == ""
