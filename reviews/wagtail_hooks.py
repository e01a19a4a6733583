"""Moderation workflows in the admin's menu, and how much waits where on its home page, without names."""

from django.db.models import Count, Q
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from people.roles import Role
from reviews.models import ReviewWorkflow
from reviews.permissions import can_delete_workflow, can_see_counts
from reviews.queue import waiting_counts


class ReviewWorkflowViewSet(SnippetViewSet):
    model = ReviewWorkflow
    icon = "tasks"
    menu_label = "Moderation workflows"
    menu_order = 310
    add_to_admin_menu = True
    ordering = ["name"]
    list_display = [
        "name",
        Column("used", label="Forms reviewed this way", accessor="used"),
        Column("waiting", label="Reviews under way", accessor="waiting"),
    ]

    def get_queryset(self, request):
        """Workflows with the number of forms and of running rounds."""
        running = Q(rounds__closed_at=None, rounds__isnull=False)
        used = Count("pages", distinct=True)
        return ReviewWorkflow.objects.annotate(
            used=used, waiting=Count("rounds", filter=running, distinct=True)
        )


register_snippet(ReviewWorkflowViewSet)


@hooks.register("before_delete_snippet")
def keep_what_is_used(request, instances):
    """Refuse to delete a workflow that is in use, one or many at once, with a sentence."""
    for instance in instances:
        if isinstance(instance, ReviewWorkflow) and not (answer := can_delete_workflow(instance)):
            messages.error(request, answer.reason)
            return redirect(ReviewWorkflow.snippet_viewset.get_url_name("list"))
    return None


class WaitingPanel(Component):
    """How many rounds wait at each stage, without names."""

    name = "reviews_waiting"
    order = 120
    template_name = "reviews/admin/waiting_panel.html"

    def get_context_data(self, parent_context=None):
        rows = waiting_counts()
        return {"rows": [{**row, "role": Role(row["role"]).label} for row in rows]}


@hooks.register("construct_homepage_panels")
def add_waiting_panel(request, panels):
    """For those who edit the workflows."""
    if can_see_counts(request.user):
        panels.append(WaitingPanel())
