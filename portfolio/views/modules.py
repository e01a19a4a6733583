"""A module worked through: when, and what the mentor makes of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from modules.models import ModulePage
from portfolio.actions import complete_module
from portfolio.forms import ModuleForm
from portfolio.permissions import can_complete_module, completions_visible_to
from portfolio.views.own import attempt, own_enrolment


@login_required
@require_http_methods(["GET", "POST"])
def module(request, enrolment, code):
    """Note that a module is finished, or correct the note (R8); says so while modules are closed (R12)."""
    enrolment = own_enrolment(request, enrolment, to_change=request.method == "POST")
    page = get_object_or_404(ModulePage.objects.live(), level=enrolment.level, code__iexact=code)
    done = completions_visible_to(request.user).filter(enrolment=enrolment, module=page).first()
    initial = {"completed_on": done.completed_on, "reflection": done.reflection} if done else None
    is_open = can_complete_module(enrolment)
    form = ModuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form, complete_module, enrolment=enrolment, module=page, by=request.user, **form.cleaned_data
        )
        if saved:
            messages.success(request, f"“{page.title}” is noted as completed")
            return redirect("portfolio:enrolment", enrolment.slug)
    closed = "" if is_open else is_open.reason
    context = {"enrolment": enrolment, "page": page, "form": form, "done": done, "closed": closed}
    return render(request, "portfolio/module.html", context)
