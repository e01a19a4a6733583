"""A provider lead's room: placements that count only when the provider has decided so (E5, E7)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.permissions import require
from portfolio import placements
from portfolio.actions import decide_placement
from portfolio.forms import DecisionForm
from portfolio.views.own import attempt
from portfolio.views.placements import shown

LATELY = 50


@login_required
@require_GET
def listing(request):
    """What waits for a decision, oldest first, and below it what was decided lately."""
    require(placements.may_decide_placements(request.user))
    context = {
        "waiting": list(placements.placements_to_decide(request.user)),
        "decided": list(placements.placements_decided(request.user)[:LATELY]),
        "lately": LATELY,
    }
    return render(request, "portfolio/placement_decisions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request, placement):
    """Look at one placement, and decide whether it counts; again, to correct a decision."""
    placement = get_object_or_404(placements.placements_led_by(request.user), slug=placement)
    require(placements.can_decide_placement(request.user, placement))
    form = DecisionForm(request.POST or None, placement=placement)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("counts", "because", "seen")}
        if attempt(form, decide_placement, placement=placement, by=request.user, **facts):
            messages.success(request, f"{placement.enrolment.person.name} is told what you decided")
            return redirect("portfolio:placement_decisions")
    context = {"placement": placement, "form": form, "row": shown(placement)}
    return render(request, "portfolio/placement_decision.html", context)
