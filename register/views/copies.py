"""The school's copy of a certificate, for the PCM of the school where it was signed (R32)."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from register.copies import copies_visible_to
from register.views.files import respond


@login_required
@require_safe
def certificate(request, number, revision):
    """The stored PDF; to everybody else, and at every other school, it does not exist."""
    found = get_object_or_404(copies_visible_to(request.user), number=number, revision=revision)
    return respond(request, found)
