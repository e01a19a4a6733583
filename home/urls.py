"""Addresses of the front door that are not pages of the CMS."""

from django.http import HttpResponse
from django.urls import path

ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /account/\nDisallow: /my/\nDisallow: /verify/\n"


def robots(request):
    """What search engines may read: guidance, and no page about a person."""
    return HttpResponse(ROBOTS, content_type="text/plain")


urlpatterns = [path("robots.txt", robots, name="robots")]
