"""Starting on a level, and answering the sharing notice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from modules.models import Level
from people.actions import answer_sharing_notice
from people.models import SharingNotice
from people.permissions import school_of
from portfolio import asking
from portfolio.actions import enrol as enrol_person
from portfolio.actions import set_school_copy
from portfolio.forms import EnrolForm, SharingForm
from portfolio.leaving import left_by
from portfolio.permissions import enrolment_at, levels_to_offer
from portfolio.views.own import attempt, own_enrolment


@login_required
@require_http_methods(["GET", "POST"])
def enrol(request):
    """Choose level and home provider, read the sharing notice and answer it (R4, R33)."""
    if request.method == "POST" and (made := _made_already(request)):
        return redirect("portfolio:enrolment", made.slug)
    offered = levels_to_offer(request.user)
    open_levels = [level for level, answer in offered if answer]
    closed = [(level, answer.reason) for level, answer in offered if not answer]
    notice = SharingNotice.objects.latest_published()
    context = {
        "closed": closed,
        "notice": notice,
        "school": school_of(request.user),
        "left": left_by(request.user),
        "ways_in": asking.ways_in(request.user, [level for level, answer in offered if not answer]),
        "asked": asking.own_open(request.user).select_related("level", "provider"),
    }
    if not open_levels or notice is None:
        if request.method == "POST":
            raise PermissionDenied("There is no level that you can start now.")
        return render(request, "portfolio/enrol.html", context)
    levels = Level.objects.filter(pk__in=[level.pk for level in open_levels])
    form = EnrolForm(request.POST or None, user=request.user, levels=levels, notice=notice)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        enrolment = attempt(
            form,
            enrol_person,
            person=request.user,
            by=request.user,
            level=facts["level"],
            provider=facts["provider"],
            shares=facts["shares"] == "yes",
            school_copy=facts["school_copy"],
        )
        if enrolment:
            messages.success(request, f"You are enrolled on {enrolment.level.title} level")
            return redirect("portfolio:enrolment", enrolment.slug)
    return render(request, "portfolio/enrol.html", context | {"form": form, "levels": open_levels})


def _made_already(request):
    """The enrolment that this very page made when it was sent before, or None (T11)."""
    level = request.POST.get("level", "")
    return enrolment_at(request.user, int(level)) if level.isdecimal() else None


@login_required
@require_http_methods(["GET", "POST"])
def sharing(request, enrolment):
    """Read the notice again, and answer or change the answer: as easy to withdraw as to give (R33, E18)."""
    enrolment = own_enrolment(request, enrolment, to_change=request.method == "POST")
    notice = SharingNotice.objects.latest_published()
    now = {"school_copy": enrolment.school_copy}
    form = SharingForm(request.POST or None, notice=notice, initial=now) if notice else None
    if form and request.method == "POST" and form.is_valid():
        shares = form.cleaned_data["shares"] == "yes"
        answer_sharing_notice(person=request.user, notice=notice, shares=shares, by=request.user)
        set_school_copy(enrolment=enrolment, by=request.user, school_copy=form.cleaned_data["school_copy"])
        told = (
            "The other providers can look up your certificate" if shares else "Nothing is shared from now on"
        )
        messages.success(request, told)
        return redirect("portfolio:enrolment", enrolment.slug)
    return render(request, "portfolio/sharing.html", {"enrolment": enrolment, "notice": notice, "form": form})
