"""The mentor's own certificate, to download again at any time (R31)."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from register.permissions import own_certificates
from register.views.files import respond


@login_required
@require_safe
def certificate(request, number, revision):
    """The stored PDF of one of the person's own certificates; anybody else's does not exist here."""
    found = get_object_or_404(own_certificates(request.user), number=number, revision=revision)
    return respond(request, found)
