"""Addresses for the tests of the short way: the steps' own pattern before Wagtail's."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

urlpatterns = [
    path("account/", include("people.urls")),
    path("account/", include("allauth.urls")),
    path("", include("forms.urls")),
    path("", include(wagtail_urls)),
]
