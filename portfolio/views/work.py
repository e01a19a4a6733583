"""Placements, conversations and observations: the same four pages for each kind."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.dates import date_uk
from cms.permissions import require
from people.models import Provider
from people.permissions import school_of
from portfolio import actions, permissions
from portfolio.forms import ConversationForm, ObservationForm, PlacementForm
from portfolio.models import Observation
from portfolio.views.own import attempt, own_enrolment


@dataclass(frozen=True)
class Kind:
    """What differs between the kinds: form, verb, rows, and the words on the pages."""

    form: type
    action: object
    visible_to: object
    argument: str  # what the verb calls an existing row
    fields: tuple
    heading: str
    add: str
    saved: str
    about: str


KINDS = {
    "placements": Kind(
        form=PlacementForm,
        action=actions.save_placement,
        visible_to=permissions.placements_visible_to,
        argument="placement",
        fields=("student", "school", "provider", "provider_phase", "start", "end", "completed"),
        heading="Placements",
        add="Add a placement",
        saved="The placement is saved",
        about="A student teacher’s time at your school with you as the mentor.",
    ),
    "conversations": Kind(
        form=ConversationForm,
        action=actions.save_conversation,
        visible_to=permissions.conversations_visible_to,
        argument="conversation",
        fields=("held_on", "with_name", "gist", "agreed"),
        heading="Conversations with your PCM",
        add="Add a conversation",
        saved="The conversation is saved",
        about="Talk your audit through with your professional co-ordinating mentor (PCM) and agree on it.",
    ),
    "observations": Kind(
        form=ObservationForm,
        action=actions.save_observation,
        visible_to=permissions.observations_visible_to,
        argument="observation",
        fields=("held_on", "tutor_name", "note"),
        heading="Observations",
        add="Add a joint observation",
        saved="The joint observation is saved",
        about="A lesson of your student teacher that you and the provider’s tutor watched together.",
    ),
}


@login_required
@require_GET
def listing(request, enrolment, kind):
    """What is noted. While there is nothing, the form to add the first."""
    enrolment = own_enrolment(request, enrolment)
    rows = [_shown(enrolment, kind, row) for row in _rows(request, enrolment, kind)]
    if not rows:
        return redirect(f"portfolio:{kind}_add", enrolment.slug)
    context = {"enrolment": enrolment, "kind": KINDS[kind], "rows": rows, "add_url": f"portfolio:{kind}_add"}
    return render(request, "portfolio/work_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add(request, enrolment, kind):
    """Note a new one."""
    return _edit(request, own_enrolment(request, enrolment, to_change=True), kind, None)


@login_required
@require_http_methods(["GET", "POST"])
def change(request, enrolment, kind, row):
    """Correct what is noted."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    return _edit(request, enrolment, kind, _row_to_change(request, enrolment, kind, row))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request, enrolment, kind, row):
    """Check, then take it out. What was sent keeps its copy."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    row = _row_to_change(request, enrolment, kind, row)
    shown = _shown(enrolment, kind, row)
    if request.method == "POST":
        actions.remove_work(row=row, by=request.user)
        messages.success(request, f"“{shown['title']}” is removed")
        return redirect("portfolio:enrolment", enrolment.slug)
    context = {"enrolment": enrolment, "kind": KINDS[kind], "row": shown, "back": f"portfolio:{kind}"}
    return render(request, "portfolio/work_remove.html", context)


def _rows(request, enrolment, kind):
    rows = KINDS[kind].visible_to(request.user).filter(enrolment=enrolment).select_related("enrolment")
    places = ("school", "provider", "provider_phase__stage")
    return rows.select_related(*places) if kind == "placements" else rows


def _row_to_change(request, enrolment, kind, slug):
    """The row at this address. Raises Http404 for none, PermissionDenied for what somebody else noted."""
    row = get_object_or_404(_rows(request, enrolment, kind), slug=slug)
    require(permissions.can_change_row(request.user, row))
    return row


def _edit(request, enrolment, kind, row):
    words = KINDS[kind]
    initial = _initial(request, enrolment, kind, row)
    form = words.form(request.POST or None, initial=initial, **_choices(enrolment, kind))
    if request.method == "POST" and (
        _made_already(request, enrolment, kind, row) or _save(request, enrolment, words, form, row)
    ):
        messages.success(request, words.saved)
        return redirect("portfolio:enrolment", enrolment.slug)
    context = {"enrolment": enrolment, "kind": words, "form": form, "row": row, "name": kind}
    return render(request, "portfolio/work_form.html", context)


def _made_already(request, enrolment, kind, row):
    """Whether this very page added its row when it was sent before (T11)."""
    return row is None and _rows(request, enrolment, kind).filter(slug=request.POST.get("once")).exists()


def _save(request, enrolment, words, form, row):
    """Whether what was typed is valid and saved."""
    if not form.is_valid():
        return False
    facts = {name: as_said(form.cleaned_data[name]) for name in words.fields}
    facts |= {words.argument: row, "slug": form.cleaned_data["once"]}
    return attempt(form, words.action, enrolment=enrolment, by=request.user, **facts)


def as_said(value):
    """True and False for the radios' "yes" and "no", everything else as it is."""
    return value == "yes" if value in ("yes", "no") else value


