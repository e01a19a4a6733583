"""One's own data: what is kept and why, asking for a copy, downloading it (T45, scheme.md section 7)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import storages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from cms.stepup import proved_lately, question
from forms.files.serving import HEADERS
from home.privacy.asking import ask, exports_visible_to, latest
from home.privacy.offices import offices_for


@login_required
@require_http_methods(["GET", "POST"])
def my_data(request):
    """What is kept, and how far the person's copy is. A POST asks for one, twice for the same one."""
    if request.method == "POST":
        ask(person=request.user, by=request.user, seen=request.POST.get("seen", ""))
        return redirect("portfolio:my_data")
    last = latest(request.user)
    context = {
        "last": last,
        "copy": exports_visible_to(request.user).filter(made_at__isnull=False).first(),
        "proved": proved_lately(request),
        "offices": offices_for(request.user),
    }
    return render(request, "home/my_data/page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def prove(request):
    """Asks for password or passkey where that is long ago, then leads back to where the copy lies (T39)."""
    return question(request) or redirect("portfolio:my_data")


@login_required
@require_safe
def download(request, copy):
    """The ZIP of one's own copy, to save; nobody else's exists, and no cache keeps it (T24)."""
    export = get_object_or_404(exports_visible_to(request.user), key=copy)
    if not export.is_ready:
        raise Http404
    if not proved_lately(request):
        messages.warning(request, "Say again who you are before you download it.")
        return redirect("portfolio:my_data")
    try:
        stored = storages["private"].open(export.place(), "rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"my-data-{localdate(export.made_at)}.zip"
    return FileResponse(
        stored, as_attachment=True, filename=name, content_type="application/zip", headers=dict(HEADERS)
    )
