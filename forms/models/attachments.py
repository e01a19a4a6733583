"""A person's file: bytes under a random key in private storage, facts in a row."""

import secrets

from django.conf import settings
from django.db import models


def new_key():
    """128 random bits as 32 hexadecimal digits: the file's place in storage and its name in addresses."""
    return secrets.token_hex(16)


class Attachment(models.Model):
    class State(models.TextChoices):
        SCANNING = "scanning", "Being checked for viruses"
        CLEAN = "clean", "Checked"
        REJECTED = "rejected", "Refused"
        ERASED = "erased", "Erased"

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attachments")
    submission = models.ForeignKey(
        "forms.Submission", null=True, blank=True, on_delete=models.SET_NULL, related_name="attachments"
    )
    name = models.CharField(
        max_length=150
    )  # as the person called it: shown and offered on download, never a path
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.SCANNING)
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True  # the admin's usage pages count content, not people's records

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"])]

    def __str__(self):
        return self.key

    @property
    def is_ready(self):
        return self.state == self.State.CLEAN
