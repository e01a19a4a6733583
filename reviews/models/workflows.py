"""How a kind of form is reviewed: composed by the co-ordinator in the CMS, copied when a round opens."""

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel
from wagtail.models import Orderable

from cms.permissions import Allowed
from forms.canonical import fingerprint
from forms.models import FormPage
from people.roles import REVIEWERS, Role

KEPT = (
    "<p>Reviews under way keep the stages they began with. A change applies to what is sent from now on.</p>"
)


class ReviewWorkflow(ClusterableModel):
    """A list of stages in order; rounds under way keep the stages they began with; none is ever skipped."""

    name = models.CharField(max_length=80, unique=True)
    description = models.TextField(
        blank=True, help_text="What is reviewed this way, for whoever edits this next."
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("description"),
        HelpPanel(KEPT),
        InlinePanel("stages", heading="Stages, in order", label="Stage", min_num=1),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = "moderation workflow"

    def __str__(self):
        return self.name

    def digest(self):
        """SHA-256 of the stages as they are now: tells which rounds began with others."""
        return fingerprint([stage.terms() for stage in self.stages.all()])


class MustOpen(models.TextChoices):
    """What a person must have opened before the signature is taken; the review page itself always."""

    PAGE = "page", "The page alone"
    CHANGED = "changed", "Each file that is new since the round before"
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

    panels = [
        FieldPanel("role"),
        FieldPanel("statement"),
        FieldPanel("signatures_wanted"),
        FieldPanel("must_open"),
        FieldPanel("target_days"),
        FieldPanel("remind_after_days"),
        FieldPanel("escalate_after_days"),
        FieldPanel("panel_size"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signatures_wanted__gte=1), name="workflow_stage_wants_a_signature"
            )
        ]

    def __str__(self):
        return f"{self.workflow}: {Role(self.role).label}"


class ReviewedFormPage(FormPage):
    """A form whose sendings pass through a workflow. Subclasses add guards and panels."""

    workflow = models.ForeignKey(
        ReviewWorkflow, null=True, blank=True, on_delete=models.PROTECT, related_name="pages"
    )

    content_panels = [*FormPage.content_panels, FieldPanel("workflow")]
    template = "forms/form_page.html"
    is_reviewed = True

    # -- questions that a subclass answers better ----------------------------------------------------------
    def guards(self, stage, user):
        """May this user sign this stage, beyond the general rules? Allowed, or Refused with a sentence."""
        return Allowed()

    def panels(self, round_, user):
        """What the review page shows beside the answers: a list of (template, context)."""
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
