"""Moderation workflows in the admin's menu, and how much waits where on its home page, without names."""

from django.db.models import Count, Q
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from reviews.models import ReviewWorkflow
from reviews.permissions import can_delete_workflow, can_see_counts
from reviews.waiting_panel import WaitingPanel
from reviews.workflow_panels import edit_handler, roles_asked_twice, under_way_in_words


class ReviewWorkflowViewSet(SnippetViewSet):
    model = ReviewWorkflow
    icon = "tasks"
    menu_label = "Moderation workflows"
    menu_order = 310
    add_to_admin_menu = True
    ordering = ["name"]
    edit_handler = edit_handler
    list_display = [
        "name",
        Column("used", label="Forms", accessor="used"),
        Column("waiting", label="Under way", accessor="waiting"),
        Column("older", label="On older stages", accessor=lambda workflow: workflow.under_way()[1]),
    ]

    def get_queryset(self, request):
        """Workflows with the number of forms and of running rounds."""
        running = Q(rounds__closed_at=None, rounds__isnull=False)
        used = Count("pages", distinct=True)
        return ReviewWorkflow.objects.annotate(
            used=used, waiting=Count("rounds", filter=running, distinct=True)
        )


register_snippet(ReviewWorkflowViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def say_what_it_means(request, instance):
    """After saving: how many reviews go on as they began, and for which roles several people are needed."""
    if isinstance(instance, ReviewWorkflow):
        messages.info(request, under_way_in_words(instance))
        for sentence in roles_asked_twice(instance):
            messages.warning(request, sentence)


@hooks.register("before_delete_snippet")
def keep_what_is_used(request, instances):
    """Refuse to delete a workflow that is in use, one or many at once, with a sentence."""
    for instance in instances:
        if isinstance(instance, ReviewWorkflow) and not (answer := can_delete_workflow(instance)):
            messages.error(request, answer.reason)
            return redirect(ReviewWorkflow.snippet_viewset.get_url_name("list"))
    return None


@hooks.register("construct_homepage_panels")
def add_waiting_panel(request, panels):
    """For those who edit the workflows."""
    if can_see_counts(request.user):
        panels.append(WaitingPanel())
