"""Names that people had before (E14): found by the offices' search, shown and printed nowhere."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class FormerName(models.Model):
    """A name that somebody gave up on this site. Why is neither asked nor kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=120)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    wagtail_reference_index_ignore = True  # a person's record is no content: no index row for each save

    class Meta:
        ordering = ["person", "-changed_at", "-pk"]

    def __str__(self):
        return f"Former name {self.pk}"
