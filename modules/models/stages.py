"""The school year in stages, and what each provider calls its own phases (scheme.md 2.7).

Providers name and cut the year differently. Each phase is mapped to one of the collaboration's stages, so
that a full year's cycle can be told across providers (R14).
"""

from django.db import models


class YearStage(models.Model):
    """A stage of the year of school experience; together they make the full cycle."""

    title = models.CharField(
        max_length=60, unique=True, help_text="What the collaboration calls it, such as Foundation."
    )
    order = models.PositiveSmallIntegerField(unique=True, help_text="1 for the first stage of the year.")

    class Meta:
        ordering = ["order"]
        verbose_name = "stage of the year"
        verbose_name_plural = "stages of the year"

    def __str__(self):
        return self.title


class Phase(models.Model):
    """A provider's own phase, which mentors choose for a placement."""

    provider = models.ForeignKey(
        "people.Provider", on_delete=models.PROTECT, related_name="phases", help_text="Whose phase it is."
    )
    title = models.CharField(max_length=60, help_text="What this provider calls it, such as Phase A or SE1.")
    order = models.PositiveSmallIntegerField(default=1, help_text="Its place in this provider’s year.")
    stage = models.ForeignKey(
        YearStage, on_delete=models.PROTECT, related_name="phases",
        help_text=(
            "The stage it counts as. A full year’s cycle covers every stage, with whichever providers. "
            "A change counts at once for all placements that are not yet on a sent record sheet."
        ),
    )  # fmt: skip

    class Meta:
        ordering = ["provider__name", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "title"],
                name="phase_title_once_at_a_provider",
                violation_error_message="This provider already has a phase of this name.",
            )
        ]

    def __str__(self):
        return f"{self.title} ({self.provider.short_name})"
