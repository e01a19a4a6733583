"""What was sent, sealed. Triggers (migration 0002) let nothing change here except the erasing of a part."""

from django.db import models


class Sending(models.Model):
    """One act of sending: never edited. The seal covers every part's commitment (architecture, "Sending")."""

    submission = models.ForeignKey("forms.Submission", on_delete=models.PROTECT, related_name="sendings")
    reference = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    page = models.ForeignKey("forms.FormPage", on_delete=models.PROTECT, related_name="sendings")
    version = models.ForeignKey("forms.FormVersion", on_delete=models.PROTECT, related_name="sendings")
    definition_sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True  # the admin's usage pages count content, not people's records

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="sending_number_once")]

    def __str__(self):
        return f"{self.reference}/{self.number}"


class SealedPart(models.Model):
    """One step, piece of the enclosure, file, or the signer. Salt and content are null once erased."""

    class Kind(models.TextChoices):
        STEP = "step", "Step"
        ENCLOSED = "enclosed", "Enclosed record"
        FILE = "file", "File"
        SIGNER = "signer", "Signer and statement"

    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    label = models.CharField(max_length=80)
    salt = models.CharField(max_length=64, null=True)  # noqa: DJ001  null means erased
    content = models.JSONField(null=True)
    commitment = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True  # the admin's usage pages count content, not people's records

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["sending", "position"], name="part_position_once"),
            models.UniqueConstraint(fields=["sending", "label"], name="part_label_once"),
            models.CheckConstraint(
                condition=models.Q(salt__isnull=True, content__isnull=True)
                | models.Q(salt__isnull=False, content__isnull=False),
                name="part_whole_or_erased",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def is_erased(self):
        return self.salt is None


class SendingFile(models.Model):
    """A file that was sent: keeps the attachment, and is the review door's predicate."""

    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="files")
    attachment = models.ForeignKey("forms.Attachment", on_delete=models.PROTECT, related_name="sending_files")

    wagtail_reference_index_ignore = True  # the admin's usage pages count content, not people's records

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sending", "attachment"], name="sending_file_once")]

    def __str__(self):
        return f"{self.sending_id}: {self.attachment_id}"
