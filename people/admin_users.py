"""Wagtail's list of users, with our one-name forms; reached by administrators alone."""

from wagtail.users.views.users import IndexView, UserViewSet

from people.forms.accounts import PersonCreationForm, PersonEditForm


class PersonIndexView(IndexView):
    """Searches names as well as addresses."""

    search_fields = {"name", "email"}

    def order_queryset(self, queryset):
        by_name = self.ordering in ("name", "-name")
        return queryset.order_by(self.ordering) if by_name else super().order_queryset(queryset)


class PersonViewSet(UserViewSet):
    index_view_class = PersonIndexView
    create_template_name = "people/admin/user_create.html"
    edit_template_name = "people/admin/user_edit.html"
    delete_template_name = "people/admin/user_delete.html"

    def get_form_class(self, for_update=False):
        return PersonEditForm if for_update else PersonCreationForm
