"""The register's search for provider staff, and what each mentor may know of it (R35)."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.permissions import require
from register import searching
from register.engagements import own_lines
from register.room import (
    may_enter,
    own_answer,
    own_lookups,
    room_hats,
)
from register.room_forms import SearchForm

PAGE = 50


def staff_only(view):
    """The view for staff of member providers; 302 for guests, 403 for others."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        require(may_enter(request.user))
        return view(request, *args, **kwargs)

    return login_required(answer)


@staff_only
@never_cache
@require_http_methods(["GET", "POST"])
def search(request):
    """The box, and after a POST the answer: what was typed stands in no address, and in no log.

    There is no redirect to a page of results: reading them again would be another look-up.
    """
    posts = room_hats(request.user)
    form = SearchForm(request.POST or None, providers=[hat.provider for hat in posts])
    context = {"form": form, "posts": posts, "most": searching.MOST}
    if request.method == "POST" and form.is_valid():
        typed, reason = form.cleaned_data["q"], form.cleaned_data["reason"]
        hat = next(hat for hat in posts if hat.provider == form.chosen)
        found, more = searching.look_up(by=request.user, hat=hat, typed=typed, reason=reason)
        context |= {"searched": True, "found": found, "more": more, "typed": form["q"].value()}
    return render(request, "register/room/search.html", context)


@login_required
@require_safe
def known(request):
    """What providers know of the person: who looked, what they noted, and whether the others may look."""
    page = Paginator(own_lookups(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "lines": own_lines(request.user),
        "answer": own_answer(request.user),
    }
    return render(request, "register/room/known.html", context)
