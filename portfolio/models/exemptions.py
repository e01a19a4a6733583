"""What a provider has decided about waiving a requirement for a mentor, and why (R7, R9, R20, E11)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portfolio.slugs import new_slug


class ExemptionQuerySet(models.QuerySet):
    def valid(self):
        """Granted and not withdrawn."""
        return self.filter(granted=True, withdrawn_at=None)


class Exemption(models.Model):
    """A provider lead's decision about one requirement of one level for one mentor: waived, or not.

    It belongs to the person and not to an enrolment, because it may open the way to enrolling (R7).
    """

    class Waives(models.TextChoices):
        """Keys of portfolio/requirements.py that may be waived, in words for those who decide."""

        PREREQUISITE = "prerequisite", "The certificate of the level before"
        AUDIT = "audit", "The confidence audit"
        SECOND_AUDIT = "second_audit", "The audit done again before the modules"
        MODULES = "modules", "The level’s modules"
        PLACEMENT = "placement", "A placement on record here"
        CYCLE = "full_cycle", "Placements through every stage of the year"
        WINDOW = "window", "The time within which the placements must lie"
        DATES = "dates", "That evidence comes from the placements on record here"

    slug = models.CharField(max_length=8, unique=True, default=new_slug, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exemptions")
    level = models.ForeignKey("modules.Level", on_delete=models.PROTECT, related_name="exemptions")
    requirement = models.CharField(max_length=30, choices=Waives)
    provider = models.ForeignKey("people.Provider", on_delete=models.PROTECT, related_name="exemptions")
    # The application that was decided, where the mentor made one (R20).
    request = models.ForeignKey(
        "portfolio.Request", null=True, blank=True, on_delete=models.PROTECT, related_name="exemptions"
    )
    granted = models.BooleanField(default=True)
    grounds = models.TextField(help_text="The experience as the mentor told it: years, providers, students.")
    reason = models.TextField(help_text="Why the provider decided so. The mentor and those who sign read it.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ExemptionQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # the admin's usage pages count content, not people's records

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "level", "requirement"],
                condition=Q(withdrawn_at=None, granted=True),
                name="exemption_once_while_valid",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("person")), name="exemption_decided_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="exemption_withdrawn_by_somebody",
            ),
        ]

    def __str__(self):
        return self.slug
