from django.conf import settings
from django.db import models


class Answer(models.Model):
    """The one row that the bare form writes."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    given = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.owner_id} at {self.at}"
