"""What was decided: appended, chained, never edited. Triggers (migration 0002) hold it against everyone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.roles import Role


class Outcome(models.TextChoices):
    SIGNED = "signed", "Signed"
    SENT_BACK = "sent_back", "Sent back"
    REASSIGNED = "reassigned", "Passed on"
    WITHDRAWN = "withdrawn", "Withdrawn"
    ISSUED = "issued", "Certificate issued"
    ERASED = "erased", "Details erased"


SIGNING = (Outcome.SIGNED, Outcome.ISSUED)
DECIDING = (Outcome.SIGNED, Outcome.SENT_BACK)  # what a stage can be answered with
CLOSING = (Outcome.SENT_BACK, Outcome.WITHDRAWN, Outcome.ISSUED)


class Decision(models.Model):
    """One line of a round's history.

    The signatory is whose signature it is, the recorder whoever typed it (E23). `comment`, `statement` and
    `typed_name` are personal: they enter the hash only through a salted commitment, so they can be erased.
    """

    round = models.ForeignKey("reviews.Round", on_delete=models.PROTECT, related_name="decisions")
    seq = models.PositiveIntegerField()
    stage = models.ForeignKey("reviews.Stage", null=True, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    signatory = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="signatures"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role, blank=True)
    acting = models.BooleanField(default=False)  # the role was held for the time being (E3)
    # Whose days away the signatory stood in for, and to whom a stage was passed on.
    deputy_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    passed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    # Signed by hand (E23): the days beside the two signatures on the paper, and its scan. `at` is when the
    # office recorded it.
    paper_on = models.DateField(null=True)
    mentor_paper_on = models.DateField(null=True)
    scan = models.ForeignKey("forms.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    # Null is not the same as empty here: it is what erasing leaves.
    typed_name = models.CharField(max_length=120, null=True)  # noqa: DJ001
    statement = models.TextField(null=True)  # noqa: DJ001
    comment = models.TextField(null=True)  # noqa: DJ001
    sections = models.JSONField(default=list, blank=True)  # labels of the parts to look at again
    erased = models.JSONField(default=list, blank=True)  # labels of the parts that this decision erased
    salt = models.CharField(max_length=64, null=True)  # noqa: DJ001
    commitment = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    wagtail_reference_index_ignore = True  # what people decided is no content: no index row for each save

    class Meta:
        ordering = ["round_id", "seq"]
        indexes = [
            models.Index(
                fields=["recorded_by"], condition=Q(paper_on__isnull=False), name="decision_on_paper"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "seq"], name="decision_seq_once"),
            models.UniqueConstraint(
                fields=["round", "signatory"],
                condition=Q(outcome__in=SIGNING),
                name="decision_one_signature_each",
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(outcome__in=CLOSING), name="decision_closes_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[Outcome.WITHDRAWN, Outcome.ERASED])
                | (~Q(recorded_by=F("mentor")) & (Q(signatory__isnull=True) | ~Q(signatory=F("mentor")))),
                name="decision_not_by_the_mentor",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=SIGNING) | Q(signatory__isnull=False),
                name="decision_signed_by_somebody",
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="decision_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.REASSIGNED) | Q(passed_to__isnull=True),
                name="decision_passed_on_only",
            ),
            models.CheckConstraint(
                condition=Q(passed_to__isnull=True) | ~Q(passed_to=F("mentor")),
                name="decision_not_passed_to_the_mentor",
            ),
        ]

    def __str__(self):
        return f"{self.round_id}/{self.seq} {self.outcome}"

    @property
    def is_erased(self):
        """Whether the words and the typed name were taken out; outcome, role and dates stay."""
        return self.salt is None
