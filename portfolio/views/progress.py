"""Progress at a glance: how confident the mentor is, and what covers which criterion (R22)."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portfolio import ratings
from portfolio.coverage import coverage
from portfolio.record import load
from portfolio.views.own import own_enrolment


@login_required
@require_GET
def progress(request, enrolment):
    """Which evidence and which modules cover which criterion, and the mean of each standard."""
    enrolment = own_enrolment(request, enrolment)
    record = load(enrolment)
    groups = []
    if record.audit:
        sending = record.audit.sendings.select_related("version").order_by("-number").first()
        groups, _ = ratings.read(sending)
    context = {
        "enrolment": enrolment,
        "record": record,
        "coverage": coverage(record),
        "covered": len(record.key_criteria) - len(record.missing_criteria),
        "groups": groups,
        "finding": ratings.finding(groups) if groups else "",
    }
    return render(request, "portfolio/progress.html", context)
