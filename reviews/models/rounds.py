"""A sending on its way past those who decide."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cms.dates import days_since
from people.roles import SCHOOL_ROLES, Role

from .decisions import Decision
from .talk import Comment
from .workflows import StageTerms

# What comments_visible_to and the time line ask of rounds.
WITH_TALK = models.Prefetch("comments", Comment.objects.select_related("author", "answer__author"))


class RoundQuerySet(models.QuerySet):
    def for_review(self):
        """With everything that guards and the review page ask of a round."""
        return self.select_related(
            "sending__version", "submission__owner", "submission__school", "submission__provider"
        ).prefetch_related(
            models.Prefetch(
                "stages",
                Stage.objects.select_related("school", "provider", "assignee", "claimed_by").prefetch_related(
                    "panel__person"
                ),
            ),
            models.Prefetch(
                "decisions",
                Decision.objects.select_related(
                    "signatory", "recorded_by", "stage", "deputy_of", "passed_to", "scan"
                ).order_by("seq"),
            ),
        )

    def with_talk(self):
        """The same with what was said about it, for comments_visible_to and the time line."""
        return self.for_review().prefetch_related(WITH_TALK)


class Round(models.Model):
    """One sending under review. What is sent again opens a new round; this one stays readable."""

    sending = models.OneToOneField("forms.Sending", on_delete=models.PROTECT, related_name="round")
    submission = models.ForeignKey("forms.Submission", on_delete=models.PROTECT, related_name="rounds")
    workflow = models.ForeignKey(
        "reviews.ReviewWorkflow", null=True, blank=True, on_delete=models.SET_NULL, related_name="rounds"
    )
    workflow_name = models.CharField(max_length=80)
    workflow_digest = models.CharField(max_length=64, blank=True)  # of the stages it began with
    number = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)  # when the last stage was signed
    closed_at = models.DateTimeField(null=True, blank=True)  # sent back, withdrawn or issued
    # After a sending back: the mentor asked that somebody else decides next time (E8).
    another_wanted_at = models.DateTimeField(null=True, blank=True)

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


class Stage(StageTerms):
    """A copied stage, with who is asked. Open when opened_at is set and closed_at is not.

    Who is asked is found in the appointments of the day (reviews.routing). `assignee` is whom it was passed
    on to, `claimed_by` who says that they are looking at it: both guide, neither keeps colleagues out. A
    panel stage asks its members alone; a fresh one nobody who has sent the sheet back before (E8).
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20, choices=Role)
    is_fresh = models.BooleanField(default=False)
    is_panel = models.BooleanField(default=False)
    school = models.ForeignKey(
        "people.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    provider = models.ForeignKey(
        "people.Provider", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
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
                fields=["role", "school", "provider", "opened_at"],
                condition=models.Q(closed_at=None),
                name="stage_open",
            ),
            models.Index(
                fields=["role", "provider", "opened_at"],
                condition=models.Q(closed_at=None),
                name="stage_open_at_provider",
            ),
            models.Index(
                fields=["assignee"],
                condition=models.Q(closed_at=None, assignee__isnull=False),
                name="stage_assigned",
            ),
        ]

    def __str__(self):
        return f"{self.round}, {self.get_role_display()}"

    @property
    def place(self):
        """The school or provider whose role is asked, or None."""
        return self.school if self.role in SCHOOL_ROLES else self.provider

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
