"""Each time a mentor works with a provider's partnership, as that provider notes it (R36)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from people.models.periods import Period, PeriodQuerySet
from portfolio.slugs import new_slug


class EngagementQuerySet(PeriodQuerySet):
    def standing(self):
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)


class Engagement(Period):
    """A mentor works with a provider at a school, between two days. Never deleted: taken back instead."""

    class What(models.TextChoices):
        MENTOR = "mentor", "Mentor of a student teacher"
        TRAINER = "trainer", "Trainer or speaker"
        OTHER = "other", "Other work with us"

    slug = models.CharField(max_length=8, unique=True, default=new_slug, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="engagements")
    provider = models.ForeignKey("people.Provider", models.PROTECT, related_name="engagements")
    school = models.ForeignKey("people.School", models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=What, default=What.MENTOR)
    note = models.CharField(max_length=200, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = EngagementQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # a person's record is no content: no index row for each save

    class Meta(Period.Meta):
        ordering = ["-start", "-pk"]
        indexes = [models.Index(fields=["provider", "-start"], name="engagement_of_provider")]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=Q(what__in=["mentor", "trainer", "other"]), name="engagement_what"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="engagement_taken_back_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["person", "provider", "school", "what", "start"],
                condition=Q(taken_back_at=None),
                name="engagement_noted_once",
                violation_error_message="This is noted already.",
            ),
        ]

    def __str__(self):
        return self.slug
