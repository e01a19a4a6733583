"""Who was told that a stage waits, so that nobody is told twice and nobody is forgotten."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """A stage stood in a reminder to a person, or in a request for help to the provider's office.

    Written in the transaction that owes the mail. SHORT is taken away when enough people can sign again, so
    that the office hears of the next gap too.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", "Reminder to a person"
        SHORT = "short", "To the office: too few people can sign"
        LATE = "late", "To the office: waits too long"

    stage = models.ForeignKey("reviews.Stage", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reminder", person__isnull=False)
                | (~Q(kind="reminder") & Q(person__isnull=True)),
                name="notice_reminds_a_person",
            ),
            models.UniqueConstraint(
                fields=["stage", "person"], condition=Q(person__isnull=False), name="notice_one_reminder"
            ),
            models.UniqueConstraint(
                fields=["stage", "kind"], condition=Q(person__isnull=True), name="notice_office_once"
            ),
        ]

    def __str__(self):
        return f"{self.stage_id}: {self.kind}"