def _initial(request, enrolment, kind, row):
    """What the form holds to begin with: the row's own facts, or what we know already (WCAG 3.3.7)."""
    if row:
        facts = {name: getattr(row, name) for name in KINDS[kind].fields}
        return {
            name: ("yes" if value else "no") if isinstance(value, bool) else value
            for name, value in facts.items()
        }
    if kind == "placements":
        return {"school": school_of(request.user), "provider": enrolment.provider}
    if kind == "conversations":
        helpers = permissions.pcms_of(enrolment)
        return {"with_name": helpers[0].name} if len(helpers) == 1 else {}
    return {}


def _choices(enrolment, kind):
    """The schools and providers that a placement may name: partners of the home provider, and members."""
    if kind != "placements":
        return {}
    return {
        "schools": permissions.schools_for(enrolment),
        "providers": Provider.objects.members(),
        "phases": permissions.phases_for(enrolment),
    }


def _shown(enrolment, kind, row):
    """A row in words: {title, lines, slug, urls}."""
    if kind == "placements":
        title = f"{row.student}, {date_uk(row.start)} to {date_uk(row.end)}"
        lines = [
            f"{row.school}, with {row.provider}",
            phase_words(row),
            "Completed" if row.completed else "Not completed yet",
        ]
    elif kind == "conversations":
        title = f"{row.with_name}, {date_uk(row.held_on)}"
        lines = [row.gist, "The PCM agrees" if row.agreed else "The PCM has not agreed yet"]
    else:
        title = f"{row.tutor_name}, {date_uk(row.held_on)}"
        lines = [observed_words(row), row.note]
    return {
        "title": title,
        "lines": [line for line in lines if line],
        "may_change": bool(permissions.can_change_row(enrolment.person, row)),
        "change": f"portfolio:{kind}_change",
        "remove": f"portfolio:{kind}_remove",
        "slug": row.slug,
    }


def phase_words(placement):
    """What the provider calls the placement, and which stage of the year that is: "SE1 (Foundation)"."""
    stage = placement.provider_phase.stage.title if placement.provider_phase else placement.phase
    return placement.phase if stage == placement.phase else f"{placement.phase} ({stage})"


def observed_words(observation):
    """What the PCM noted as seen; nothing for a joint observation."""
    if observation.kind == Observation.Kind.JOINT:
        return ""
    seen = (("giving feedback", observation.feedback_seen), ("setting targets", observation.targets_seen))
    return f"Noted by your PCM, who saw you {' and '.join(word for word, had in seen if had)}."
