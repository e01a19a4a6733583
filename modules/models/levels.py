"""Levels: what a mentor can be certified at, and what each level asks for.

Two levels today, Entry then Mastery, each with its own certificate (R1). What they ask for is data that the
co-ordinator edits, because the partnership has still to settle some of it (scheme.md §6).
"""

from django.db import models

from cms.pagecache import Shown
from modules.models.frameworks import Criterion, Framework


def pcm_then_link_tutor():
    """The signatures both levels ask for today: the school's, then the provider's (R27, R29)."""
    return ["pcm", "link_tutor"]


class Level(Shown):
    """A level of the scheme and its requirements."""

    class Pattern(models.TextChoices):
        ENTRY = "entry", "Line work on a light ground"
        MASTERY = "mastery", "Solid shapes on dark green"

    slug = models.SlugField(unique=True, help_text="Its name in addresses. Never change it.")
    title = models.CharField(max_length=60, help_text="Its name, such as Entry.")
    order = models.PositiveSmallIntegerField(unique=True, help_text="1 for the first level.")
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="levels",
        help_text="The standards evidence is linked to. Whoever has enrolled keeps the version they know.",
    )  # fmt: skip
    prerequisite = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="unlocks",
        help_text="The level to hold first, unless the provider accepts experience in its place.",
    )  # fmt: skip
    certificate_title = models.CharField(max_length=120, help_text="In large letters on the certificate.")
    certificate_statement = models.TextField(
        help_text="What the certificate says the mentor has done. It follows the name: “has mentored …”."
    )
    pattern = models.CharField(
        max_length=12,
        choices=Pattern,
        default=Pattern.ENTRY,
        help_text="The decoration of its pages and certificate.",
    )
    key_criteria = models.ManyToManyField(
        Criterion, blank=True, related_name="key_in",
        help_text="The criteria that need evidence before the record sheet can be sent.",
    )  # fmt: skip
    window_months = models.PositiveSmallIntegerField(
        default=24,
        help_text="How many months the placements that count may be spread over, first day to last.",
    )
    placements_needed = models.PositiveSmallIntegerField(
        default=1, help_text="How many placements with a student teacher the mentor must have seen through."
    )
    needs_audit = models.BooleanField(
        default=True, help_text="The mentor must complete the confidence audit."
    )
    needs_second_audit = models.BooleanField(
        default=False,
        help_text=(
            "The mentor must do the audit again before this level’s modules. It is compared with their first."
        ),
    )
    needs_conversation = models.BooleanField(
        default=True,
        help_text="The mentor must talk the level through with the PCM and share the audit with them.",
    )
    needs_joint_observation = models.BooleanField(
        default=False,
        help_text="The mentor must have observed a lesson jointly with a tutor of the provider.",
    )
    needs_pcm_observation = models.BooleanField(
        default=False,
        help_text="The PCM must have seen the mentor observe a lesson, give feedback and set targets.",
    )
    needs_full_cycle = models.BooleanField(
        default=False,
        help_text=(
            "The placements must together cover every stage of the year, within the months above, and the "
            "evidence must come from them."
        ),
    )
    required_signatures = models.JSONField(
        default=pcm_then_link_tutor,
        help_text='Whose signatures a certificate needs, as a list of roles: ["pcm", "link_tutor"].',
    )

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.title
