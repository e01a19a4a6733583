from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "The front door"
    default_auto_field = "django.db.models.BigAutoField"
