"""The report "Training each year", for offices and leads of their own provider, for co-ordinators of all."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cms.permissions import require
from cms.spreadsheets import csv_response
from modules import permissions, training
from modules.forms import YearFilter
from people.permissions import staffed_providers


@login_required
@require_GET
def report(request):
    """What each provider held in a school year, who booked and came, and where the flyer is up."""
    require(permissions.can_see_training(request.user))
    filters = YearFilter(request.GET or None, years=training.years())
    year = filters.chosen()
    lines = training.report(request.user, year)
    own = staffed_providers(request.user)
    context = {
        "filters": filters,
        "year": year,
        "lines": lines,
        "finding": training.finding(lines),
        "kept": [event for line in lines if line.provider.pk in own for event in line.events],
        "keeps": bool(own),
    }
    return render(request, "modules/training.html", context)


@login_required
@require_GET
def report_csv(request):
    """The report of all years in one table, for a spreadsheet program (T29)."""
    require(permissions.can_see_training(request.user))
    return csv_response("training-each-year", *training.table(training.whole_report(request.user)))
