"""A provider's record of who works with it: the list, one entry, adding, and tables in and out (R36)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.permissions import require
from cms.spreadsheets import csv_response
from forms.errors import NotNow
from portfolio.views.own import attempt
from register import engaging
from register.engagements import Lines, of_engagement, table_of, whole_engagements
from register.importing import COLUMNS, MOST_ROWS, read_table
from register.room import (
    can_note_for,
    engagements_visible_to,
    may_note,
    mentors_at,
    noting_providers,
    people_known_to,
    room_hats,
    schools_with,
)
from register.room_forms import EngagementForm, ImportForm, LastDayForm, ListFilter, SchoolForm
from register.views.searching import staff_only

PAGE = 25


@staff_only
@require_safe
def listing(request):
    """Everybody who works with the person's providers, the latest first."""
    filters = ListFilter(request.GET)
    page = Paginator(Lines(request.user, **filters.chosen), PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "filters": filters,
        "filtered": any(filters.chosen.values()),
        "page_obj": page,
        "query": asked.urlencode() and f"{asked.urlencode()}&",
        "may_note": may_note(request.user),
        "several": len(room_hats(request.user)) > 1,
    }
    return render(request, "register/room/engagements.html", context)


@staff_only
@require_safe
def download(request):
    """The same list as a table for a spreadsheet program, in the columns that an import reads (T29)."""
    lines = Lines(request.user, **ListFilter(request.GET).chosen)
    return csv_response("engagements", *table_of(lines[:]))


@staff_only
@require_http_methods(["GET", "POST"])
def add(request):
    """Note an engagement: first the school is chosen, then who it is and when."""
    require(may_note(request.user))
    provider, choose = _school_chosen(request)
    if not choose.is_valid():
        context = {"form": choose}
        return render(request, "register/room/engagement_school.html", context)
    school = choose.cleaned_data["school"]
    form = EngagementForm(
        request.POST or None, mentors=mentors_at(provider, school), known=people_known_to(provider)
    )
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("person", "what", "start", "end", "note")}
        facts |= {"slug": form.cleaned_data["once"], "provider": provider, "school": school}
        if noted := attempt(form, engaging.note_engagement, by=request.user, **facts):
            messages.success(request, f"{noted.person.name}’s work with you is noted")
            return redirect("register:engagements")
    context = {"form": form, "school": school, "provider": provider}
    return render(request, "register/room/engagement_add.html", context)


def _school_chosen(request):
    """(provider, the SchoolForm as far as it is filled in by the address)."""
    providers = noting_providers(request.user)
    asked = request.GET.get("provider")
    provider = next((each for each in providers if each.slug == asked), providers[0])
    return provider, SchoolForm(request.GET or None, providers=providers, schools=schools_with(provider))


@staff_only
@require_http_methods(["GET", "POST"])
def one(request, engagement):
    """One engagement, to note its last day (POST) or to take it back."""
    engagement = _found(request.user, engagement)
    may = can_note_for(request.user, engagement.provider)
    form = LastDayForm(request.POST or None, initial={"end": engagement.end}) if may else None
    if request.method == "POST":
        require(may)
        if form.is_valid() and attempt(
            form, engaging.end_engagement, engagement=engagement, by=request.user, **form.cleaned_data
        ):
            messages.success(request, "The last day is noted")
            return redirect("register:engagement", engagement.slug)
    context = {"line": of_engagement(engagement), "form": form, "engagement": engagement}
    return render(request, "register/room/engagement.html", context)


@staff_only
@require_POST
def take_back(request, engagement):
    """Take back what was noted in error."""
    engagement = _found(request.user, engagement)
    try:
        engaging.take_back(engagement=engagement, by=request.user)
        messages.success(request, "You have taken it back")
    except NotNow as refused:
        messages.info(request, refused.reason)
    return redirect("register:engagements")


def _found(user, slug):
    return get_object_or_404(whole_engagements(engagements_visible_to(user)), slug=slug)


@staff_only
@require_http_methods(["GET", "POST"])
def bring_in(request):
    """A table of engagements: either all its rows are noted, or none and each mistake is named."""
    require(may_note(request.user))
    form = ImportForm(request.POST or None, request.FILES or None, providers=noting_providers(request.user))
    table = None
    if request.method == "POST" and form.is_valid():
        try:
            table = read_table(form.cleaned_data["table"], form.chosen)
            if not table.problems:
                engaging.note_all(provider=form.chosen, rows=table.rows, by=request.user)
                messages.success(request, _noted(table))
                return redirect("register:engagements")
        except ValidationError as error:
            form.add_error("table", error)
        except IntegrityError:
            form.add_error("table", "A colleague has just noted one of these. Send the table again")
    context = {"form": form, "table": table, "columns": COLUMNS, "most": MOST_ROWS}
    return render(request, "register/room/engagements_import.html", context)


def _noted(table):
    """What was done, in a sentence."""
    many = len(table.rows)
    said = f"{many} engagement{'' if many == 1 else 's'} noted"
    return f"{said}, {table.known} were there already" if table.known else said
