"""The admin's lists of places, people and messages (wagtail-modeladmin), and the menu that holds them all."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail_modeladmin.options import ModelAdminGroup

from people import admin_permissions
from people.admin_roles import AppointmentAdmin, InvitationAdmin
from people.admin_scope import ScopedAdmin, column
from people.models import OutgoingMail, Partnership, Provider, School, User


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


class PersonAdmin(ScopedAdmin):
    model = User
    permission_helper_class = admin_permissions.PeoplePermissions
    base_url_path = "people"
    menu_label = "People"
    menu_icon = "user"
    list_display = ["name", "email", "signs_in"]
    list_filter = ["is_active"]
    search_fields = ["name", "email", "former_names__name"]
    inspect_view_fields = ["name", "email", "trn", "is_active", "date_joined"]

    @column("Can sign in", order="is_active")
    def signs_in(self, person):
        return "Yes" if person.is_active else "No"


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
    items = [
        ProviderAdmin,
        SchoolAdmin,
        PartnershipAdmin,
        AppointmentAdmin,
        InvitationAdmin,
        PersonAdmin,
        MailAdmin,
    ]
