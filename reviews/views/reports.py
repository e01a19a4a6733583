"""Reports for office, lead and co-ordinators, on one page and as tables for download (reviews.reports)."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cms.permissions import require
from cms.spreadsheets import csv_response
from reviews.reports import (
    can_see_reports,
    days_per_stage,
    load,
    period,
    reaches_of,
    returns,
    tables,
    waiting,
)
from reviews.reports.filters import ReportFilter

SHOWN = 20


def readers_only(view):
    """The view for those who may see reports, with what they chose; 302 for guests, 403 for others."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        require(can_see_reports(request.user))
        chosen = ReportFilter(request.GET, reaches=reaches_of(request.user))
        return view(request, chosen, *args, **kwargs)

    return login_required(require_GET(answer))


@readers_only
def reports(request, chosen):
    """Days per stage, what is sent back, who has how much, and what waits longest."""
    reach, when = chosen.reach, period(chosen.period_key)
    context = {
        "filters": chosen,
        "reach": reach,
        "period": when,
        "query": request.GET.urlencode(),
        "shown": SHOWN,
        "days": days_per_stage(reach, when),
        "returns": returns(reach, when),
        "load": load(reach, when) if reach.named else None,
        "waiting": waiting(reach),
    }
    return render(request, "reviews/reports.html", context)


@readers_only
def report_csv(request, chosen, which):
    """One of the tables in full, for a spreadsheet program (T29)."""
    table = tables.TABLES.get(which)
    if table is None or (which == "load" and not chosen.reach.named):
        raise Http404
    when = period(chosen.period_key)
    return csv_response(f"reviews-{which}-{when.key}", *table(chosen.reach, when))
