"""The partnership office's rooms: the desk, one record sheet to issue or send back, what became of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cms.dates import school_year
from forms.errors import Changed, NotNow
from register import actions
from register import desk as desks
from register.forms import IssueForm, ReturnForm
from register.layout import cautions
from register.permissions import (
    can_issue,
    can_replace,
    certificates_visible_to,
    offices_of,
    rounds_visible_to,
)
from register.rounds import for_issuing, for_the_desk, ready
from register.standing import editions_of, revocation_of, stands_under_review
from register.views.files import respond
from register.views.rooms import office_only
from reviews import history
from reviews.guards import can_send_back_before_issue
from reviews.handover import how_many
from reviews.routing import whose_turn

PAGE = 50
STALE = "This has changed since you opened it. Look at it again before you decide."


@office_only
@require_safe
def desk(request):
    """Who can be certified now, who needs the office first, what is being made, and where everyone is."""
    waiting = Paginator(for_the_desk(ready(rounds_visible_to(request.user))), PAGE)
    page = waiting.get_page(request.GET.get("page"))
    rows = [desks.row_of(round_, request.user) for round_ in page]
    made, failed, decide, lately = desks.certificates_at_work(request.user)
    reviewers = desks.with_reviewers(request.user)
    context = {
        "page_obj": page,
        "count": waiting.count,
        "ready": [row for row in rows if row.is_ready],
        "exceptions": [row for row in rows if not row.is_ready],
        "made": made,
        "failed": failed,
        "decide": decide,
        "lately": lately,
        "reviewers": reviewers,
        "waiting": sum(row["waiting"] for row in reviewers),
        "funnel": desks.funnel(request.user),
        "year": school_year(timezone.localdate()),
        "needy": how_many(request.user),
    }
    return render(request, "register/office/desk.html", context)


@office_only
def sheet(request, reference):
    """One record sheet: the certificate as it will print, to issue (POST); afterwards what became of it."""
    round_ = _round(request.user, reference)
    if request.method != "POST":
        return _page(request, round_)
    if _certificate(request.user, round_):
        return redirect("register:sheet", reference)
    form = IssueForm(request.POST, round=round_)
    if form.is_stale():
        return _page(request, round_, refused=STALE, status=409)
    if not form.is_valid():
        return _page(request, round_, issue=form)
    try:
        actions.issue(round=round_, by=request.user)
    except (PermissionDenied, NotNow) as refusal:
        return _refused(request, reference, refusal)
    return redirect("register:sheet", reference)


@office_only
def send_back(request, reference):
    """Send the record sheet back with a reason instead of issuing. A second press leads to the same place."""
    if request.method != "POST":
        return redirect("register:sheet", reference)
    round_ = _round(request.user, reference)
    form = ReturnForm(request.POST, round=round_)
    if form.is_stale():
        return _page(request, round_, refused=STALE, status=409)
    if not form.is_valid():
        return _page(request, round_, send_back=form)
    try:
        actions.send_back(round=round_, by=request.user, **form.cleaned_data)
    except (PermissionDenied, NotNow) as refusal:
        return _refused(request, reference, refusal, send_back=form)
    mentor = round_.submission.owner.name
    messages.success(request, f"You have sent the record sheet of {mentor} back with your reason.")
    return redirect("register:desk")


@office_only
@require_POST
def make_again(request, reference):
    """Have a certificate made again whose making failed."""
    certificate = _certificate(request.user, _round(request.user, reference))
    if certificate is None:
        raise Http404
    try:
        actions.make_again(certificate=certificate, by=request.user)
        messages.success(request, f"Certificate {certificate.number} is being made again.")
    except NotNow as refusal:
        messages.info(request, refusal.reason)
    return redirect("register:sheet", reference)


@office_only
@require_safe
def certificate(request, reference):
    """The stored PDF, for the office that issued it."""
    found = _certificate(request.user, _round(request.user, reference))
    if found is None:
        raise Http404
    return respond(request, found)


# --- steps of the views ------------------------------------------------------------------------------------


def _round(user, reference):
    """The latest round of this record sheet. Raises Http404 unless it was sent to the person's own office."""
    rounds = rounds_visible_to(user).filter(submission__reference=reference)
    found = for_issuing(rounds).order_by("-number").first()
    if found is None:
        raise Http404
    return found


def _certificate(user, round_):
    """The newest revision of the round's certificate, or None."""
    issued = certificates_visible_to(user).filter(provider__in=offices_of(user), award__round=round_)
    return issued.select_related("issued_by").order_by("-revision").first()


def _refused(request, reference, refusal, **forms):
    """The page as it is now, with the sentence: somebody else was quicker, or something does not print."""
    status = 409 if isinstance(refusal, Changed) else 403
    return _page(request, _round(request.user, reference), refused=refusal, status=status, **forms)


def _page(request, round_, *, issue=None, send_back=None, refused="", status=200):
    """The page for what the record sheet is now: issued, ready, or with somebody else."""
    context = {
        "round": round_,
        "submission": round_.submission,
        "mentor": round_.submission.owner,
        "level": round_.submission.record_sheet.enrolment.level,
        "steps": history.signing_steps(round_, request.user),
        "entries": history.entries([round_]),
        "refused": refused,
    }
    if issued := _certificate(request.user, round_):
        context |= {
            "certificate": issued,
            "facts": issued.printed,
            "editions": editions_of(issued),
            "revocation": revocation_of(issued),
            "under_review": stands_under_review(issued),
            "may_replace": can_replace(request.user, issued),
        }
        return render(request, "register/office/issued.html", context, status=status)
    if round_.signed_at is None or round_.closed_at:
        context["turn"] = whose_turn(round_)
        return render(request, "register/office/waiting.html", context, status=status)
    row = desks.row_of(round_, request.user)
    may_issue = can_issue(request.user, round_)
    may_send_back = can_send_back_before_issue(request.user, round_)
    reasons = list(row.reasons) or ([] if may_issue else [may_issue.reason])
    context |= {
        "row": row,
        "facts": row.facts,
        "reasons": reasons,
        "cautions": cautions(row.facts),
        "form": None if reasons else issue or IssueForm(round=round_),
        "send_back": (send_back or ReturnForm(round=round_)) if may_send_back else None,
    }
    context["forms"] = [context["send_back"]]
    return render(request, "register/office/sheet.html", context, status=status)
