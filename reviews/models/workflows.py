"""How a kind of form is reviewed: composed by the co-ordinator in the CMS, copied when a round opens."""

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from cms.permissions import Allowed
from forms.canonical import fingerprint
from forms.models import FormPage
from people.roles import REVIEWERS, Role


class ReviewWorkflow(ClusterableModel):
    """A list of stages in order; rounds under way keep the stages they began with; none is ever skipped."""

    name = models.CharField(max_length=80, unique=True)
    description = models.TextField(
        blank=True, help_text="What is reviewed this way, for whoever edits this next."
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "moderation workflow"

    def __str__(self):
        return self.name

    def digest(self):
        """SHA-256 of the stages as they are now: tells which rounds began with others."""
        return fingerprint([stage.terms() for stage in self.stages.all()])

    def under_way(self):
        """(how many of its rounds are under way, how many of them began with other stages than now)."""
        running = self.rounds.filter(closed_at=None)
        # A form that is not valid leaves its stages on this instance: ask for those that are kept.
        now = ReviewWorkflow.objects.get(pk=self.pk).digest()
        return running.count(), running.exclude(workflow_digest=now).count()


class MustOpen(models.TextChoices):
    """What a person must have opened before the signature is taken; the review page itself always."""

    PAGE = "page", "The page alone"
    CHANGED = "changed", "Each file that they have not opened in an earlier round"
    FILES = "files", "Each file"


class StageTerms(models.Model):
    """What is asked at a stage: set on the workflow's stage, copied to the round's."""

    statement = models.TextField(help_text="What the person signs. It is kept with their signature.")
    signatures_wanted = models.PositiveSmallIntegerField(
        default=1, help_text="How many people must sign this stage."
    )
    must_open = models.CharField(
        max_length=10,
        choices=MustOpen,
        default=MustOpen.PAGE,
        help_text="What the person must have opened before they can sign. Sending back is always possible.",
    )
    target_days = models.PositiveSmallIntegerField(
        default=14, help_text="Days after which the stage counts as late."
    )
    remind_after_days = models.PositiveSmallIntegerField(
        default=10, help_text="Days after which those who are asked get one reminder. 0 means never."
    )
    escalate_after_days = models.PositiveSmallIntegerField(
        default=21, help_text="Days after which it stands on the partnership office’s list. 0 means never."
    )
    panel_size = models.PositiveSmallIntegerField(
        default=0,
        help_text=(
            "How many people decide together after this stage has sent a sheet back twice. The mentor may "
            "also ask for somebody else after the first time. 0 means neither."
        ),
    )

    COPIED = (
        "role",
        "statement",
        "signatures_wanted",
        "must_open",
        "target_days",
        "remind_after_days",
        "escalate_after_days",
        "panel_size",
    )

    class Meta:
        abstract = True

    def terms(self):
        """{name: value} of what a round copies."""
        return {name: getattr(self, name) for name in self.COPIED}


class ReviewStage(StageTerms, Orderable):
    """One stage of a workflow: who, what they sign, how many of them, within how many days."""

    workflow = ParentalKey(ReviewWorkflow, on_delete=models.CASCADE, related_name="stages")
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in REVIEWERS])

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signatures_wanted__gte=1), name="workflow_stage_wants_a_signature"
            )
        ]

    def __str__(self):
        return f"{self.workflow}: {Role(self.role).label}"

    def clean(self):
        """The numbers fit together. Raises ValidationError by field."""
        super().clean()
        if problems := dict(self._problems()):
            raise ValidationError(problems)

    def _problems(self):
        """(field, sentence) of numbers that make no sense; what is missing is said by the field itself."""
        wanted, target = self.signatures_wanted, self.target_days
        remind, escalate = self.remind_after_days, self.escalate_after_days
        if wanted == 0:
            yield "signatures_wanted", "At least one person signs each stage. Enter 1 or more."
        if target == 0:
            yield "target_days", "Give people at least one day."
        if target and escalate and escalate < target:
            yield (
                "escalate_after_days",
                f"The office would hear of it before it is late. Enter {target} or more, or 0 for never.",
            )
        if remind and escalate and remind > escalate:
            yield (
                "remind_after_days",
                f"Remind people before the office hears of it. Enter {escalate} or less, or 0 for never.",
            )
        if self.panel_size == 1:
            yield "panel_size", "A panel has two people or more. Enter 0 for no panel."


class ReviewedFormPage(FormPage):
    """A form whose sendings pass through a workflow. Subclasses add guards and panels."""

    workflow = models.ForeignKey(
        ReviewWorkflow, null=True, blank=True, on_delete=models.PROTECT, related_name="pages"
    )

    content_panels = [*FormPage.content_panels, FieldPanel("workflow")]
    template = "forms/form_page.html"
    is_reviewed = True
    ends_with_office = True  # after the last signature the partnership office acts: it issues a certificate

    # -- questions that a subclass answers better ----------------------------------------------------------
    def guards(self, stage, user):
        """May this user sign this stage, beyond the general rules? Allowed, or Refused with a sentence."""
        return Allowed()

    def panels(self, round_, user):
        """What the review page shows beside the answers: a list of (template, context)."""
        return []

    def piece_name(self, content, label):
        """What a piece of the enclosure is called where it stands in a list. `label` is its sealed name."""
        return label

    def piece_words(self, content):
        """A piece of the enclosure in words, [(label, value)], to show what was altered between two rounds.

        [] where no words are known, None for a piece that only follows from others.
        """
        return []

    # -- what the forms engine asks and tells ----------------------------------------------------------------
    def previous_hash(self, submission):
        from reviews.models.decisions import Decision

        last = (
            Decision.objects.filter(round__submission=submission).order_by("-round__number", "-seq").first()
        )
        return last.hash if last else super().previous_hash(submission)

    def sent(self, sending):
        from reviews.actions import open_round

        open_round(sending=sending)

    def withdrawn(self, sending):
        from reviews.actions import close_withdrawn

        close_withdrawn(sending=sending)
