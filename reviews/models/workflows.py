"""How a kind of form is reviewed: composed by the co-ordinator in the CMS, copied when a round opens."""

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel
from wagtail.models import Orderable

from cms.permissions import Allowed
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


class ReviewStage(Orderable):
    """One stage of a workflow: who, what they sign, how many of them, within how many days."""

    workflow = ParentalKey(ReviewWorkflow, on_delete=models.CASCADE, related_name="stages")
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in REVIEWERS])
    statement = models.TextField(help_text="What the person signs. It is kept with their signature.")
    signatures_wanted = models.PositiveSmallIntegerField(
        default=1, help_text="How many people must sign this stage."
    )
    target_days = models.PositiveSmallIntegerField(
        default=14, help_text="Days after which the stage counts as late."
    )

    panels = [
        FieldPanel("role"),
        FieldPanel("statement"),
        FieldPanel("signatures_wanted"),
        FieldPanel("target_days"),
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
