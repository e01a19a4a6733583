"""What mentors ask: the lead's list, one request with its decision, and the start of a form that asks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import forms.actions
import forms.views
from cms.permissions import require
from forms.errors import NotNow
from people.permissions import school_of
from people.roles import Role
from portfolio import actions, applying, asking
from portfolio.forms import requests as typed
from portfolio.models import Request
from portfolio.views.own import attempt
from portfolio.views.sheet import address_of

SHOWN = 50  # decided ones


@login_required
@require_GET
def listing(request):
    """What mentors ask of the lead's providers: what is open, oldest first, then what was decided."""
    require(asking.may_keep_requests(request.user))
    rows = asking.with_turn(asking.put_to(request.user))
    opened = [(row, asking.turn(row)) for row in rows.open().order_by("asked_at", "pk")]
    context = {
        "yours": [row for row, turn in opened if turn == Role.PROVIDER_LEAD],
        "others": [(row, turn.short) for row, turn in opened if turn != Role.PROVIDER_LEAD],
        "decided": rows.exclude(decided_at=None).order_by("-decided_at")[:SHOWN],
    }
    return render(request, "portfolio/requests.html", context)


def _found(request, slug):
    rows = asking.with_turn(asking.requests_visible_to(request.user))
    return get_object_or_404(rows, slug=slug)


@login_required
@require_http_methods(["GET", "POST"])
def one(request, asked):
    """One request: what was asked, by whom, and the decision; for the lead whose turn it is, deciding it."""
    row = _found(request, asked)
    mine = row.person_id == request.user.pk
    form = None
    if request.method == "POST":
        if row.decided_at and not mine:  # pressed twice, or a colleague was faster (T11)
            return redirect("portfolio:request", row.slug)
        require(asking.can_decide(request.user, row))
        form = _decision(row, request.POST)
        if form.is_valid() and (answer := _decide(request, row, form)):
            return answer
    may_decide = asking.can_decide(request.user, row)
    if may_decide and form is None:
        form = _decision(row)
    return render(request, "portfolio/request.html", _shown(row, mine) | {"form": form, "may": may_decide})


def _decision(row, data=None):
    """The form to decide this kind of request."""
    kind = typed.DECISIONS[row.kind]
    if row.kind == Request.Kind.EXPERIENCE:
        return kind(data, requirements=asking.left_to_waive(row.person, row.level))
    return kind(data)


def _decide(request, row, form):
    """Where to go when it is decided, now or by somebody faster; None when the form says what is wrong."""
    facts = form.decision()
    try:
        if attempt(form, actions.decide_request, request=row, by=request.user, **facts) is None:
            return None
    except NotNow as refused:
        messages.info(request, refused.reason)
    else:
        messages.success(request, f"Your decision about {row.person} is kept. They get an email")
    return redirect("portfolio:request", row.slug)


def _shown(row, mine):
    """What the page says about a request."""
    submission = row.submission
    return {
        "asked": row,
        "mine": mine,
        "school": None if mine else school_of(row.person),
        "turn": asking.turn(row),
        "decisions": applying.decisions(row),
        "form_address": address_of(submission) if submission and mine else "",
        "enrolment": row.enrolment,
    }


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request, asked):
    """Check, then take back what one has asked."""
    row = _found(request, asked)
    if request.method == "POST" and row.withdrawn_at and row.person_id == request.user.pk:
        return redirect("portfolio:request", row.slug)
    require(asking.can_withdraw_request(request.user, row))
    if request.method == "POST":
        try:
            actions.withdraw_request(request=row, by=request.user)
        except NotNow as refused:
            messages.error(request, refused.reason)
            return redirect("portfolio:request", row.slug)
        messages.success(request, "You have taken it back")
        return redirect("portfolio:own_requests", row.enrolment.slug) if row.enrolment else redirect("/my/")
    return render(request, "portfolio/request_withdraw.html", {"asked": row})


def start(request, page):
    """The start of a form that asks for something; with several providers to ask, the mentor chooses one."""
    several = request.user.is_authenticated and asking.who_decides(request.user, page)["providers"]
    if request.method != "POST" or not several:
        return forms.views.start(request, page)
    if draft := asking.begun(request.user, page):  # pressed twice (T11)
        return redirect(address_of(draft))
    form = typed.ProviderForm(request.POST, providers=several)
    if not form.is_valid():
        messages.error(request, "Select which provider you ask")
        return redirect(request.path)
    try:
        draft = forms.actions.start(page=page, by=request.user, **form.cleaned_data)
    except NotNow as refused:
        messages.error(request, refused.reason)
        return redirect(request.path)
    return redirect(f"{request.path}{draft.reference}/")
