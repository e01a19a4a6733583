"""Dated evidence of mentoring, cross-referenced to the criteria (R16–R19)."""

from django.db import models

from portfolio.slugs import new_slug


class EvidenceItem(models.Model):
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
    link = models.URLField(blank=True)
    location = models.CharField(max_length=200, blank=True, help_text="Where it can be found (R18).")
    files = models.ManyToManyField("forms.Attachment", blank=True, related_name="evidence")
    criteria = models.ManyToManyField(
        "modules.Criterion", through="EvidenceCriterion", related_name="evidence"
    )
    # The mentor has ticked that no pupil and no student teacher can be identified (E19).
    anonymous = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-activity_date", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(anonymous=True), name="evidence_identifies_nobody"),
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
