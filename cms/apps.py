"""The project package as an app: its checks, its template tags and the page cache's receivers."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = "Content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Register the system checks, and let whatever shows in public clear the page cache."""
        from cms import checks, pagecache  # noqa: F401  importing checks registers them

        pagecache.connect()
