"""Who sees and changes what in the admin's lists: by role held today, not by Django permissions (F10, T7).

Each question about one object is answered from the same `x_visible_to` queryset that fills the list, because
wagtail-modeladmin loads the object of a page without asking the list's queryset.
"""

from wagtail_modeladmin.helpers import PermissionHelper

from people import permissions


class ScopedPermissionHelper(PermissionHelper):
    """Looking only, within `visible_to`; subclasses say what else is allowed."""

    visible_to = None

    def rows(self, user):
        """What the person sees of the model."""
        return type(self).visible_to(user)

    def sees(self, user, obj):
        """Whether this row is among them; the ids are read once, because lists ask for every row."""
        key = f"_visible_{self.opts.model_name}"
        if not hasattr(user, key):
            setattr(user, key, frozenset(self.rows(user).values_list("pk", flat=True)))
        return obj.pk in getattr(user, key)

    def user_has_any_permissions(self, user):
        return self.user_can_list(user)

    def user_can_list(self, user):
        return user.is_superuser or bool(permissions.staffed_providers(user))

    def user_can_inspect_obj(self, user, obj):
        return self.inspect_view_enabled and self.user_can_list(user) and self.sees(user, obj)

    def user_can_create(self, user):
        return False

    def user_can_edit_obj(self, user, obj):
        return False

    def user_can_delete_obj(self, user, obj):
        return False


class PeoplePermissions(ScopedPermissionHelper):
    """People: administrators all, a provider's staff their own; to be looked at only."""

    visible_to = staticmethod(permissions.people_visible_to)


class MailPermissions(ScopedPermissionHelper):
    """Messages sent: administrators all, a provider's staff those of their own people."""

    visible_to = staticmethod(permissions.mail_visible_to)


class PlacePermissions(ScopedPermissionHelper):
    """Places: co-ordinators keep them all, provider staff see their own; only administrators delete."""

    def user_can_list(self, user):
        return permissions.manages_places(user) or super().user_can_list(user)

    def user_can_create(self, user):
        return permissions.manages_places(user)

    def user_can_edit_obj(self, user, obj):
        return permissions.manages_places(user)

    def user_can_delete_obj(self, user, obj):
        return user.is_superuser


class ProviderPermissions(PlacePermissions):
    visible_to = staticmethod(permissions.providers_visible_to)


class SchoolPermissions(PlacePermissions):
    visible_to = staticmethod(permissions.schools_visible_to)


class PartnershipPermissions(PlacePermissions):
    visible_to = staticmethod(permissions.partnerships_visible_to)


class AppointmentPermissions(ScopedPermissionHelper):
    """Roles: given and ended by those who may give them (`MAY_GRANT`), not to oneself; never deleted."""

    visible_to = staticmethod(permissions.appointments_visible_to)

    def user_can_list(self, user):
        return bool(permissions.grantable_roles(user))

    def user_can_create(self, user):
        return self.user_can_list(user)

    def user_can_edit_obj(self, user, obj):
        mine = obj.person_id == user.pk and not user.is_superuser
        return not mine and obj.role in permissions.grantable_roles(user) and self.sees(user, obj)


class InvitationPermissions(ScopedPermissionHelper):
    """Invitations nobody has answered: sent again and taken back by those who could send them."""

    visible_to = staticmethod(permissions.invitations_visible_to)

    def user_can_list(self, user):
        return bool(permissions.grantable_roles(user))

    def user_can_edit_obj(self, user, obj):
        return obj.role in permissions.grantable_roles(user) and self.sees(user, obj)
