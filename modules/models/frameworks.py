"""Frameworks: the standards and criteria that a mentor's evidence is linked to.

A framework is dated and versioned, because national expectations change and a mentor keeps the version
they started on (R39, E20).
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from cms.pagecache import Shown


class Framework(Shown):
    """One version of one set of standards, such as the National Standards of 2016."""

    class Kind(models.TextChoices):
        CRITERIA = "criteria", "Criteria to give evidence for"
        HOURS = "hours", "Hours of training"
        STATEMENTS = "statements", "Statements to know and use"

    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60, help_text="What pages and certificates call it for short.")
    version = models.CharField(max_length=20, help_text="For example, the year it was published.")
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CRITERIA)
    effective_from = models.DateField(help_text="The first day on which somebody can start on this version.")
    effective_to = models.DateField(null=True, blank=True, help_text="The last such day; empty while in use.")

    class Meta:
        ordering = ["name", "version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="framework_version_once"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="framework_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.short_name} ({self.version})"

    def criteria(self):
        """Its criteria in reading order, each with its standard at hand."""
        return Criterion.objects.filter(framework=self).select_related("standard").in_order()


class Standard(Shown):
    """A group of criteria with one goal."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="standards")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    goal = models.TextField(help_text="What this standard is for, in one sentence.")

    class Meta:
        ordering = ["framework", "number"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="standard_number_once_in_framework")
        ]

    def __str__(self):
        return f"Standard {self.number}: {self.title}"


class CriterionQuerySet(models.QuerySet):
    def in_order(self):
        """As the framework lists them: by standard, then by place in it."""
        return self.order_by("standard__number", "order", "code")


class Criterion(Shown):
    """One thing a mentor does, with the code that evidence refers to."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="criteria")
    # Kept beside the standard so that the database itself can hold a code to once in a framework.
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+", editable=False)
    code = models.CharField(max_length=12, help_text="For example S1.1. Evidence refers to it, so keep it.")
    text = models.TextField(help_text="What the mentor does, in one sentence.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Its place in the standard.")

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["standard__number", "order", "code"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="criterion_code_once_in_framework")
        ]

    def __str__(self):
        return f"{self.code} {self.text}"

    def clean(self):
        """Says so in the form when the framework has the code already."""
        if self.standard_id and self.code:
            twins = Criterion.objects.filter(framework_id=self.standard.framework_id, code=self.code)
            if twins.exclude(pk=self.pk).exists():
                raise ValidationError({"code": f"This framework already has a criterion {self.code}."})

    def save(self, *args, **kwargs):
        self.framework_id = self.standard.framework_id
        super().save(*args, **kwargs)

    @property
    def anchor(self):
        """Its place on the criteria page: S1.1 is at #s1-1."""
        return self.code.lower().replace(".", "-")
