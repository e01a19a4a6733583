"""What is said about a round, and what a reviewer has done so far without deciding."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Comment(models.Model):
    """A remark on a part of what was sent, on one criterion or on the whole.

    To the mentor it is shown once its author's side has decided, a question at once; among reviewers never.
    `part` is the label of a sealed part, "" for the whole. An answer is the mentor's, to a question.
    """

    class Audience(models.TextChoices):
        MENTOR = "mentor", "The mentor"
        REVIEWERS = "reviewers", "Reviewers only"

    round = models.ForeignKey("reviews.Round", on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    part = models.CharField(max_length=120, blank=True)
    criterion = models.CharField(max_length=20, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.MENTOR)
    is_question = models.BooleanField(default=False)
    answers = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answer"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_question=False) | Q(audience="mentor"), name="comment_question_to_the_mentor"
            ),
            models.CheckConstraint(
                condition=Q(answers__isnull=True) | Q(audience="mentor", is_question=False),
                name="comment_answer_is_no_question",
            ),
        ]

    def __str__(self):
        return f"{self.round_id}: {self.pk}"


class DraftDecision(models.Model):
    """What somebody began to decide and kept for later; deciding throws it away."""

    stage = models.ForeignKey("reviews.Stage", on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    sections = models.JSONField(default=list, blank=True)
    saved_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "person"], name="draft_decision_once")]

    def __str__(self):
        return f"{self.stage_id}: {self.person_id}"


class Opening(models.Model):
    """Somebody opened a file of what was sent, known by its label in the sending."""

    round = models.ForeignKey("reviews.Round", on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120)
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person", "label"], name="opening_once")]

    def __str__(self):
        return f"{self.round_id}: {self.label}"
