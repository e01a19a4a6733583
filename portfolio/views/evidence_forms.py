"""Evidence: add, add in a hurry, change, say how it shows each criterion."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forms.errors import Changed, RefusedFile
from forms.files import accept
from portfolio import actions, rules, versions
from portfolio.evidence import why_it_does_not_count
from portfolio.forms import EvidenceForm, NotesForm, QuickForm, initial_of, unclaimed
from portfolio.models import EvidenceItem
from portfolio.permissions import evidence_visible_to
from portfolio.record import load
from portfolio.views.evidence import own_item
from portfolio.views.own import attempt, own_enrolment


@login_required
@require_http_methods(["GET", "POST"])
def add(request, enrolment):
    """Add a piece of evidence. `criterion` in the query ticks one to begin with."""
    record = load(own_enrolment(request, enrolment, to_change=True))
    wanted = [str(each.pk) for each in record.criteria if each.code == request.GET.get("criterion")]
    return _edit(request, record, EvidenceForm, initial={"criteria": wanted})


@login_required
@require_http_methods(["GET", "POST"])
def quick(request, enrolment):
    """Add a piece from a phone in a minute: its criteria are chosen later."""
    record = load(own_enrolment(request, enrolment, to_change=True))
    return _edit(request, record, QuickForm)


@login_required
@require_http_methods(["GET", "POST"])
def change(request, enrolment, item):
    """Change a piece of evidence. What was sent keeps its own copy, what it was stays as a version."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    evidence = own_item(request, enrolment, item)
    return _edit(request, load(enrolment), EvidenceForm, evidence, initial_of(evidence))


def _edit(request, record, form_class, evidence=None, initial=None):
    """The form for a new piece (`evidence` None) or an existing one."""
    attached = list(evidence.files.order_by("pk")) if evidence else []
    given = {"record": record, "kept": [*attached, *unclaimed(request.user, request.POST.getlist("kept"))]}
    if form_class is EvidenceForm:
        given["evidence"] = evidence
    if request.method == "GET":
        seen = {"seen": actions.seen_now(evidence)} if evidence else {}
        return _page(request, evidence, form_class(**given, initial={**(initial or {}), **seen}))
    form = form_class(request.POST, request.FILES, **given)
    if not evidence and (made := _made_already(request, record.enrolment)):
        return _onward(record, made)
    if form.is_valid() & _take_in(request, form):
        try:
            saved = _save(request, evidence, form)
        except Changed:
            return _page(request, evidence, form, stale=_saved_elsewhere(evidence, form))
        if saved:
            return _saved(request, record, saved)
    return _page(request, evidence, form)


def _made_already(request, enrolment):
    """The evidence that this very page added when it was sent before, or None (T11)."""
    visible = evidence_visible_to(request.user).kept()
    return visible.filter(enrolment=enrolment, slug=request.POST.get("once")).first()


def _take_in(request, form):
    """Keep what was uploaded: it survives mistakes elsewhere, so that nobody has to choose it again.

    Returns whether every file was taken; the reasons why one was not are the form's errors.
    """
    for upload in form.cleaned_data.get("files") or []:
        try:
            form.kept_files.append(accept(upload, owner=request.user))
        except RefusedFile as refusal:
            form.add_error("files", refusal.reason)
    return "files" not in form.errors


def _save(request, evidence, form):
    return attempt(
        form,
        actions.save_evidence,
        enrolment=form.record.enrolment,
        by=request.user,
        evidence=evidence,
        files=form.remaining_files(),
        slug=form.cleaned_data["once"],
        seen=form.cleaned_data.get("seen", ""),
        **form.facts(),
    )


def _saved_elsewhere(evidence, form):
    """[(label, what is typed here, what was saved there)]; the next press saves what is typed here."""
    form.data = form.data.copy()
    form.data["seen"] = actions.seen_now(evidence)
    saved = versions.snapshot(evidence)
    facts = form.facts()
    criteria = facts.pop("criteria")
    known = {link["code"]: link["note"] for link in saved["criteria"]}
    typed = versions.content_of(
        EvidenceItem(enrolment=evidence.enrolment, **facts),
        notes={criterion.code: known.get(criterion.code, "") for criterion in criteria},
        files=[(file.pk, file.name) for file in form.remaining_files()],
    )
    return versions.differences(typed, saved)


def _page(request, evidence, form, stale=None):
    """The form; `stale` says where it differs from what was saved in between."""
    record = form.record
    context = {"enrolment": record.enrolment, "record": record, "evidence": evidence, "form": form}
    template = "evidence_form" if isinstance(form, EvidenceForm) else "evidence_quick"
    return render(request, f"portfolio/{template}.html", {**context, "stale": stale})


def _saved(request, record, evidence):
    """On to what comes next, warned of names (E19) and of a day that counts nowhere (R16)."""
    warn_of_names(request, evidence.title, evidence.description, evidence.reflection)
    if not record.is_in_time(evidence):
        messages.warning(
            request, f"It is kept, but it counts nowhere yet. {why_it_does_not_count(record, evidence)}"
        )
    messages.success(request, f"“{evidence.title}” is saved")
    return _onward(record, evidence)


def _onward(record, evidence):
    """The notes of a piece with criteria, the list for one without."""
    if evidence.links.exists():
        return redirect("portfolio:evidence_notes", record.enrolment.slug, evidence.slug)
    return redirect("portfolio:evidence", record.enrolment.slug)


def warn_of_names(request, *texts):
    """A word of warning when a name seems to stand in a text."""
    if names := rules.names_in(*texts):
        messages.warning(
            request,
            f"{' and '.join(names)} may be somebody’s name. Write their role instead, unless they agreed.",
        )


@login_required
@require_http_methods(["GET", "POST"])
def notes(request, enrolment, item):
    """Say how a piece of evidence shows each of its criteria (R17)."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    evidence = own_item(request, enrolment, item)
    links = list(evidence.links.select_related("criterion"))
    form = NotesForm(request.POST or None, links=links, initial={"seen": actions.seen_now(evidence)})
    stale = None
    if request.method == "POST" and form.is_valid():
        given = form.notes()
        try:
            actions.save_notes(
                evidence=evidence, notes=given, by=request.user, seen=form.cleaned_data["seen"]
            )
        except Changed:
            form.data = form.data.copy()
            form.data["seen"] = actions.seen_now(evidence)
            stale = _other_notes(evidence, given)
        else:
            warn_of_names(request, *given.values())
            messages.success(request, f"Your notes on “{evidence.title}” are saved")
            if "another" in request.POST:
                return redirect("portfolio:evidence_add", enrolment.slug)
            return redirect("portfolio:evidence", enrolment.slug)
    context = {"enrolment": enrolment, "evidence": evidence, "form": form, "stale": stale}
    return render(request, "portfolio/evidence_notes.html", context)


def _other_notes(evidence, given):
    """[(code, what is typed here, what was saved there)]."""
    return [
        (link.criterion.code, given.get(link.criterion_id, ""), link.note)
        for link in evidence.links.select_related("criterion")
        if given.get(link.criterion_id, "").strip() != link.note
    ]
