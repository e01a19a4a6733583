"""A sent record sheet as a page to print (E23, R31)."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from portfolio.permissions import own_rounds
from portfolio.printing import document, sheets_visible_to
from portfolio.views.own import own_enrolment


@login_required
@require_GET
def sheet(request, reference, number):
    """One round's record sheet as it is sealed, for its mentor, its reviewers and the provider's staff."""
    return _printed(request, sheets_visible_to(request.user), submission__reference=reference, number=number)


@login_required
@require_GET
def own_sheet(request, enrolment, number):
    """The same among the mentor's own pages; of several sheets the latest."""
    enrolment = own_enrolment(request, enrolment)
    sheets = enrolment.record_sheets.order_by("-submission").values("submission")[:1]
    return _printed(request, own_rounds(request.user), submission__in=sheets, number=number)


def _printed(request, rounds, **which):
    rounds = rounds.for_review().prefetch_related("sending__parts")
    round_ = get_object_or_404(rounds, **which)
    return render(request, "portfolio/print_sheet.html", {"round": round_, "document": document(round_)})
