"""A form page with submissions is not deleted: Wagtail would answer 500, because sendings protect their
page.
"""

from django.db.models import Count
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from forms.models import FormPage


def used(pages):
    """[(title, number of submissions)] of the form pages among these pages and all below them; no names."""
    found = {}
    for page in pages:
        forms = FormPage.objects.descendant_of(page, inclusive=True).annotate(number=Count("submissions"))
        found |= {form.pk: (form.title, form.number) for form in forms.filter(number__gt=0)}
    return sorted(found.values())


def refuse(request, pages):
    """Say which of the forms have submissions. Returns False when none has."""
    in_use = used(pages)
    for title, number in in_use:
        noun = "submission" if number == 1 else "submissions"
        messages.error(request, f"“{title}” has {number} {noun}; unpublish it instead.")
    return bool(in_use)


@hooks.register("before_delete_page")
def keep_used_form(request, page):
    """Instead of deleting the page, or one above it, go back to its parent with a sentence."""
    if refuse(request, [page]):
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def keep_used_forms(request, action_type, objects, action):
    """The same for several pages deleted at once: none of them is."""
    if action_type == "delete" and issubclass(action.model, Page) and refuse(request, objects):
        return redirect(action.next_url if action.next_url != request.path else "wagtailadmin_explore_root")
    return None
