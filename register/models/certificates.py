"""The register's rows: one certificate per award and revision, with everything printed copied in."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from register.codes import new_code
from register.facts import CertificateFacts
from register.models.words import SearchWord

# A killed worker's task is handed out again five times within ten minutes; after that the sweep takes over.
SWEEP_AFTER = timedelta(minutes=10)


def first_sweep():
    """When the sweep should look at a certificate issued now."""
    return timezone.now() + SWEEP_AFTER


class CertificateSequence(models.Model):
    """The last number given out in a year; its row is locked while the next is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.year}: {self.last}"


class Status(models.TextChoices):
    ISSUING = "issuing", "Being made"  # the row stands, the worker has not stored the file yet
    VALID = "valid", "Valid"
    SUPERSEDED = "superseded", "Replaced"
    REVOKED = "revoked", "Not valid"


class CertificateQuerySet(models.QuerySet):
    def on_the_register(self):
        """Those that the public check knows: the file exists, or existed."""
        return self.exclude(status=Status.ISSUING)

    def due(self, now):
        """Those whose making should have ended by now; none that is done, or waits for the office."""
        return self.filter(due_at__lte=now)


class Certificate(models.Model):
    """One revision. `facts` is what is printed, word for word.

    After issue only the status changes, what the worker notes (attempts, problem, due_at), and once the
    stored file's key, size and hash. Facts and their salt can be erased together, never changed: triggers
    hold all this (migration 0002).
    """

    award = models.ForeignKey("portfolio.Award", on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=20)
    revision = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=17, unique=True, default=new_code)
    status = models.CharField(max_length=10, choices=Status, default=Status.ISSUING)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates"
    )
    provider = models.ForeignKey("people.Provider", on_delete=models.PROTECT, related_name="certificates")
    level = models.ForeignKey("modules.Level", on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(null=True)
    # Of the commitment to `facts` in the first event; null means erased.
    salt = models.CharField(max_length=64, null=True)  # noqa: DJ001
    sealed_by = models.CharField(max_length=64)  # the issuing decision's hash (architecture, "Decision")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    storage_key = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    stored_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # how often the worker has begun to make it
    problem = models.CharField(max_length=300, blank=True)  # why the worker gave up, for the office
    # When the sweep looks at it; null once it is made and its mail owed, and while it waits for the office.
    due_at = models.DateTimeField(null=True, default=first_sweep)

    objects = CertificateQuerySet.as_manager()

    wagtail_reference_index_ignore = True  # a person's record is no content: no index row for each save

    class Meta:
        ordering = ["-issued_at", "-pk"]
        indexes = [
            models.Index(fields=["provider", "-issued_at"], name="certificate_of_provider"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="certificate_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number", "revision"], name="certificate_number_once"),
            models.UniqueConstraint(fields=["award", "revision"], name="certificate_revision_once"),
            models.UniqueConstraint(
                fields=["award"], condition=Q(status__in=["issuing", "valid"]), name="certificate_one_valid"
            ),
            models.CheckConstraint(
                condition=Q(status="issuing")
                | (~Q(storage_key="") & ~Q(sha256="") & Q(stored_at__isnull=False)),
                name="certificate_valid_has_a_file",
            ),
            models.CheckConstraint(
                condition=Q(facts__isnull=True, salt__isnull=True)
                | Q(facts__isnull=False, salt__isnull=False),
                name="certificate_whole_or_erased",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="certificate_status_known"),
        ]

    def __str__(self):
        return f"{self.number} revision {self.revision}"

    def save(self, *args, **kwargs):
        """Save the row, and with it the words by which the register's room finds it; none once erased."""
        adding = self._state.adding
        super().save(*args, **kwargs)
        if adding:
            SearchWord.objects.bulk_create(SearchWord.of(self))
        elif self.is_erased:
            self.words.all().delete()

    @property
    def is_erased(self):
        """Whether the person's details were taken out; number, code, provider, level and dates stay."""
        return self.salt is None

    @property
    def printed(self):
        """What is printed, as CertificateFacts; None once it was erased."""
        return None if self.is_erased else CertificateFacts.from_json(self.facts)

    @property
    def reference(self):
        """The name of this revision in addresses and messages: MC-2026-000123-1."""
        return f"{self.number}-{self.revision}"

    @property
    def file_name(self):
        """What the PDF is called when it is saved."""
        return f"{self.number}.pdf" if self.revision == 1 else f"{self.reference}.pdf"

    @property
    def file_key(self):
        """Where the PDF lies in private storage.

        The same for every attempt, so that a second one finds what the first stored; of this certificate
        alone even where a number comes back after a restored backup, because the code does not.
        """
        year = self.number.split("-")[1]
        unlike = hashlib.sha256(self.code.encode()).hexdigest()[:16]
        return f"certificates/{year}/{self.reference}-{unlike}.pdf"
