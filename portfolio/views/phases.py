"""A provider lead's room: what the provider calls the phases of its year, and what each counts as (R14)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.permissions import require
from portfolio import actions, phases
from portfolio.forms import PhaseForm
from portfolio.views.own import attempt


@login_required
@require_GET
def listing(request):
    """The phases of one's own provider in their order, and which stages none of them counts as."""
    require(phases.may_keep_phases(request.user))
    rows = list(phases.phases_visible_to(request.user))
    providers = [
        (
            provider,
            [row for row in rows if row.provider_id == provider.pk],
            phases.stages_without(rows, provider),
        )
        for provider in phases.providers_led_by(request.user)
    ]
    return render(request, "portfolio/phases.html", {"providers": providers})


@login_required
@require_http_methods(["GET", "POST"])
def add(request):
    """Add a phase to one's own provider."""
    require(phases.may_keep_phases(request.user))
    orders = phases.phases_visible_to(request.user).values_list("order", flat=True)
    return _form(request, following=min(max(orders, default=0) + 1, 99))


@login_required
@require_http_methods(["GET", "POST"])
def change(request, phase):
    """Change what a phase is called, its place and its stage."""
    return _form(request, phase=get_object_or_404(phases.phases_visible_to(request.user), pk=phase))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request, phase):
    """Check, then remove a phase; one that placements name stays, and the page says why."""
    phase = get_object_or_404(phases.phases_visible_to(request.user), pk=phase)
    may = phases.can_remove_phase(phase)
    if request.method == "POST" and may:
        actions.remove_phase(phase=phase, by=request.user)
        messages.success(request, f"{phase.title} is removed")
        return redirect("portfolio:phases")
    return render(request, "portfolio/phase_remove.html", {"phase": phase, "may": may})


def _form(request, phase=None, **more):
    providers = phases.providers_led_by(request.user)
    form = PhaseForm(request.POST or None, providers=providers, phase=phase, **more)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        provider = facts.pop("provider", None) or phase.provider
        if saved := attempt(
            form, actions.save_phase, by=request.user, phase=phase, provider=provider, **facts
        ):
            messages.success(request, f"{saved.title} is saved")
            return redirect("portfolio:phases")
    used = phases.in_words(phase.used) if phase and phase.used else ""
    return render(request, "portfolio/phase_form.html", {"form": form, "phase": phase, "used": used})
