"""The site's own addresses, and the bare views beside them."""

from django.urls import include, path

from cms import urls

handler400 = urls.handler400
urlpatterns = [path("bench/", include("benchmarks.bare.urls")), *urls.urlpatterns]
