"""Modules finished, talks held, observations noted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portfolio.slugs import new_slug


class ModuleCompletion(models.Model):
    """A module worked through, with what the mentor makes of it (R8)."""

    enrolment = models.ForeignKey(
        "portfolio.Enrolment", on_delete=models.PROTECT, related_name="modules_done"
    )
    module = models.ForeignKey("modules.ModulePage", on_delete=models.PROTECT, related_name="completions")
    completed_on = models.DateField()
    reflection = models.TextField()

    class Meta:
        ordering = ["module__code"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "module"], name="module_done_once")]

    def __str__(self):
        return f"{self.enrolment_id}: {self.module_id}"


class Conversation(models.Model):
    """A talk with the PCM, in which they agree that the mentor starts (R11, R21), or a later one (R22).

    The other person is the PCM or the tutor. Either side notes it; the other can confirm it.
    """

    class Role(models.TextChoices):
        PCM = "pcm", "PCM"
        TUTOR = "link_tutor", "Link tutor"

    slug = models.CharField(max_length=8, unique=True, default=new_slug, editable=False)
    enrolment = models.ForeignKey(
        "portfolio.Enrolment", on_delete=models.PROTECT, related_name="conversations"
    )
    held_on = models.DateField()
    role = models.CharField(max_length=10, choices=Role, default=Role.PCM)  # of the other person
    with_name = models.CharField(max_length=120)
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    otherwise = models.TextField(blank=True)  # what the other person remembers differently
    gist = models.TextField()
    agreed = models.BooleanField(default=False)

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(other__isnull=False),
                name="conversation_confirmed_by_somebody",
            )
        ]

    def __str__(self):
        return self.slug


class Observation(models.Model):
    """A lesson observed together with the provider's tutor (R25), or a mentor observed by the PCM (R24)."""

    class Kind(models.TextChoices):
        JOINT = "joint", "Joint observation"
        PCM = "pcm", "Observation by the PCM"

    slug = models.CharField(max_length=8, unique=True, default=new_slug, editable=False)
    enrolment = models.ForeignKey(
        "portfolio.Enrolment", on_delete=models.PROTECT, related_name="observations"
    )
    held_on = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.JOINT)
    # Who observed with the mentor, or the mentor themself: the name it had on the day (E4).
    tutor_name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # What the PCM has seen the mentor do: an observation by the PCM counts when it is both.
    feedback_seen = models.BooleanField(default=False)
    targets_seen = models.BooleanField(default=False)
    remote = models.BooleanField(default=False)  # over video, or from a recording (R24, E21)
    # The tutor of a joint observation that the mentor noted, who can confirm it (R25).
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    otherwise = models.TextField(blank=True)  # what the tutor remembers differently
    placement = models.ForeignKey(
        "portfolio.Placement", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The enrolment's person, kept beside the observer so that the database itself can tell them apart (E2).
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="joint") | (Q(mentor__isnull=False) & ~Q(mentor=F("recorded_by"))),
                name="observation_by_the_pcm_not_the_mentor",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(other__isnull=False),
                name="observation_confirmed_by_somebody",
            ),
        ]

    def __str__(self):
        return self.slug

    @property
    def counts(self):
        """Whether the PCM has seen all that the scheme asks for (R24); a joint observation always counts."""
        return self.kind == self.Kind.JOINT or (self.feedback_seen and self.targets_seen)
