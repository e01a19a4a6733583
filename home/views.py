"""Answers for the whole house: what search engines may read, and what went wrong on the way in."""

from django.http import HttpResponse
from django.shortcuts import render

ROBOTS = "User-agent: *\n" + "".join(
    f"Disallow: /{room}/\n" for room in ("admin", "account", "my", "office", "reviews", "verify")
)


def robots(request):
    """Search engines may read guidance, and no page about a person."""
    return HttpResponse(ROBOTS, content_type="text/plain")


def csrf_failure(request, reason=""):
    """403: the form's token is missing or old. Says what to do; nothing was changed."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request, exception=None):
    """400: a request that no browser form of ours sends."""
    return render(request, "400.html", status=400)
