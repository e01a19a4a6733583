"""Days away: who stands in for whom, arranged by the person or by their provider's office (E2, E4)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.dates import date_uk
from cms.permissions import require
from people.permissions import hats
from reviews import actions
from reviews.passing_forms import DeputyForm
from reviews.permissions import (
    STOOD_IN_FOR,
    can_arrange_deputy,
    days_away_visible_to,
    deputies_for,
    posts_visible_to,
)
from reviews.queue import stands_in_for


@login_required
@require_GET
def away(request):
    """One's own roles with the days on which somebody stands in, and for whom one stands in oneself."""
    days = list(days_away_visible_to(request.user).filter(person=request.user))
    posts = [hat for hat in hats(request.user) if hat.role in STOOD_IN_FOR]
    context = {
        "posts": [(post, [each for each in days if each.appointment_id == post.pk]) for post in posts],
        "stands_in": stands_in_for(request.user),
    }
    return render(request, "reviews/away.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def away_one(request, appointment):
    """Who stands in for the holder of one role: arranged here, ended here, by the holder or their office."""
    post = get_object_or_404(posts_visible_to(request.user), pk=appointment)
    require(can_arrange_deputy(request.user, post))
    if "end" in request.POST:
        return _end(request, post)
    form = DeputyForm(request.POST or None, posts=list(deputies_for(post)))
    if request.method == "POST" and form.is_valid() and (days := _arrange(request, post, form)):
        until = f"from {date_uk(days.start)} to {date_uk(days.end)}"
        messages.success(request, f"{days.deputy.name} stands in for {days.person.name} {until}.")
        return _back(request, post)
    context = {
        "form": form,
        "post": post,
        "own": post.person_id == request.user.pk,
        "days": days_away_visible_to(request.user).filter(appointment=post),
    }
    return render(request, "reviews/away_one.html", context)


def _arrange(request, post, form):
    """The Deputy, or None with what stands against it on the form."""
    try:
        return actions.stand_in(appointment=post, by=request.user, **form.given())
    except ValidationError as error:
        form.add_error(None, error)
    return None


def _end(request, post):
    """End or cancel one deputy's days. A second press finds them ended and leads to the same place (T11)."""
    number = request.POST["end"]
    days = days_away_visible_to(request.user).filter(appointment=post)
    found = days.filter(pk=number).first() if number.isascii() and number.isdigit() else None
    if found:
        actions.end_standing_in(days=found, by=request.user)
        messages.success(request, f"{found.deputy.name} no longer stands in for {found.person.name}.")
    return _back(request, post)


def _back(request, post):
    if post.person_id == request.user.pk:
        return redirect("reviews:away")
    return redirect("reviews:away_one", post.pk)
