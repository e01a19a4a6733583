"""Revoking: one of the provider's staff asks, another decides, and later somebody notes an appeal (E17)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms.errors import Changed, NotNow
from register import actions
from register.later_forms import AppealForm, AskForm, DecideForm
from register.permissions import (
    can_ask_revocation,
    can_decide_revocation,
    can_note_appeal,
    revocations_visible_to,
    works_in_an_office,
)
from register.standing import revocation_of
from register.views.rooms import kept_by_staff, staff_only

PAGE = 50


@staff_only
@require_safe
def listing(request):
    """What waits for a second person at one's own provider, and what was decided."""
    rows = revocations_visible_to(request.user).select_related("asked_by", "decided_by", "award__person")
    rows = rows.select_related("award__level", "award__round__submission")
    page = Paginator(rows.order_by("outcome", "-asked_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "open": [row for row in page if row.is_open],
        "decided": [row for row in page if not row.is_open],
        "office": bool(works_in_an_office(request.user)),
    }
    return render(request, "register/office/revocations.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def revoke(request, reference):
    """Where a certificate stands; a POST asks for its revocation."""
    certificate = kept_by_staff(request.user, reference)
    if request.method != "POST":
        return _page(request, certificate)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, certificate, ask=form)
    said = "A colleague in the office, or the lead, has been asked to confirm this."
    return _done(
        request, reference, said, actions.ask_revocation, certificate=certificate, **form.cleaned_data
    )


@staff_only
@require_POST
def decide(request, reference):
    """Confirm or decline the revocation that waits."""
    certificate, revocation = _waiting(request.user, reference)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, certificate, decide=form)
    confirm = form.cleaned_data["answer"] == DecideForm.YES
    said = "The certificate is revoked, and the mentor is told." if confirm else "The certificate stands."
    note = form.cleaned_data["note"]
    return _done(
        request, reference, said, actions.decide_revocation, revocation=revocation, confirm=confirm, note=note
    )


@staff_only
@require_POST
def take_back(request, reference):
    """Take back what one has asked for oneself."""
    _, revocation = _waiting(request.user, reference)
    said = "You have taken it back. The certificate stands."
    return _done(request, reference, said, actions.take_back_revocation, revocation=revocation)


@staff_only
@require_POST
def appeal(request, reference):
    """Note what came of an appeal; when it succeeded, a new certificate is issued."""
    certificate, revocation = _waiting(request.user, reference)
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _page(request, certificate, appeal=form)
    said = "The outcome of the appeal is noted."
    return _done(request, reference, said, actions.note_appeal, revocation=revocation, **form.cleaned_data)


# --- steps of the views ------------------------------------------------------------------------------------


def _waiting(user, reference):
    """(certificate, its revocation). Raises Http404 when nobody ever asked for one."""
    certificate = kept_by_staff(user, reference)
    if (revocation := revocation_of(certificate)) is None:
        raise Http404
    return certificate, revocation


def _done(request, reference, said, verb, **what):
    """Carry it out and come back to the page; or the page as it is now, and why not."""
    try:
        verb(by=request.user, **what)
    except (PermissionDenied, NotNow) as refusal:
        status = 409 if isinstance(refusal, Changed) else 403
        return _page(request, kept_by_staff(request.user, reference), refused=refusal, status=status)
    messages.success(request, said)
    return redirect("register:revoke", reference)


def _page(request, certificate, *, ask=None, decide=None, appeal=None, refused="", status=200):
    """The page for what can be done now: ask, decide, take back, note an appeal, or only read."""
    user, revocation = request.user, revocation_of(certificate)
    waits = revocation is not None and revocation.is_open
    may_ask = can_ask_revocation(user, certificate)
    may_decide = can_decide_revocation(user, revocation) if waits else None
    context = {
        "certificate": certificate,
        "submission": certificate.award.round.submission,
        "revocation": revocation,
        "refused": refused,
        "office": bool(works_in_an_office(user)),
        "waits": waits,
        "own": waits and revocation.asked_by_id == user.pk,
        "ask": (ask or AskForm()) if may_ask else None,
        "decide": (decide or DecideForm()) if may_decide else None,
        "why_not": "" if may_ask or waits else may_ask.reason,
    }
    if revocation and can_note_appeal(user, revocation):
        context["appeal"] = appeal or AppealForm()
    context["forms"] = [form for form in (ask, decide, appeal) if form]
    return render(request, "register/office/revoke.html", context, status=status)
