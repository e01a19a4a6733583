"""Giving a file out: always to save, never to open in the page, never kept by a cache (T24)."""

from django.http import FileResponse, HttpResponse
from django.template.loader import render_to_string

from forms.files import storing
from forms.models import Attachment

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def respond(attachment, request=None):
    """The file as a download, or a 404 page that says why there is none. The caller has asked who may have
    it.
    """
    if attachment.state != Attachment.State.CLEAN:
        return _unavailable(attachment, request)
    try:
        content = storing.read(attachment.key)
    except OSError:
        return _unavailable(attachment, request)
    return FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
        headers=dict(HEADERS),
    )


def _unavailable(attachment, request):
    """404: being checked, refused, erased, or lost from storage (X11)."""
    page = render_to_string("forms/file_unavailable.html", {"attachment": attachment}, request=request)
    return HttpResponse(page, status=404, headers={"Cache-Control": "private, no-store"})
