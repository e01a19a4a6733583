"""Conversations and observations: the same four pages for each kind."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.dates import date_uk
from cms.permissions import require
from people.roles import Role
from portfolio import actions, notes, permissions
from portfolio.confirming import helpers_by_role
from portfolio.forms import ConversationForm, ObservationForm
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
    "conversations": Kind(
        form=ConversationForm,
        action=actions.save_conversation,
        visible_to=permissions.conversations_visible_to,
        argument="conversation",
        fields=("held_on", "role", "other", "with_name", "gist", "agreed"),
        heading="Conversations",
        add="Add a conversation",
        saved="The conversation is saved",
        about=(
            "Talk your audit through with your professional co-ordinating mentor (PCM) and agree on it. "
            "Later talks with your PCM or link tutor belong here too. They can read what you note here."
        ),
    ),
    "observations": Kind(
        form=ObservationForm,
        action=actions.save_observation,
        visible_to=permissions.observations_visible_to,
        argument="observation",
        fields=("held_on", "other", "tutor_name", "note", "remote"),
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
    rows = KINDS[kind].visible_to(request.user).filter(enrolment=enrolment)
    return rows.select_related("enrolment", "other")


def _row_to_change(request, enrolment, kind, slug):
    """The row at this address. Raises Http404 for none, PermissionDenied for what somebody else noted."""
    row = get_object_or_404(_rows(request, enrolment, kind), slug=slug)
    require(permissions.can_change_row(request.user, row))
    return row


def _edit(request, enrolment, kind, row):
    words = KINDS[kind]
    helpers = helpers_by_role(enrolment)
    if row and row.other and row.other not in [person for _, person in helpers]:
        helpers.append((Role(getattr(row, "role", Role.LINK_TUTOR)), row.other))  # who helped then (E4)
    form = words.form(request.POST or None, initial=_facts(kind, row), helpers=helpers)
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


def _facts(kind, row):
    """The row's own facts as the form holds them; nothing for a new one."""
    facts = {name: getattr(row, name) for name in KINDS[kind].fields} if row else {}
    return {
        name: ("yes" if value else "no") if isinstance(value, bool) else value
        for name, value in facts.items()
    }


def _shown(enrolment, kind, row):
    """A row in words: {title, lines, slug, urls}."""
    if kind == "conversations":
        title = f"{row.with_name}, {date_uk(row.held_on)}"
        lines = [row.gist, notes.agreement(row)]
    else:
        title = f"{row.tutor_name}, {date_uk(row.held_on)}"
        lines = [notes.what_was_seen(row, "you"), notes.how(row), row.note]
    return {
        "title": title,
        "lines": [line for line in (*lines, notes.confirmation(row)) if line],
        "may_change": bool(permissions.can_change_row(enrolment.person, row)),
        "change": f"portfolio:{kind}_change",
        "remove": f"portfolio:{kind}_remove",
        "slug": row.slug,
    }
