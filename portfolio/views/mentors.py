"""A PCM's room: the mentors at the school, and the note of having observed one (R24)."""

from unicodedata import normalize

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from cms.dates import date_uk
from cms.permissions import require
from people.permissions import holds
from people.roles import Role
from portfolio.actions import record_pcm_observation
from portfolio.forms import PcmObservationForm
from portfolio.outline import outline, tag_of, with_outline
from portfolio.permissions import can_record_pcm_observation, mentored_by, placements_seen_by
from portfolio.views.own import attempt


@login_required
@require_GET
def listing(request):
    """The mentors at the school, how far each has come, and whether they have been observed."""
    if not holds(request.user, Role.PCM):
        raise PermissionDenied("This page is for professional co-ordinating mentors (PCMs).")
    enrolments = with_outline(mentored_by(request.user)).order_by("level__order")
    rows = sorted((_row(each) for each in enrolments), key=lambda row: (not row["url"], row["order"]))
    return render(request, "portfolio/mentors.html", {"rows": rows})


def _row(enrolment):
    """An enrolment in words: {name, order, level, state, tag, asked, observed, url}."""
    state = outline(enrolment)
    asked = enrolment.level.needs_pcm_observation
    done = [row for row in enrolment.pcm_observations if row.counts]
    part = enrolment.pcm_observations[-1:]
    return {
        "name": enrolment.person.name,
        "order": normalize("NFKD", enrolment.person.name).casefold(),  # É stands with E
        "level": enrolment.level.title,
        "state": state,
        "tag": tag_of(state),
        "asked": asked,
        "observed": f"Noted on {date_uk(done[0].held_on)}" if done else _in_part(part) if asked else "",
        "url": reverse("portfolio:pcm_observation", args=[enrolment.slug])
        if asked and not done and not enrolment.is_awarded
        else "",
    }


def _in_part(rows):
    return f"Noted in part on {date_uk(rows[0].held_on)}" if rows else ""


@login_required
@require_http_methods(["GET", "POST"])
def observation(request, enrolment):
    """Note that one has observed the mentor; `next` leads back to the record sheet that waits for it."""
    enrolment = get_object_or_404(with_outline(mentored_by(request.user)), slug=enrolment)
    require(can_record_pcm_observation(request.user, enrolment))
    form = PcmObservationForm(request.POST or None, placements=placements_seen_by(request.user, enrolment))
    onward = _onward(request)
    if request.method == "POST":
        again = any(row.slug == request.POST.get("once") for row in enrolment.pcm_observations)
        if again or _save(request, enrolment, form):
            messages.success(request, f"Your observation of {enrolment.person.name} is noted")
            return redirect(onward)
    context = {"enrolment": enrolment, "form": form, "onward": onward, "noted": enrolment.pcm_observations}
    return render(request, "portfolio/pcm_observation.html", context)


def _save(request, enrolment, form):
    """Whether what was typed is valid and noted."""
    if not form.is_valid():
        return False
    facts = {"placement": None} | form.cleaned_data
    slug = facts.pop("once")
    return attempt(form, record_pcm_observation, enrolment=enrolment, by=request.user, slug=slug, **facts)


def _onward(request):
    """Where to go on: a page of ours named by `next`, else the list."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else reverse("portfolio:mentors")
