"""An enrolment's own page, which is also the mentor's desk (home/desks/mentor.py)."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portfolio.overview import overview
from portfolio.views.own import own_enrolment


@login_required
@require_GET
def enrolment(request, enrolment):
    """One enrolment's task list."""
    return render(request, "portfolio/enrolment.html", overview(own_enrolment(request, enrolment)))
