"""Dated evidence of mentoring, cross-referenced to the criteria (R16–R19)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portfolio.slugs import new_slug


class EvidenceQuerySet(models.QuerySet):
    def kept(self):
        """Not taken out of the portfolio."""
        return self.filter(removed_at=None)


class EvidenceItem(models.Model):
    """A piece of evidence. Taken out, it stays as a row, so that nothing that counted vanishes silently."""

    class Kind(models.TextChoices):
        OBSERVATION = "observation", "Observation and feedback"
        MEETING = "meeting", "Weekly training meeting"
        JOINT = "joint", "Joint observation note"
        REFLECTION = "reflection", "Reflection"
        MODULE = "module", "Module task"
        CONVERSATION = "conversation", "Professional conversation"
        CPD = "cpd", "Training or CPD"
        READING = "reading", "Reading or research note"
        MODERATION = "moderation", "Moderation meeting"
        FEEDBACK = "feedback", "Feedback from a student teacher or tutor"
        PLAN = "plan", "Timetable, induction or support plan"
        OTHER = "other", "Something else"

    slug = models.CharField(max_length=8, unique=True, default=new_slug, editable=False)
    enrolment = models.ForeignKey("portfolio.Enrolment", on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    activity_date = models.DateField()
    description = models.TextField(blank=True)
    reflection = models.TextField(blank=True, help_text="What the mentor made of it (R17).")
    placement = models.ForeignKey(
        "portfolio.Placement", null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence"
    )
    module = models.ForeignKey(
        "modules.ModulePage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    link = models.URLField(blank=True)
    location = models.CharField(max_length=200, blank=True, help_text="Where it can be found (R18).")
    files = models.ManyToManyField("forms.Attachment", blank=True, related_name="evidence")
    criteria = models.ManyToManyField(
        "modules.Criterion", through="EvidenceCriterion", related_name="evidence"
    )
    # The mentor has ticked that no pupil and no student teacher can be identified (E19).
    anonymous = models.BooleanField(default=False)
    # With whom a professional conversation was held: somebody here, who is asked to confirm it, or a name.
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    other_name = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    otherwise = models.TextField(blank=True)  # what the other person remembers differently
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # The office took out what could identify somebody: words and files are gone, the row stays (E19).
    redacted_at = models.DateTimeField(null=True, blank=True)
    redacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = EvidenceQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # a mentor's work is no content of the site

    class Meta:
        ordering = ["-activity_date", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(anonymous=True), name="evidence_identifies_nobody"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(other__isnull=False), name="evidence_confirmed_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(redacted_at=None, redacted_by=None)
                | Q(redacted_at__isnull=False, redacted_by__isnull=False, removed_at__isnull=False),
                name="evidence_redacted_is_removed",
            ),
        ]

    def __str__(self):
        return self.slug


class EvidenceCriterion(models.Model):
    """How one piece of evidence meets one criterion, with the mentor's note (R17)."""

    evidence = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="links")
    criterion = models.ForeignKey("modules.Criterion", on_delete=models.PROTECT, related_name="links")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["criterion__standard__number", "criterion__order", "criterion__code"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "criterion"], name="evidence_criterion_once")
        ]

    def __str__(self):
        return f"{self.evidence_id}: {self.criterion_id}"


class EvidenceVersion(models.Model):
    """A piece of evidence as it was before a change: what the page showed, in plain words and dates."""

    evidence = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    until = models.DateTimeField(default=timezone.now)  # when it was changed
    content = models.JSONField()
    # What the content names by id: a file stays as long as a version refers to it (forms.files).
    files = models.ManyToManyField("forms.Attachment", blank=True, related_name="evidence_versions")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "number"], name="evidence_version_once"),
        ]

    def __str__(self):
        return f"{self.evidence_id}, {self.number}"


class Concern(models.Model):
    """Somebody has seen that evidence may identify a pupil or a student teacher (E19)."""

    class Outcome(models.TextChoices):
        REDACTED = "redacted", "Taken out"
        UNFOUNDED = "unfounded", "Nobody can be identified"

    slug = models.CharField(max_length=8, unique=True, default=new_slug, editable=False)
    evidence = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="concerns")
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)
    words = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["reported_at", "pk"]
        indexes = [models.Index(fields=["settled_at", "reported_at"], name="concern_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "reported_by"],
                condition=Q(settled_at=None),
                name="concern_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
                name="concern_settled_by_somebody",
            ),
        ]

    def __str__(self):
        return self.slug
