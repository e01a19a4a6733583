"""The same addresses as in our project, so that the client asks both alike."""

from django.urls import include, path

urlpatterns = [path("bench/", include("benchmarks.bare.urls"))]
