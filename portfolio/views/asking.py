"""A mentor asks for something, pauses and goes on, leaves and comes back (E6, E11, E12)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cms.dates import date_uk
from cms.permissions import require
from portfolio import actions, asking, history, leaving
from portfolio.forms import requests as typed
from portfolio.views.own import attempt, own_enrolment


@login_required
@require_GET
def listing(request, enrolment):
    """What one can ask for, what one has asked and what came of it, and the enrolment's history."""
    enrolment = own_enrolment(request, enrolment)
    rows = asking.with_turn(asking.requests_visible_to(request.user))
    context = {
        "enrolment": enrolment,
        "offers": _offers(request.user, enrolment),
        "rows": [(row, asking.turn(row)) for row in rows.filter(person=request.user, level=enrolment.level)],
        "pause": leaving.running_pause(enrolment),
        "entries": history.entries(enrolment),
        "may_leave": leaving.can_leave(request.user, enrolment),
        "may_come_back": leaving.can_come_back(request.user, enrolment),
    }
    return render(request, "portfolio/requests_own.html", context)


def _offers(user, enrolment):
    """[{title, text, url, refused}] of what the mentor can ask of the provider."""
    pages = asking.pages_of(enrolment.level)
    found = []
    if page := pages.get("extension"):
        text = (
            "Your provider can add months to the time within which your placements must lie. If you go on "
            "mentoring you need not ask: newer placements count by themselves, older ones drop out, and "
            "nothing is deleted."
        )
        found.append(("More time", text, page.url, asking.can_ask(user, page)))
    text = "For leave of any kind. The clock stops. Nobody asks for your reasons."
    found.append(("A pause", text, _door("ask_pause", enrolment), asking.can_ask_pause(user, enrolment)))
    text = "If you now mentor for another provider. What is confirmed stays confirmed."
    may = asking.can_ask_transfer(user, enrolment)
    found.append(("A move to another provider", text, _door("ask_transfer", enrolment), may))
    if page := pages.get("experience"):
        text = "If you have mentored for many years, the provider can let that stand in for requirements."
        found.append(("Experience to count", text, page.url, asking.can_ask(user, page)))
    return [{"title": title, "text": text, "url": url, "may": may} for title, text, url, may in found]


def _door(name, enrolment):
    return reverse(f"portfolio:{name}", args=[enrolment.slug])


@login_required
@require_http_methods(["GET", "POST"])
def pause(request, enrolment):
    """Ask for a pause: two days, no reason (E12)."""
    enrolment = own_enrolment(request, enrolment)
    return _ask(
        request,
        enrolment,
        asking.can_ask_pause(request.user, enrolment),
        typed.PauseForm(request.POST or None),
        actions.ask_pause,
        "portfolio/request_pause.html",
    )


@login_required
@require_http_methods(["GET", "POST"])
def move(request, enrolment):
    """Ask another provider to take the enrolment over (E6)."""
    enrolment = own_enrolment(request, enrolment)
    return _ask(
        request,
        enrolment,
        asking.can_ask_transfer(request.user, enrolment),
        typed.TransferForm(request.POST or None, providers=asking.providers_to_move_to(enrolment)),
        actions.ask_transfer,
        "portfolio/request_move.html",
    )


def _ask(request, enrolment, may, form, action, template):
    """The page of a form, and what it asks. Pressed twice, or refused since, leads to the list (T11)."""
    if not may and request.method == "POST":
        messages.info(request, may.reason)
        return redirect("portfolio:own_requests", enrolment.slug)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        if asked := attempt(form, action, enrolment=enrolment, by=request.user, **facts):
            messages.success(request, f"You have asked {asked.provider}. You get an email with the answer")
            return redirect("portfolio:own_requests", enrolment.slug)
    return render(request, template, {"enrolment": enrolment, "form": form, "may": may})


@login_required
@require_http_methods(["GET", "POST"])
def resume(request, enrolment):
    """Say from which day one goes on after a pause (E12)."""
    enrolment = own_enrolment(request, enrolment)
    may = leaving.can_resume(request.user, enrolment)
    if not may and request.method == "POST":
        messages.info(request, may.reason)
        return redirect("portfolio:own_requests", enrolment.slug)
    form = typed.ResumeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ended = attempt(form, actions.resume, enrolment=enrolment, by=request.user, **form.cleaned_data)
        if ended:
            messages.success(request, f"Welcome back. Your pause lasted until {date_uk(ended.end)}")
            return redirect("portfolio:enrolment", enrolment.slug)
    pause = leaving.running_pause(enrolment)
    context = {"enrolment": enrolment, "form": form, "pause": pause, "may": may}
    return render(request, "portfolio/request_resume.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def leave(request, enrolment):
    """Check, then leave the level. Nothing is deleted."""
    enrolment = own_enrolment(request, enrolment)
    may = leaving.can_leave(request.user, enrolment)
    if request.method == "POST":
        if enrolment.withdrawn_on:  # pressed twice (T11)
            return redirect("portfolio:own_requests", enrolment.slug)
        require(may)
        actions.withdraw_enrolment(enrolment=enrolment, by=request.user)
        messages.success(request, f"You have left {enrolment.level.title} level")
        return redirect("portfolio:own_requests", enrolment.slug)
    return render(request, "portfolio/leave.html", {"enrolment": enrolment, "may": may})


@login_required
@require_http_methods(["GET", "POST"])
def come_back(request, enrolment):
    """Check, then go on with a level that one had left; or read why one enrols anew."""
    enrolment = own_enrolment(request, enrolment)
    may = leaving.can_come_back(request.user, enrolment)
    if request.method == "POST":
        if not enrolment.withdrawn_on:  # pressed twice (T11)
            return redirect("portfolio:enrolment", enrolment.slug)
        require(may)
        actions.come_back(enrolment=enrolment, by=request.user)
        messages.success(request, f"You work towards {enrolment.level.title} level again")
        return redirect("portfolio:enrolment", enrolment.slug)
    return render(request, "portfolio/leave_undo.html", {"enrolment": enrolment, "may": may})
