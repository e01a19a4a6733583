"""What happened to a certificate, appended and chained; after issue nothing is added to the Decisions."""

from django.conf import settings
from django.db import models


class Kind(models.TextChoices):
    ISSUED = "issued", "Issued"
    STORED = "stored", "Signed file stored"
    MAILED = "mailed", "E-mailed"
    SUPERSEDED = "superseded", "Replaced"
    REVOKED = "revoked", "Revoked"
    ERASED = "erased", "Details removed"


class CertificateEvent(models.Model):
    """One line. `facts` is plain matter that the hash covers: hashes, numbers, codes; no personal data."""

    certificate = models.ForeignKey("register.Certificate", on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["certificate_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "seq"], name="event_seq_once"),
            models.UniqueConstraint(
                fields=["certificate", "kind"],
                condition=models.Q(kind__in=["issued", "stored", "mailed", "superseded", "revoked"]),
                name="event_happens_once",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="event_kind_known"),
        ]

    def __str__(self):
        return f"{self.certificate_id}/{self.seq} {self.kind}"
