"""Record sheets made into PDFs when somebody asked for one."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils import timezone


class SheetFile(models.Model):
    """The PDF of one round after so many decisions: a later signature, or an erasing, makes it out of date.

    Nothing is lost with a row: the sealed parts and the decisions are what counts, and make it again.
    """

    round = models.ForeignKey("reviews.Round", on_delete=models.PROTECT, related_name="sheet_files")
    decisions = models.PositiveIntegerField()  # how many there were in the round
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)  # why it could not be made
    made_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    wagtail_reference_index_ignore = True  # a person's record is no content: no index row for each save

    class Meta:
        ordering = ["round_id", "decisions"]
        constraints = [
            models.UniqueConstraint(fields=["round", "decisions"], name="sheet_file_once"),
            models.CheckConstraint(
                condition=models.Q(made_at=None) | ~models.Q(sha256=""), name="sheet_file_made_has_a_hash"
            ),
        ]

    def __str__(self):
        return f"{self.round_id} after {self.decisions}"

    @property
    def is_being_made(self):
        return self.made_at is None and not self.problem

    @property
    def storage_key(self):
        """Where the PDF lies in private storage: the same at every attempt, another after a signature."""
        told = f"{self.round.sending.seal} {self.round_id} {self.decisions}"
        return f"sheets/{hashlib.sha256(told.encode()).hexdigest()}.pdf"
