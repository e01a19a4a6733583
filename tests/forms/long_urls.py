"""The same without the short way."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

urlpatterns = [
    path("account/", include("people.urls")),
    path("account/", include("allauth.urls")),
    path("", include(wagtail_urls)),
]
