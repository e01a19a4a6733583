"""A concern that somebody can be recognised in evidence: raised by readers, settled by the office (E19)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.permissions import require
from forms.files import respond
from people.permissions import staffed_providers
from portfolio import actions
from portfolio.evidence import (
    can_report,
    can_settle,
    concerns_visible_to,
    copies_read_by,
    evidence_reportable_by,
    sealed_copies,
    title_for,
)
from portfolio.forms import ConcernForm, SettleForm
from portfolio.models import Concern
from portfolio.views.own import attempt

PAGE = 25


@login_required
@require_http_methods(["GET", "POST"])
def report(request, item):
    """Say that somebody can be recognised in a piece; afterwards the page thanks for it."""
    evidence = get_object_or_404(evidence_reportable_by(request.user), slug=item)
    if not can_report(request.user, evidence) and not evidence.redacted_at:
        raise Http404  # a piece that was not sent looks like one that does not exist
    require(can_report(request.user, evidence))
    context = {
        "evidence": evidence,
        "title": title_for(request.user, evidence),
        "provider": evidence.enrolment.provider,
        "reported": evidence.concerns.filter(reported_by=request.user, settled_at=None).first(),
        "form": ConcernForm(request.POST if request.method == "POST" else None),
    }
    if request.method == "POST" and context["form"].is_valid():
        words = context["form"].cleaned_data["words"]
        if attempt(context["form"], actions.report_concern, evidence=evidence, by=request.user, words=words):
            return redirect("portfolio:concern_report", evidence.slug)
    return render(request, "portfolio/concern_report.html", context)


@login_required
@require_GET
def listing(request):
    """What was reported about evidence at one's provider: open ones first, the oldest first."""
    if not staffed_providers(request.user):
        raise PermissionDenied("Only partnership offices and provider leads look into these.")
    rows = concerns_visible_to(request.user)
    settled = Paginator(rows.exclude(settled_at=None).order_by("-settled_at", "-pk"), PAGE)
    context = {
        "open": rows.filter(settled_at=None),
        "page_obj": settled.get_page(request.GET.get("page")),
    }
    return render(request, "portfolio/concerns.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def one(request, concern):
    """One concern with the evidence it is about, and what is to become of it."""
    row = _visible(request, concern)
    allowed = can_settle(request.user, row)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(allowed)
        if form.is_valid():
            settled = attempt(
                form,
                actions.settle_concern,
                concern=row,
                by=request.user,
                outcome=form.cleaned_data["outcome"],
            )
            if settled:
                messages.success(request, f"Settled: {settled.get_outcome_display().lower()}")
                return redirect("portfolio:concerns")
    evidence = row.evidence
    context = {
        "concern": row,
        "evidence": evidence,
        "enrolment": evidence.enrolment,
        "links": evidence.links.select_related("criterion"),
        "files": evidence.files.order_by("pk"),
        "copies": sealed_copies(evidence).values("sending").distinct().count(),
        "reading": copies_read_by(request.user, evidence).select_related("sending__round__submission").last(),
        "reports": evidence.concerns.select_related("reported_by", "settled_by"),
        "may_settle": allowed,
        "form": form,
        "REDACTED": Concern.Outcome.REDACTED,
    }
    return render(request, "portfolio/concern.html", context)


@login_required
@require_GET
def file(request, concern, key):
    """A file of the evidence that a concern is about, for who settles it (T24)."""
    row = _visible(request, concern)
    if not can_settle(request.user, row):
        raise Http404
    attachment = row.evidence.files.filter(key=key).first()
    if attachment is None:
        raise Http404
    return respond(attachment, request)


def _visible(request, slug):
    """The concern at this address, or Http404."""
    return get_object_or_404(concerns_visible_to(request.user), slug=slug)
