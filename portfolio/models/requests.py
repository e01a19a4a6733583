"""What a mentor asks of a provider, and what the provider decided: experience, time, a pause, a move."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portfolio.slugs import new_slug


class RequestQuerySet(models.QuerySet):
    def open(self):
        """Neither decided nor taken back."""
        return self.filter(decided_at=None, withdrawn_at=None)

    def granted(self):
        """Decided in the mentor's favour."""
        return self.filter(granted=True)


class Request(models.Model):
    """One question to a provider about one person at one level. Decided once; what was decided stays.

    Experience and more time are asked with a form of the site (`submission`), which runs through its review
    workflow before the lead decides. A pause or a move is asked in a sentence.
    """

    class Kind(models.TextChoices):
        EXPERIENCE = "experience", "Experience in place of requirements"  # R7, R20
        EXTENSION = "extension", "More time"  # E11
        PAUSE = "pause", "A pause"  # E12
        TRANSFER = "transfer", "A move to another provider"  # E6

    slug = models.CharField(max_length=8, unique=True, default=new_slug, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requests")
    level = models.ForeignKey("modules.Level", on_delete=models.PROTECT, related_name="requests")
    # Missing where experience opens the way to enrolling (R7).
    enrolment = models.ForeignKey(
        "portfolio.Enrolment", null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    # Who decides: the home provider; for a move the one that is to receive the mentor.
    provider = models.ForeignKey("people.Provider", on_delete=models.PROTECT, related_name="requests")
    submission = models.OneToOneField(
        "forms.Submission", null=True, blank=True, on_delete=models.PROTECT, related_name="request"
    )
    # For a pause no reason is asked for and none is kept: "approved pause" is all there is to know (E12).
    words = models.TextField(blank=True)
    start = models.DateField(null=True, blank=True)  # of a pause; it lasts until `end`, that day included
    end = models.DateField(null=True, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)  # how much more time was given
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why the provider decided so. The mentor reads it.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # the admin's usage pages count content, not people's records

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "level", "kind"],
                condition=Q(decided_at=None, withdrawn_at=None),
                name="request_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, granted=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, granted__isnull=False),
                name="request_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("person")),
                name="request_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(withdrawn_at=None), name="request_decided_or_withdrawn"
            ),
            models.CheckConstraint(
                condition=~Q(kind="pause") | Q(start__isnull=False, enrolment__isnull=False),
                name="request_pause_begins",
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("start")), name="request_pause_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(kind="extension", granted=True) | Q(months__gt=0, enrolment__isnull=False),
                name="request_extension_has_months",
            ),
            models.CheckConstraint(
                condition=~Q(kind="transfer") | Q(enrolment__isnull=False),
                name="request_move_of_an_enrolment",
            ),
        ]

    def __str__(self):
        return self.slug

    @property
    def is_open(self):
        return self.decided_at is None and self.withdrawn_at is None


class Event(models.Model):
    """What happened to an enrolment beside the work itself: begun, left, paused, moved (E6, E12)."""

    class Kind(models.TextChoices):
        ENROLLED = "enrolled", "Enrolled"
        WITHDREW = "withdrew", "Withdrew"
        RETURNED = "returned", "Came back"
        PAUSED = "paused", "Paused"
        RESUMED = "resumed", "Went on"
        EXTENDED = "extended", "Given more time"
        MOVED = "moved", "Moved to another provider"

    enrolment = models.ForeignKey("portfolio.Enrolment", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200, blank=True)  # "From Brunel University to Kingston University"

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.enrolment_id}: {self.kind}"
