"""Who looked up which mentor in the register of certificates, and why (R35, T44). Rows are only added."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from people.roles import Role


class Reason(models.TextChoices):
    """Why somebody looks. A choice and no free text, so that nothing is written here about a person."""

    PLACEMENT = "placement", "Before a placement"
    APPOINT = "appoint", "To appoint a mentor"
    QUESTION = "question", "A question from the mentor"
    RECORDS = "records", "Our own records"


class LookupQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise ValidationError("Notes of who looked are added, never changed.")


class Lookup(models.Model):
    """One mentor shown to one member of a provider's staff; without a person: nothing was found.

    What was typed is not kept: of a search that found nothing it could be anybody's name.
    """

    class By(models.TextChoices):
        NAME = "name", "Name or school"
        NUMBER = "number", "Certificate number"
        TRN = "trn", "Teacher reference number"
        EMAIL = "email", "Email address"

    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    provider = models.ForeignKey("people.Provider", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="lookups")
    by = models.CharField(max_length=6, choices=By)
    reason = models.CharField(max_length=10, choices=Reason)
    at = models.DateTimeField(default=timezone.now)

    objects = LookupQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # a person's record is no content: no index row for each save

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "-at"], name="lookup_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by__in=["name", "number", "trn", "email"]), name="lookup_by"
            ),
            models.CheckConstraint(condition=models.Q(reason__in=Reason.values), name="lookup_reason"),
        ]

    def __str__(self):
        return f"{self.provider_id} looked up {self.person_id}"

    def save(self, *args, **kwargs):
        """Add the note. Raises ValidationError for a row that exists."""
        if not self._state.adding:
            raise ValidationError("Notes of who looked are added, never changed.")
        super().save(*args, **kwargs)
