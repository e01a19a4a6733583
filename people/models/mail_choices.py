"""What each person has chosen about the mail they get; nothing is kept for those who chose nothing."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from people.topics import TOPICS


class MailChoice(models.Model):
    """A person's answer on one topic (people.topics)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mail_choices")
    topic = models.CharField(max_length=30)
    value = models.CharField(max_length=30)

    class Meta:
        ordering = ["person", "topic"]
        constraints = [
            models.UniqueConstraint(fields=["person", "topic"], name="people_mail_choice_one_per_topic"),
        ]

    def __str__(self):
        return f"{self.person}: {self.topic} {self.value}"

    def clean(self):
        """Refuse topics and answers that are not on offer."""
        if self.topic not in TOPICS or self.value not in TOPICS[self.topic].answers:
            raise ValidationError("Select one of the answers shown.")
