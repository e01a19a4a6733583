"""Every address of the house; apps are named as strings, the CMS's pages answer whatever is left."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

# Wagtail's own login and reset would go round allauth's limits (security.md F1): they lead to ours.
to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_reset = RedirectView.as_view(pattern_name="account_reset_password")

urlpatterns = [
    path("admin/login/", to_login),
    path("_util/login/", to_login),
    path("admin/password_reset/", to_reset),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("account/", include("people.urls")),
    path("account/", include("allauth.urls")),
    path("health/", include("cms.health")),
    path("reviews/", include("reviews.urls")),
    path("", include("register.urls")),
    path("", include("modules.urls")),
    path("", include("home.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include("forms.urls")),
    path("", include(wagtail_urls)),
]
handler400 = "home.views.bad_request"
