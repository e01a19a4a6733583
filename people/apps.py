"""App settings of the people room, and of Wagtail's users with our one-name form."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = "People"
    default = True


class WagtailUsersConfig(WagtailUsersAppConfig):
    """wagtail.users, asking for one name where it would ask for a first and a last one."""

    user_viewset = "people.admin_users.PersonViewSet"
