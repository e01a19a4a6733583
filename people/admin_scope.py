"""What every list of ours in the admin shares (wagtail-modeladmin)."""

from wagtail_modeladmin.options import ModelAdmin


def column(heading, order=None):
    """Mark a method of a list as a column in words; `order` names the field by which its heading sorts.

    A column of a truth value would ask for an icon of Django's admin, which is not installed here.
    """

    def mark(method):
        method.short_description, method.admin_order_field = heading, order
        return method

    return mark


class ScopedAdmin(ModelAdmin):
    """A list cut to what its permission helper lets the person see.

    No history page: wagtail-modeladmin's asks for no permission at all. No Django permissions on offer in the
    groups' form either: they would have no effect here.
    """

    inspect_view_enabled = True
    history_view_enabled = False
    list_per_page = 50

    def get_queryset(self, request):
        return self.permission_helper.rows(request.user).order_by(*self.get_ordering(request))

    def get_ordering(self, request):
        return self.ordering or self.opts.ordering

    def register_indexing(self):
        """No reference index: these rows mention no pages, and each save would pay for it."""

    def get_permissions_for_registration(self):
        return super().get_permissions_for_registration().none()
