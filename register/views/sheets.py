"""A sent record sheet as a PDF: ask for it, wait, download it (E23, R31)."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from portfolio.printing import sheets_visible_to
from register import store
from register.sheets.asking import ask, current
from register.views.files import HEADERS


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request, reference, number):
    """How far the PDF is: not asked for, being made, ready, or why it could not be made. A POST asks."""
    round_ = _round(request, reference, number)
    if request.method == "POST":
        ask(round=round_, by=request.user)
        return redirect("register:sheet_pdf", reference, number)
    return render(request, "register/sheet.html", {"round": round_, "file": current(round_)})


@login_required
@require_safe
def file(request, reference, number):
    """The PDF as it stands after the latest signature, to save; never kept by a cache (T24)."""
    round_ = _round(request, reference, number)
    row = current(round_)
    content = store.read(row.storage_key) if row and row.made_at else None
    if content is None or store.sha256_of(content) != row.sha256:
        raise Http404
    response = HttpResponse(content, content_type="application/pdf", headers=HEADERS)
    response["Content-Disposition"] = content_disposition_header(
        True, f"record-sheet-{reference}-{number}.pdf"
    )
    return response


def _round(request, reference, number):
    rounds = sheets_visible_to(request.user).select_related("submission", "sending")
    return get_object_or_404(rounds, submission__reference=reference, number=number)
