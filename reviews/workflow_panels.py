"""The page on which a co-ordinator composes a workflow: its fields in groups, and what happens in the end."""

from collections import Counter

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
)

from reviews.routing import in_words

HOW_IT_GOES = """
<p>Stages are signed in this order and none is skipped: each waits until the one before it has all its
signatures. Nobody signs two stages of one review, and nobody signs their own work.</p>
<p>Whoever’s turn it is can send the form back with a reason. When the mentor sends it again, a new review
begins with the first stage.</p>
<p>When all have signed, the form is signed off. A record sheet then goes to the partnership office, which
issues the certificate.</p>
<p>A change here applies to what is sent from now on. Reviews under way keep the stages they began with.</p>
"""


def under_way_in_words(workflow):
    """How many reviews run, and how many of them on older stages, as a sentence or two."""
    running, older = workflow.under_way()
    if not running:
        return "No review is under way."
    which = "older" if older else "these"
    if running == 1:
        return f"1 review is under way, with {which} stages. It keeps them."
    if older in (0, running):
        return f"{running} reviews are under way, all with {which} stages. They keep them."
    return (
        f"{running} reviews are under way: {running - older} with these stages, {older} with older ones. "
        "They keep what they began with."
    )


def roles_asked_twice(workflow):
    """A sentence for each role that stands at several stages, because several people have to hold it."""
    roles = Counter(stage.role for stage in workflow.stages.all())
    return [
        f"{number} stages ask for the {in_words(role)}. Nobody signs twice, so {number} different "
        "people have to hold that role."
        for role, number in roles.items()
        if number > 1
    ]


class UnderWayPanel(Panel):
    """Says how many reviews run on the workflow, before somebody changes it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "reviews/admin/under_way.html"

        def is_shown(self):
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return context | {"sentence": under_way_in_words(self.instance)}


STAGE_PANELS = [
    FieldPanel(
        "role",
        heading="Who signs",
        help_text="Asked is whoever holds this role at the mentor’s school or provider on that day.",
    ),
    FieldPanel("statement", heading="What they sign"),
    FieldPanel(
        "signatures_wanted",
        heading="How many of them",
        help_text="1: one of those asked signs for all. 2 or more: that many different people sign.",
    ),
    FieldPanel("must_open", heading="What they open first"),
    FieldRowPanel(
        [
            FieldPanel("target_days", heading="Late after days"),
            FieldPanel("remind_after_days", heading="Reminder after days"),
            FieldPanel("escalate_after_days", heading="To the office after days"),
        ]
    ),
    FieldPanel("panel_size", heading="People on a panel"),
]

WORKFLOW_PANELS = [
    UnderWayPanel(heading="Under way"),
    MultiFieldPanel([FieldPanel("name"), FieldPanel("description")], "The workflow"),
    HelpPanel(HOW_IT_GOES, heading="What happens"),
    InlinePanel("stages", panels=STAGE_PANELS, heading="Stages, in order", label="Stage", min_num=1),
]
edit_handler = ObjectList(WORKFLOW_PANELS)
