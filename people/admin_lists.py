"""The admin's lists of people and places (wagtail-modeladmin): what each shows and which forms it uses."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup
from wagtail_modeladmin.views import CreateView, EditView

from people import admin_permissions
from people.forms import AppointmentForm, EndAppointmentForm
from people.models import Appointment, OutgoingMail, Partnership, Provider, School, User


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


class ProviderAdmin(ScopedAdmin):
    model = Provider
    permission_helper_class = admin_permissions.ProviderPermissions
    menu_icon = "site"
    list_display = ["name", "kind", "office_email", "member_from", "member_to"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name", "code", "ukprn"]
    inspect_view_fields = [
        "name",
        "short_name",
        "kind",
        "code",
        "ukprn",
        "office_email",
        "member_from",
        "member_to",
    ]
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("short_name"), FieldPanel("slug")]),
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("ukprn")]),
        FieldPanel("office_email"),
        FieldRowPanel([FieldPanel("member_from"), FieldPanel("member_to")]),
    ]


class SchoolAdmin(ScopedAdmin):
    model = School
    permission_helper_class = admin_permissions.SchoolPermissions
    menu_icon = "home"
    list_display = ["name", "town", "phase", "urn", "closed_on"]
    list_filter = ["phase"]
    search_fields = ["name", "town", "urn", "postcode"]
    inspect_view_fields = ["name", "urn", "town", "postcode", "phase", "closed_on", "successor"]
    panels = [
        FieldPanel("name"),
        FieldPanel("urn"),
        FieldRowPanel([FieldPanel("town"), FieldPanel("postcode")]),
        FieldPanel("phase"),
        MultiFieldPanel([FieldPanel("closed_on"), FieldPanel("successor")], heading="When it closes"),
    ]


class PartnershipAdmin(ScopedAdmin):
    model = Partnership
    permission_helper_class = admin_permissions.PartnershipPermissions
    menu_icon = "link"
    list_display = ["provider", "school", "start", "end"]
    list_select_related = ["provider", "school"]
    search_fields = ["provider__name", "school__name", "school__town"]
    inspect_view_fields = ["provider", "school", "start", "end"]
    panels = [
        FieldPanel("provider"),
        FieldPanel("school"),
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
    ]


class AppointView(CreateView):
    """Gives a role, described in the words of roles.py."""

    page_title = "Give a role"

    def get_edit_handler(self):
        panels = [
            FieldPanel("email"),
            FieldPanel("name"),
            FieldPanel("role"),
            MultiFieldPanel([FieldPanel("school"), FieldPanel("provider")], heading="Where"),
            FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
            FieldPanel("note"),
        ]
        return ObjectList(panels, base_form_class=AppointmentForm).bind_to_model(self.model)


class EndAppointmentView(EditView):
    """Ends a role. Nothing else of an appointment changes: another place or role is another appointment."""

    page_title = "End a role"

    def get_edit_handler(self):
        return ObjectList([FieldPanel("end")], base_form_class=EndAppointmentForm).bind_to_model(self.model)


class AppointmentAdmin(ScopedAdmin):
    model = Appointment
    permission_helper_class = admin_permissions.AppointmentPermissions
    create_view_class = AppointView
    edit_view_class = EndAppointmentView
    menu_icon = "group"
    list_display = ["person", "role", "school", "provider", "start", "end"]
    list_select_related = ["person", "school", "provider"]
    list_filter = ["role"]
    search_fields = ["person__name", "person__email", "school__name", "provider__name"]
    inspect_view_fields = ["person", "role", "school", "provider", "start", "end", "note"]


class PersonAdmin(ScopedAdmin):
    model = User
    permission_helper_class = admin_permissions.PeoplePermissions
    base_url_path = "people"
    menu_label = "People"
    menu_icon = "user"
    list_display = ["name", "email", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "email"]
    inspect_view_fields = ["name", "email", "trn", "is_active", "date_joined"]


class MailAdmin(ScopedAdmin):
    model = OutgoingMail
    permission_helper_class = admin_permissions.MailPermissions
    base_url_path = "messages"
    menu_label = "Messages sent"
    menu_icon = "mail"
    list_display = ["subject", "recipient", "status", "created_at", "sent_at", "error"]
    list_filter = ["status"]
    search_fields = ["subject", "recipient"]
    inspect_view_fields = [
        "subject",
        "recipient",
        "person",
        "text",
        "status",
        "created_at",
        "sent_at",
        "attempts",
        "error",
    ]


class PeopleAndPlaces(ModelAdminGroup):
    menu_label = "Directory"
    menu_icon = "group"
    menu_order = 300
    items = [ProviderAdmin, SchoolAdmin, PartnershipAdmin, AppointmentAdmin, PersonAdmin, MailAdmin]
