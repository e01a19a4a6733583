"""A mentor's own placements: how each stands, the line through the year, add, change, remove."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.dates import date_uk
from people.models import Provider, School
from people.permissions import school_of
from portfolio import actions, permissions, rules
from portfolio.cycle_line import cycle_line
from portfolio.forms import PlacementForm
from portfolio.placements import decided_words, needs_decision, phases_with_its_own, reasons, standing
from portfolio.record import load
from portfolio.views.own import attempt, own_enrolment

FIELDS = "student school provider provider_phase start end shared interrupted note".split()
PLACES = ("enrolment__provider", "provider", "school__successor", "provider_phase__stage", "decided_by")


@login_required
@require_GET
def listing(request, enrolment):
    """The line through the year, then each placement. While there is none, the form to add the first."""
    enrolment = own_enrolment(request, enrolment)
    record = load(enrolment)
    standings = {placement.pk: standing(record, placement) for placement in record.placements}
    rows = [shown(row, standings[row.pk]) for row in _rows(request, enrolment)]
    if not rows:
        return redirect("portfolio:placements_add", enrolment.slug)
    context = {
        "enrolment": enrolment,
        "rows": rows,
        "line": cycle_line(record, standings),
        "may_change": permissions.can_edit(request.user, enrolment),
    }
    return render(request, "portfolio/placements.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add(request, enrolment):
    """Note a new one."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    known = {"school": school_of(request.user), "provider": enrolment.provider}
    return _edit(request, enrolment, None, known)


@login_required
@require_http_methods(["GET", "POST"])
def change(request, enrolment, row):
    """Correct what is noted; a decision about it is lost only after that was said (E5, E7)."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    placement = get_object_or_404(_rows(request, enrolment), slug=row)
    facts = {name: getattr(placement, name) for name in FIELDS}
    return _edit(request, enrolment, placement, facts | {"completed": "yes" if placement.completed else "no"})


@login_required
@require_http_methods(["GET", "POST"])
def remove(request, enrolment, row):
    """Check, then take it out. What was sent keeps its copy."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    placement = get_object_or_404(_rows(request, enrolment), slug=row)
    row = shown(placement)
    if request.method == "POST":
        actions.remove_work(row=placement, by=request.user)
        messages.success(request, f"“{row['title']}” is removed")
        return redirect("portfolio:enrolment", enrolment.slug)
    return render(request, "portfolio/placement_remove.html", {"enrolment": enrolment, "row": row})


# --- steps of the views ------------------------------------------------------------------------------------


def _rows(request, enrolment):
    rows = permissions.placements_visible_to(request.user).filter(enrolment=enrolment)
    return rows.select_related(*PLACES).order_by("start", "pk")


def _edit(request, enrolment, placement, initial):
    choices = _choices(enrolment, placement)
    form = PlacementForm(request.POST or None, initial=initial, placement=placement, **choices)
    if request.method == "POST":
        if _made_already(request, enrolment, placement):
            return redirect("portfolio:enrolment", enrolment.slug)
        if saved := _save(request, enrolment, placement, form):
            _say(request, saved)
            return redirect("portfolio:enrolment", enrolment.slug)
    context = {
        "enrolment": enrolment,
        "placement": placement,
        "form": form,
        "decided": decided_words(placement) if placement else "",
    }
    return render(request, "portfolio/placement_form.html", context)


def _made_already(request, enrolment, placement):
    """Whether this very page added its placement when it was sent before (T11)."""
    return placement is None and _rows(request, enrolment).filter(slug=request.POST.get("once")).exists()


def _save(request, enrolment, placement, form):
    """What was typed, saved; None when it cannot be."""
    if not form.is_valid():
        return None
    typed = form.cleaned_data
    facts = {name: typed[name] for name in FIELDS}
    facts |= {"completed": typed["completed"] == "yes", "again": typed.get("again", False)}
    facts |= {"placement": placement, "slug": typed["once"]}
    return attempt(form, actions.save_placement, enrolment=enrolment, by=request.user, **facts)


def _say(request, placement):
    """What was done, and what to look at again."""
    messages.success(request, "The placement is saved")
    if needs_decision(placement):
        messages.info(request, f"{placement.provider} decides whether it counts. You hear by email.")
    if rules.looks_like_a_word(placement.student):
        messages.warning(
            request,
            f"“{placement.student}” could be read as a name. Initials have full stops or two letters.",
        )
    if names := rules.names_in(placement.note):
        messages.warning(request, f"{' and '.join(names)} may be somebody’s name. Leave names out.")


def _choices(enrolment, placement):
    """What a placement may name: schools and phases of today, and what it names already (E13)."""
    schools, providers = permissions.schools_for(enrolment), Provider.objects.members()
    phases = permissions.phases_for(enrolment)
    if placement is not None:
        schools |= School.objects.filter(pk=placement.school_id)
        providers |= Provider.objects.filter(pk=placement.provider_id)
        phases = phases_with_its_own(phases, placement)
    return {"schools": schools, "providers": providers, "phases": phases}


def shown(placement, standing=None):
    """A placement in words."""
    school = placement.school
    return {
        "slug": placement.slug,
        "title": f"{placement.student}, {date_uk(placement.start)} to {date_uk(placement.end)}",
        "place": f"{school}, with {placement.provider}",
        "closed": rules.has_closed(school).split(",")[0] + "." if not school.is_open() else "",
        "phase": phase_words(placement),
        "completed": completed_words(placement),
        "reasons": reasons(placement),
        "note": placement.note,
        "standing": standing,
        "decided": decided_words(placement),
        "because": placement.counts_because,
    }


def completed_words(placement):
    """Whether it was seen through to the end."""
    if placement.completed:
        return "Completed"
    return "Not seen through to the end" if placement.interrupted else "Not completed yet"


def phase_words(placement):
    """What the provider calls the placement, and which stage of the year that is: "SE1 (Foundation)"."""
    stage = placement.provider_phase.stage.title if placement.provider_phase else placement.phase
    return placement.phase if stage == placement.phase else f"{placement.phase} ({stage})"
