"""Pages that people's records rest on are not deleted: the rows are protected, Wagtail would answer 500."""

from django.db.models import Count
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page


def keep_pages(model, rows, sentence):
    """Refuse in Wagtail's admin to delete a `model` page that has `rows` (a related name) or a page above it.

    Of several pages chosen at once none is deleted then. The person reads `sentence(title, number)` for each
    page in use, and no names.
    """

    def refused(request, pages):
        found = {}
        for page in pages:
            below = model.objects.descendant_of(page, inclusive=True).annotate(in_use=Count(rows))
            kept = below.filter(in_use__gt=0).values_list("pk", "title", "in_use")
            found |= {key: (title, number) for key, title, number in kept}
        for title, number in sorted(found.values()):
            messages.error(request, sentence(title, number))
        return bool(found)

    @hooks.register("before_delete_page")
    def before_one(request, page):
        if refused(request, [page]):
            return redirect("wagtailadmin_explore", page.get_parent().pk)
        return None

    @hooks.register("before_bulk_action")
    def before_several(request, action_type, objects, action):
        if action_type == "delete" and issubclass(action.model, Page) and refused(request, objects):
            elsewhere = action.next_url != request.path
            return redirect(action.next_url if elsewhere else "wagtailadmin_explore_root")
        return None
