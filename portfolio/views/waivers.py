"""A provider lead's room: what was waived for which mentor, and why (R7, E11)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.permissions import require
from portfolio import actions
from portfolio.forms import WaiverForm
from portfolio.views.own import attempt
from portfolio.waivers import can_withdraw_waiver, may_keep_waivers, waivers_visible_to

PEOPLE = ("person", "level", "provider", "decided_by", "withdrawn_by", "request")


@login_required
@require_GET
def listing(request):
    """The waivers of one's own provider, those in force first."""
    require(may_keep_waivers(request.user))
    rows = list(waivers_visible_to(request.user).select_related(*PEOPLE))
    context = {
        "valid": [row for row in rows if row.granted and row.withdrawn_at is None],
        "refused": [row for row in rows if not row.granted],
        "withdrawn": [row for row in rows if row.granted and row.withdrawn_at],
    }
    return render(request, "portfolio/waivers.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add(request):
    """Waive a requirement for a mentor, with the grounds and the reason."""
    require(may_keep_waivers(request.user))
    if request.method == "POST" and _made_already(request):
        return redirect("portfolio:waivers")
    form = WaiverForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in FACTS}
        slug = form.cleaned_data["once"]
        if made := attempt(form, actions.waive, by=request.user, slug=slug, **facts):
            messages.success(request, f"A requirement is waived for {made.person}")
            return redirect("portfolio:waivers")
    return render(request, "portfolio/waiver_form.html", {"form": form})


FACTS = ("person", "provider", "level", "requirement", "grounds", "reason")


def _made_already(request):
    """Whether this very page made its waiver when it was sent before (T11)."""
    return waivers_visible_to(request.user).filter(slug=request.POST.get("once")).exists()


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request, waiver):
    """Check, then withdraw a waiver."""
    exemption = get_object_or_404(waivers_visible_to(request.user).select_related(*PEOPLE), slug=waiver)
    require(can_withdraw_waiver(request.user, exemption))
    if request.method == "POST":
        actions.withdraw_waiver(exemption=exemption, by=request.user)
        messages.success(request, f"The waiver for {exemption.person} is withdrawn")
        return redirect("portfolio:waivers")
    return render(request, "portfolio/waiver_withdraw.html", {"exemption": exemption})
