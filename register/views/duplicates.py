"""Possible duplicates: each provider's staff sees their own people's, administrators join them (E16)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from people import duplicates
from people.actions import join_accounts, part_accounts, say_of_pair
from register.later_forms import JoinForm, PairForm, WhyForm
from register.permissions import certificates_on, works_in_an_office
from register.views.rooms import duplicates_only

PAGE = 50


@duplicates_only
@require_safe
def listing(request):
    """The pairs among the people whom one sees, and the accounts that are joined."""
    found = Paginator(duplicates.pairs(request.user), PAGE)
    context = {
        "page_obj": found.get_page(request.GET.get("page")),
        "count": found.count,
        "joined": duplicates.joined_now(request.user),
        "office": bool(works_in_an_office(request.user)),
    }
    return render(request, "register/office/duplicates.html", context)


@duplicates_only
@require_http_methods(["GET", "POST"])
def pair(request, first, second):
    """Two accounts side by side; a POST says what is known of them, joins them or parts them again."""
    people = duplicates.pair_of(request.user, first, second)
    if people is None:
        raise Http404
    do = STEPS.get(request.POST.get("what"), _say)
    return do(request, people) if request.method == "POST" else _page(request, people)


def _say(request, people):
    form = PairForm(request.POST)
    if not form.is_valid():
        return _page(request, people, say=form)
    first, second = people
    return _done(
        request,
        people,
        "What you said is noted.",
        say_of_pair,
        first=first,
        second=second,
        **form.cleaned_data,
    )


def _join(request, people):
    form = JoinForm(request.POST, pair=people)
    if not form.is_valid():
        return _page(request, people, join=form)
    kept, joined = form.chosen
    said = f"The accounts are joined. {joined.email} can no longer sign in."
    why = form.cleaned_data["why"]
    return _done(request, people, said, join_accounts, kept=kept, joined=joined, why=why)


def _part(request, people):
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, people, part=form)
    joined = next((person for person in people if person.same_as_id), people[1])
    said = "The accounts are parted, and each is what it was."
    return _done(request, people, said, part_accounts, joined=joined, why=form.cleaned_data["why"])


STEPS = {"say": _say, "join": _join, "part": _part}


def _done(request, people, said, verb, **what):
    try:
        verb(by=request.user, **what)
    except PermissionDenied as refusal:
        return _page(request, people, refused=refusal, status=403)
    messages.success(request, said)
    return redirect("register:pair", *(person.pk for person in people))


def _page(request, people, *, say=None, join=None, part=None, refused="", status=200):
    first, second = duplicates.pair_of(request.user, *(person.pk for person in people))
    together = first.same_as_id == second.pk or second.same_as_id == first.pk
    may_join = duplicates.may_join(request.user)
    context = {
        "first": first,
        "second": second,
        "together": together,
        "certificates": list(certificates_on(request.user, people).select_related("level", "person")),
        "said": duplicates.said_of(first, second),
        "joinings": duplicates.joinings_of(first, second),
        "refused": refused,
        "may_join": may_join,
    }
    if together:
        context["part"] = (part or WhyForm()) if may_join else None
    else:
        context["say"] = (say or PairForm()) if duplicates.can_say(request.user, first, second) else None
        context["join"] = (join or JoinForm(pair=(first, second))) if may_join else None
    context["forms"] = [form for form in (say, join, part) if form]
    return render(request, "register/office/pair.html", context, status=status)
