"""A sending on its way past those who decide."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cms.dates import days_since
from people.roles import Role

from .decisions import Decision


class RoundQuerySet(models.QuerySet):
    def for_review(self):
        """With everything that guards and the review page ask of a round."""
        return self.select_related(
            "sending__version", "submission__owner", "submission__school", "submission__provider"
        ).prefetch_related(
            models.Prefetch("stages", Stage.objects.select_related("school", "provider", "assignee")),
            models.Prefetch(
                "decisions",
                Decision.objects.select_related("signatory", "recorded_by", "stage").order_by("seq"),
            ),
        )


class Round(models.Model):
    """One sending under review. What is sent again opens a new round; this one stays readable."""

    sending = models.OneToOneField("forms.Sending", on_delete=models.PROTECT, related_name="round")
    submission = models.ForeignKey("forms.Submission", on_delete=models.PROTECT, related_name="rounds")
    workflow = models.ForeignKey(
        "reviews.ReviewWorkflow", null=True, blank=True, on_delete=models.SET_NULL, related_name="rounds"
    )
    workflow_name = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)  # when the last stage was signed
    closed_at = models.DateTimeField(null=True, blank=True)  # sent back, withdrawn or issued

    objects = RoundQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # the admin's usage pages count content, not people's records

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="round_number_once")]

    def __str__(self):
        return f"{self.submission_id} round {self.number}"


class StageQuerySet(models.QuerySet):
    def open(self):
        """Stages whose turn it is."""
        return self.filter(opened_at__isnull=False, closed_at=None)


class Stage(models.Model):
    """A copied stage, with who is asked. Open when opened_at is set and closed_at is not."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20, choices=Role)
    statement = models.TextField()
    signatures_wanted = models.PositiveSmallIntegerField(default=1)
    target_days = models.PositiveSmallIntegerField(default=14)
    school = models.ForeignKey(
        "people.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    provider = models.ForeignKey(
        "people.Provider", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = StageQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["round_id", "position"]
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="stage_position_once")]
        indexes = [
            models.Index(
                fields=["role", "school", "provider"], condition=models.Q(closed_at=None), name="stage_open"
            ),
        ]

    def __str__(self):
        return f"{self.round}, {self.get_role_display()}"

    @property
    def is_open(self):
        return self.opened_at is not None and self.closed_at is None

    @property
    def days_waiting(self):
        """Whole days since it became this stage's turn."""
        return days_since(self.opened_at)

    @property
    def bar_days(self):
        """How many days the bar in the queue stands for, so that a late one still has room."""
        return self.target_days * 3 // 2 or 1

    @property
    def is_late(self):
        """Whether the stage waits longer than its workflow allowed."""
        return self.is_open and timezone.localdate() > self.due_on
