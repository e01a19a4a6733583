"""Pages that answer for the whole house when something went wrong on the way in."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    """403: the form's token is missing or old. Says what to do; nothing was changed."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request, exception=None):
    """400: a request that no browser form of ours sends."""
    return render(request, "400.html", status=400)
