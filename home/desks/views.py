"""The desks' pages. Whoever opens /my/ finds the desk of their foremost role."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_GET

from home.desks import lead, mentor, pcm, tutor
from home.doors import DESKS, rooms_of
from people.permissions import holds
from people.roles import Role
from portfolio.asking import own_before_enrolling


@login_required
@require_GET
def my(request):
    """The mentor's desk; for who is no mentor the desk of their foremost role, else their rooms as a list."""
    user = request.user
    if shown := mentor.desk(user):
        return render(request, "portfolio/enrolment.html", shown)
    if not holds(user, Role.MENTOR):
        for role, page in PAGES.items():
            if holds(user, role):
                request.here = DESKS[role][0]
                return page(request)
    context = {
        "rooms": rooms_of(user, beside="/my/"),
        "mentor": holds(user, Role.MENTOR),
        "asked": own_before_enrolling(user).select_related("level", "provider").order_by("-asked_at"),
    }
    return render(request, "home/desks/rooms.html", context)


@login_required
@require_GET
def school(request):
    """The PCM's desk."""
    _only(request.user, Role.PCM, "This page is for professional co-ordinating mentors (PCMs).")
    return render(request, "home/desks/school.html", pcm.desk(request.user))


@login_required
@require_GET
def visits(request):
    """The link tutor's desk; `school` narrows it to one of their schools."""
    _only(request.user, Role.LINK_TUTOR, "This page is for link tutors.")
    return render(request, "home/desks/visits.html", tutor.desk(request.user, request.GET.get("school", "")))


@login_required
@require_GET
def provider(request):
    """The provider lead's desk; `year` chooses those who began in one school year."""
    _only(request.user, Role.PROVIDER_LEAD, "This page is for the leads of providers.")
    return render(request, "home/desks/provider.html", lead.desk(request.user, request.GET))


def _only(user, role, why):
    if not holds(user, role):
        raise PermissionDenied(why)


PAGES = {Role.PCM: school, Role.LINK_TUTOR: visits, Role.PROVIDER_LEAD: provider}
