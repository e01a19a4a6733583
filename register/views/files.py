"""Giving a stored certificate out: the very bytes that were signed, to save, never kept by a cache (T24)."""

import logging

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from register import store
from register.models import Status
from register.standing import reason_for_the_holder
from register.verdicts import newest_code

logger = logging.getLogger(__name__)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def respond(request, certificate):
    """The PDF as a download; a page that says so when it is not made yet, lost, or not what was stored (X11).

    What was replaced or revoked is not handed out any more: a page says what became of it (E14, E17). The
    caller has asked who may have it.
    """
    if certificate.status in (Status.SUPERSEDED, Status.REVOKED):
        return _ended(request, certificate)
    content = store.read(certificate.storage_key) if certificate.storage_key else None
    if content is None or store.sha256_of(content) != certificate.sha256:
        if certificate.storage_key:
            logger.error("the stored file of certificate %s is missing or changed", certificate.pk)
        page = render(request, "register/unavailable.html", {"certificate": certificate}, status=404)
        page["Cache-Control"] = "private, no-store"
        return page
    response = HttpResponse(content, content_type="application/pdf", headers=HEADERS)
    response["Content-Disposition"] = content_disposition_header(True, certificate.file_name)
    return response


def _ended(request, certificate):
    context = {
        "certificate": certificate,
        "newest": newest_code(certificate),
        "reason": reason_for_the_holder(certificate),
    }
    page = render(request, "register/ended.html", context, status=410)
    page["Cache-Control"] = "private, no-store"
    return page
