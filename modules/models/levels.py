"""Levels: what a mentor can be certified at, and what each level asks for.

Two levels today, Entry then Mastery, each with its own certificate (R1). What they ask for is data that the
co-ordinator edits, because the partnership has still to settle some of it (scheme.md §6).
"""

from django.core.exceptions import ValidationError
from django.db import models

from cms.pagecache import Shown
from modules.models.frameworks import Criterion, Framework


def pcm_then_link_tutor():
    """The signatures both levels ask for today: the school's, then the provider's (R27, R29)."""
    return ["pcm", "link_tutor"]


# What a provider can waive, one by one; portfolio.models.Exemption keeps what was decided about each.
MAY_REPLACE = (
    ("prerequisite", "The certificate of the level before"),
    ("audit", "The confidence audit"),
    ("second_audit", "The audit done again before the modules"),
    ("modules", "The level’s modules"),
    ("placement", "A placement on record here"),
    ("full_cycle", "Placements through every stage of the year"),
    ("window", "The time within which the placements must lie"),
    ("dates", "That evidence comes from the placements on record here"),
)


def all_that_experience_may_replace():
    """What a provider may waive for experience, unless the collaboration says less (Q6)."""
    return [key for key, _ in MAY_REPLACE]


class Level(Shown):
    """A level of the scheme and its requirements."""

    class Progress(models.TextChoices):
        """What shows progress between the first audit and the one done again (R12, E10)."""

        CRITERION = "criterion", "At least one criterion is rated higher, or the PCM accepts an account"
        MEAN = "mean", "The mean of all ratings is higher, or the PCM accepts an account"
        ACCOUNT = "account", "The PCM accepts an account of what has changed, whatever the ratings"
        NONE = "none", "Doing the audit again is enough"

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
    stages = models.ManyToManyField(
        "modules.YearStage", blank=True, related_name="levels",
        help_text="The stages of the year that a full cycle covers. None chosen: all of them.",
    )  # fmt: skip
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
    audit_progress = models.CharField(
        max_length=10, choices=Progress, default=Progress.CRITERION,
        help_text=(
            "What shows progress when the audit is done again. Lower ratings never count against a mentor."
        ),
    )  # fmt: skip
    needs_completion = models.BooleanField(
        default=True,
        help_text=(
            "A placement counts only when it was seen through. Otherwise it counts from its first day."
        ),
    )
    needs_same_student = models.BooleanField(
        default=False,
        help_text=(
            "The placements of a full cycle must be with the same student teacher. With a one-year student "
            "teacher the cycle then cannot be spread over two years."
        ),
    )
    experience_may_replace = models.JSONField(
        default=all_that_experience_may_replace, blank=True,
        help_text="What a provider may waive for a very experienced mentor, requirement by requirement.",
    )  # fmt: skip
    experience_years = models.PositiveSmallIntegerField(
        null=True, blank=True,
        help_text="How many years old evidence may be on the experienced mentor’s route. Empty: any age.",
    )  # fmt: skip
    refresh_after_years = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=(
            "After how many years mentors are reminded that their certificate of this level is getting old. "
            "It stays valid. Empty: never."
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

    def clean(self):
        """Refuses what nobody can waive, and a level that would have to be held before itself."""
        wrong = {}
        named, known = self.experience_may_replace, all_that_experience_may_replace()
        unknown = [each for each in named if each not in known] if isinstance(named, list) else [named]
        if unknown:
            wrong["experience_may_replace"] = f"Nobody can waive {', '.join(map(str, unknown))}."
        before, seen = self.prerequisite, {self.pk}
        while before and before.pk not in seen:
            seen.add(before.pk)
            before = before.prerequisite
        if before:
            wrong["prerequisite"] = "A level cannot be asked for before itself."
        if wrong:
            raise ValidationError(wrong)
