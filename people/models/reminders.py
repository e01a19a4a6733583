"""What people were gently reminded of, so that nothing is said more than twice."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Reminder(models.Model):
    """One matter of one person: how often they were told of it, and when last.

    `key` names the matter for good, such as "portfolio/audit/<slug>"; when it is settled and comes again
    another day, it has another key.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders")
    key = models.CharField(max_length=100)
    times = models.PositiveSmallIntegerField(default=1)
    last_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["person", "key"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="people_reminder_one_per_matter"),
            models.CheckConstraint(condition=models.Q(times__lte=2), name="people_reminder_twice_at_most"),
        ]

    def __str__(self):
        return f"{self.person_id}: {self.key}"
