"""Modules finished, talks held, observations noted."""

from django.conf import settings
from django.db import models

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
    """A talk with the PCM, in which they agree that the mentor starts (R11, R21)."""

    slug = models.CharField(max_length=8, unique=True, default=new_slug, editable=False)
    enrolment = models.ForeignKey(
        "portfolio.Enrolment", on_delete=models.PROTECT, related_name="conversations"
    )
    held_on = models.DateField()
    with_name = models.CharField(max_length=120)
    gist = models.TextField()
    agreed = models.BooleanField(default=False)

    class Meta:
        ordering = ["held_on", "pk"]

    def __str__(self):
        return self.slug


class Observation(models.Model):
    """A lesson observed together with the provider's tutor (R25)."""

    slug = models.CharField(max_length=8, unique=True, default=new_slug, editable=False)
    enrolment = models.ForeignKey(
        "portfolio.Enrolment", on_delete=models.PROTECT, related_name="observations"
    )
    held_on = models.DateField()
    tutor_name = models.CharField(max_length=120)
    note = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["held_on", "pk"]

    def __str__(self):
        return self.slug
