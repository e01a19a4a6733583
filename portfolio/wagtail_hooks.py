"""A module page that mentors have completed is not deleted: their records refer to it."""

from django.db.models import Count
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from modules.models import ModulePage


def completed(pages):
    """[(title, number of mentors)] of the completed modules among these pages and below them; no names."""
    found = {}
    for page in pages:
        below = ModulePage.objects.descendant_of(page, inclusive=True)
        modules = below.annotate(mentors=Count("completions"))
        found |= {module.pk: (module.title, module.mentors) for module in modules.filter(mentors__gt=0)}
    return sorted(found.values())


def refuse(request, pages):
    """Say which modules are in mentors' records. Returns False when none is."""
    in_use = completed(pages)
    for title, number in in_use:
        who = "1 mentor has" if number == 1 else f"{number} mentors have"
        messages.error(request, f"{who} completed “{title}”; unpublish it instead.")
    return bool(in_use)


@hooks.register("before_delete_page")
def keep_completed_module(request, page):
    """Instead of deleting the page, or one above it, go back to its parent with a sentence."""
    if refuse(request, [page]):
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def keep_completed_modules(request, action_type, objects, action):
    """The same for several pages deleted at once: none of them is."""
    if action_type == "delete" and issubclass(action.model, Page) and refuse(request, objects):
        return redirect(action.next_url if action.next_url != request.path else "wagtailadmin_explore_root")
    return None
