from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    verbose_name = "Forms"

    def ready(self):
        from wagtail.signals import page_published

        from forms.versions import page_was_published

        page_published.connect(page_was_published, dispatch_uid="forms.keep_version")
