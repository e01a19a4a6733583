"""The notice about sharing the fact of certification, and each person's answers to it (R33, E18)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone


class SharingNoticeQuerySet(models.QuerySet):
    def latest_published(self):
        """The notice in force now, or None before the first is published."""
        return self.filter(published_at__lte=timezone.now()).order_by("-published_at", "-pk").first()


class SharingNotice(models.Model):
    """One wording of the notice. A new wording is a new version: answers belong to the words people read."""

    version = models.CharField(max_length=20, unique=True)
    text = models.TextField()
    published_at = models.DateTimeField(default=timezone.now)

    objects = SharingNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at"]

    def __str__(self):
        return f"Sharing notice {self.version}"


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise ValidationError("Answers to the sharing notice are added, never changed.")

    def latest_for(self, person):
        """The person's answer that counts now, or None when they have not answered."""
        return self.filter(person=person).select_related("notice").order_by("-at", "-pk").first()


class SharingDecision(models.Model):
    """What a person answered, when and how. Rows are only added; the latest one counts."""

    class Channel(models.TextChoices):
        WEB = "web", "On this site"
        PAPER = "paper", "On paper"
        PHONE = "phone", "By telephone"
        EMAIL = "email", "By email"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sharing_decisions")
    notice = models.ForeignKey(SharingNotice, models.PROTECT, related_name="decisions")
    shares = models.BooleanField("may be shared with the other providers")
    at = models.DateTimeField(default=timezone.now, editable=False)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who entered the answer.",
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "-at"], name="people_sharing_latest")]

    def __str__(self):
        return f"{self.person} {'shares' if self.shares else 'does not share'}"

    def save(self, *args, **kwargs):
        """Add the answer. Raises ValidationError for a row that exists."""
        if not self._state.adding:
            raise ValidationError("Answers to the sharing notice are added, never changed.")
        super().save(*args, **kwargs)
