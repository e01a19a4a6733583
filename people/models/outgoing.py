"""Mail that we owe: written in the transaction that owes it, delivered by a worker."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

# A worker is stopped after 90 seconds (Q_CLUSTER), so a claim older than this belongs to one that died.
CLAIM_HOLDS_FOR = timedelta(minutes=5)
# A mail has its own task from the start; only when that came to nothing does the sweep take it up.
SWEEP_AFTER = timedelta(minutes=5)


def first_sweep():
    """When the sweep should look at a mail queued now."""
    return timezone.now() + SWEEP_AFTER


class OutgoingMailQuerySet(models.QuerySet):
    def open_to_correspondence(self):
        """Without the mails that carry secrets (links to choose a password): no list or page shows those."""
        return self.filter(secret=False)

    def claimable(self, now):
        """Waiting, or left behind by a worker that died."""
        return self.filter(Q(status="queued") | Q(status="sending", claimed_at__lte=now - CLAIM_HOLDS_FOR))

    def claim(self, pk):
        """Take a mail for this worker alone. True for exactly one of all workers that ask at once."""
        now = timezone.now()
        return (
            self.filter(pk=pk)
            .claimable(now)
            .update(
                status="sending",
                claimed_at=now,
                due_at=now + CLAIM_HOLDS_FOR,
                attempts=models.F("attempts") + 1,
            )
            == 1
        )


class OutgoingMail(models.Model):
    """One message to one recipient; (kind, reference, recipient) is unique: news is never sent twice."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    kind = models.CharField(
        max_length=60, help_text="What the message is about, for example certificate_issued."
    )
    reference = models.CharField(max_length=120, help_text="Which one: a reference, number or period.")
    recipient = models.EmailField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mail",
        help_text="Whose message it is; decides which provider's office sees it.",
    )
    sender = models.CharField(max_length=200, blank=True, help_text="Empty for the site's own address.")
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    attachments = models.JSONField(
        default=list, blank=True, help_text="A list of storage_key, name, content_type and sha256."
    )
    secret = models.BooleanField(
        default=False, help_text="Carries a link that must not be read by anybody else."
    )
    message_id = models.CharField("Message-ID", max_length=200, unique=True)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    created_at = models.DateTimeField("queued", default=timezone.now, editable=False)
    due_at = models.DateTimeField("next try", default=first_sweep)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(
        max_length=100, blank=True, help_text="The kind of the last error, without any details."
    )

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "message"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "due_at"], name="people_mail_due")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference", "recipient"], name="people_mail_once"),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="people_mail_sent_has_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.subject} to {self.recipient}"
