"""A corrected certificate: what is wrong, what will print, and the office's word to issue it (E14)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forms.errors import Changed, NotNow
from register import actions
from register.corrections import corrected, obstacles
from register.later_forms import ConfirmForm, ReplaceForm
from register.layout import cautions
from register.permissions import can_replace
from register.views.rooms import issued_by_office, office_only


@office_only
@require_http_methods(["GET", "POST"])
def replace(request, reference):
    """What is wrong (GET); what will print (POST); issued (POST with the box ticked), once however often."""
    certificate = issued_by_office(request.user, reference)
    if certificate.is_erased:
        return _page(request, certificate)
    form = ReplaceForm(request.POST if request.method == "POST" else None, certificate=certificate)
    if request.method != "POST" or not form.is_valid():
        return _page(request, certificate, form=form)
    seen = certificate.award.certificates.filter(revision=form.cleaned_data["seen"]).first() or certificate
    confirm = ConfirmForm(request.POST if "confirm" in request.POST else None)
    if not confirm.is_valid():
        return _page(request, certificate, form=form, confirm=confirm)
    why, rename = form.cleaned_data["why"], form.cleaned_data["rename"]
    try:
        edition = actions.replace(certificate=seen, words=form.words, why=why, rename=rename, by=request.user)
    except (PermissionDenied, NotNow) as refusal:
        now, status = issued_by_office(request.user, reference), 409 if isinstance(refusal, Changed) else 403
        return _page(request, now, refused=refusal, form=form, status=status)
    messages.success(request, f"Certificate {edition.number} is issued again, corrected.")
    return redirect("register:sheet", reference)


def _page(request, certificate, *, form=None, confirm=None, refused="", status=200):
    """The page with the form; with `confirm` also what will print, or what stands against it."""
    may = can_replace(request.user, certificate)
    context = {
        "certificate": certificate,
        "submission": certificate.award.round.submission,
        "facts": certificate.printed,
        "refused": refused,
        "form": form if may else None,
        "why_not": "" if may else may.reason,
    }
    if confirm is not None and may:
        found = obstacles(certificate, form.words)
        facts = corrected(certificate.printed, form.words, revision=certificate.revision + 1)
        context |= {"obstacles": found, "preview": facts, "cautions": cautions(facts)}
        context |= {"confirm": None if found else confirm, "forms": [confirm]}
    return render(request, "register/office/replace.html", context, status=status)
