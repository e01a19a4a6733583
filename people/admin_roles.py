"""The admin's lists of roles and of invitations to them, with the pages that give and take them back."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.views import CreateView, EditView

from cms.dates import date_uk
from people import admin_permissions
from people.admin_scope import ScopedAdmin, column
from people.forms.roles import AGAIN, REVOKE, AppointmentForm, EndAppointmentForm, InvitationForm
from people.models import Appointment, Invitation


def outcome(instance):
    """What to tell whoever gave a role: the person holds it, or was invited to it."""
    if isinstance(instance, Invitation):
        until = date_uk(instance.expires_at)
        return f"{instance.name} was invited. The link we send to {instance.email} works until {until}."
    return f"{instance.person} now has the role {instance.title}, and gets a message that says so."


class AppointView(CreateView):
    """Gives a role, described in the words of roles.py, to somebody known or by invitation."""

    page_title = "Give a role"

    def get_edit_handler(self):
        panels = [
            FieldPanel("email"),
            FieldPanel("name"),
            FieldPanel("role"),
            FieldPanel("acting"),
            MultiFieldPanel([FieldPanel("school"), FieldPanel("provider")], heading="Where"),
            FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
            FieldPanel("note"),
        ]
        return ObjectList(panels, base_form_class=AppointmentForm).bind_to_model(self.model)

    def get_success_message(self, instance):
        return outcome(instance)

    def get_success_message_buttons(self, instance):
        return []


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
    list_display = ["person", "as_what", "school", "provider", "start", "end"]
    list_select_related = ["person", "school", "provider"]
    list_filter = ["role", "acting"]
    search_fields = ["person__name", "person__email", "school__name", "provider__name"]
    inspect_view_fields = ["person", "role", "acting", "school", "provider", "start", "end", "note"]

    @column("Role", order="role")
    def as_what(self, appointment):
        return appointment.role_name


class AnswerView(EditView):
    """Sends an invitation again or takes it back; what it says never changes."""

    page_title = "Invitation"

    def get_initial(self):
        return {"what": self.request.GET.get("what")}

    def get_edit_handler(self):
        return ObjectList([FieldPanel("what")], base_form_class=InvitationForm).bind_to_model(self.model)

    def form_valid(self, form):
        self.revoked = form.cleaned_data["what"] == REVOKE
        return super().form_valid(form)

    def get_success_message(self, instance):
        if self.revoked:
            return f"The invitation of {instance.name} was taken back. Its link no longer works."
        return outcome(instance)

    def get_success_message_buttons(self, instance):
        return []


class InvitationButtons(ButtonHelper):
    """A row's two buttons, to the same page with one of its answers chosen."""

    WORDS = {AGAIN: "Send again", REVOKE: "Take back"}

    def get_buttons_for_obj(self, obj, exclude=None, classnames_add=None, classnames_exclude=None):
        if not self.permission_helper.user_can_edit_obj(self.request.user, obj):
            return []
        button = self.edit_button(obj.pk, classnames_add, classnames_exclude)
        return [
            {**button, "url": f"{button['url']}?what={what}", "label": label, "title": f"{label}: {obj}"}
            for what, label in self.WORDS.items()
        ]


class InvitationAdmin(ScopedAdmin):
    """Invitations that nobody has answered; new ones come from giving a role."""

    model = Invitation
    permission_helper_class = admin_permissions.InvitationPermissions
    button_helper_class = InvitationButtons
    edit_view_class = AnswerView
    inspect_view_enabled = False
    menu_icon = "mail"
    list_display = ["name", "email", "to_what", "standing"]
    list_select_related = ["school", "provider", "mail"]
    search_fields = ["name", "email", "school__name", "provider__name"]

    @column("Role", order="role")
    def to_what(self, invitation):
        return invitation.title[0].upper() + invitation.title[1:]

    @column("Where it stands", order="expires_at")
    def standing(self, invitation):
        return invitation.state

    def get_extra_attrs_for_field_col(self, obj, field_name=None):
        """Leave room for the two buttons below the name, on a phone too."""
        return {"style": "min-width: 9rem"} if field_name == "name" else {}
