"""A mentor on a level, and the placements in which they mentored."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.models.periods import today
from portfolio.slugs import new_slug


class EnrolmentQuerySet(models.QuerySet):
    def of(self, person):
        """The person's own."""
        return self.filter(person=person)

    def current(self):
        """Not withdrawn."""
        return self.filter(withdrawn_on=None)


class Enrolment(models.Model):
    """One person working towards one level (R4, R5). Its state is computed, never stored."""

    slug = models.CharField(max_length=8, unique=True, default=new_slug, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    level = models.ForeignKey("modules.Level", on_delete=models.PROTECT, related_name="enrolments")
    # The version of the standards that the mentor began with stays theirs (E20).
    framework = models.ForeignKey("modules.Framework", on_delete=models.PROTECT, related_name="+")
    # The home provider, whose office issues the certificate (E5).
    provider = models.ForeignKey("people.Provider", on_delete=models.PROTECT, related_name="enrolments")
    started_on = models.DateField(default=today)
    withdrawn_on = models.DateField(null=True, blank=True)
    # May the school keep a copy of the certificate and of the sheet? (R32)
    school_copy = models.BooleanField(default=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "-pk"]
        # A provider's desk looks at one school year of many (home/desks/lead.py).
        indexes = [models.Index(fields=["provider", "started_on"], name="enrolment_of_provider")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "level"], condition=Q(withdrawn_on=None), name="enrolment_once_at_a_time"
            ),
        ]

    def __str__(self):
        return self.slug


class Placement(models.Model):
    """A student teacher's time with this mentor (R13, R14).

    The student is initials or the provider's code only.
    """

    class Counts(models.TextChoices):
        """What a provider decided about a placement that does not count by itself (E5, E7)."""

        WHOLLY = "wholly", "It counts"
        PARTLY = "partly", "It counts for its stage of the year only"
        NOT = "not", "It does not count"

    slug = models.CharField(max_length=8, unique=True, default=new_slug, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="placements")
    provider = models.ForeignKey("people.Provider", on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey("people.School", on_delete=models.PROTECT, related_name="+")
    student = models.CharField(max_length=12, help_text="Initials or the provider's code, never a name.")
    phase = models.CharField(max_length=60, blank=True, help_text="What the provider calls this placement.")
    # Which of the provider's phases that is. By its stage of the year the full cycle is counted (R14).
    provider_phase = models.ForeignKey(
        "modules.Phase", null=True, blank=True, on_delete=models.PROTECT, related_name="placements"
    )
    start = models.DateField()
    end = models.DateField()
    completed = models.BooleanField(default=False)
    # Both make it a matter for the placement's provider, and so does a provider other than the home one.
    shared = models.BooleanField(default=False)  # with another mentor
    interrupted = models.BooleanField(default=False)  # the student teacher left early, or had to break off
    note = models.TextField(blank=True)  # what the mentor tells the provider about that
    counts = models.CharField(max_length=8, choices=Counts, blank=True)
    counts_because = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="placement_ends_after_start"),
            models.CheckConstraint(
                condition=Q(counts="", decided_by=None, decided_at=None)
                | (~Q(counts="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="placement_decided_by_somebody",
            ),
        ]

    def __str__(self):
        return self.slug
