"""Evidence: list, add, read, change, say how it shows each criterion, remove."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from forms.errors import RefusedFile
from forms.files import accept, respond
from portfolio import actions, rules
from portfolio.forms import EvidenceFilter, EvidenceForm, NotesForm, unclaimed
from portfolio.permissions import evidence_visible_to, files_visible_to
from portfolio.record import load
from portfolio.views.own import attempt, own_enrolment


@login_required
@require_GET
def listing(request, enrolment):
    """All evidence, latest activity first; `criterion` in the query shows what covers one."""
    enrolment = own_enrolment(request, enrolment)
    record = load(enrolment)
    wanted = request.GET.get("criterion", "")
    criterion = next((each for each in record.criteria if each.code == wanted), None)
    links = {}
    for link in record.links:
        links.setdefault(link.evidence_id, []).append(link)
    codes = {each.pk: each.code for each in record.criteria}
    items = [
        {
            "title": item.title,
            "url": record.url("evidence_item", item.slug),
            "kind": item.get_kind_display(),
            "day": item.activity_date,
            "outside": not record.counts(item),
            "codes": [codes[link.criterion_id] for link in links[item.pk]],
            "note": ""
            if all(link.note for link in links[item.pk])
            else "Not every criterion has a note yet.",
        }
        for item in sorted(record.evidence, key=lambda item: (item.activity_date, item.pk), reverse=True)
        if criterion is None or criterion.pk in {link.criterion_id for link in links[item.pk]}
    ]
    context = {
        "enrolment": enrolment,
        "record": record,
        "items": items,
        "criterion": criterion,
        "filters": EvidenceFilter({"criterion": wanted}, criteria=record.criteria),
    }
    return render(request, "portfolio/evidence_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add(request, enrolment):
    """Add a piece of evidence. `criterion` in the query ticks one to begin with."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    record = load(enrolment)
    wanted = [str(each.pk) for each in record.criteria if each.code == request.GET.get("criterion")]
    return _edit(request, record, None, {"criteria": wanted})


@login_required
@require_http_methods(["GET", "POST"])
def change(request, enrolment, item):
    """Change a piece of evidence. What was sent keeps its own copy."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    evidence = _own_item(request, enrolment, item)
    initial = {
        name: getattr(evidence, name)
        for name in ("title", "activity_date", "kind", "description", "link", "location", "anonymous")
    }
    initial["criteria"] = [str(pk) for pk in evidence.links.values_list("criterion_id", flat=True)]
    return _edit(request, load(enrolment), evidence, initial)


def _edit(request, record, evidence, initial):
    """The form for a new piece (`evidence` None) or an existing one."""
    attached = list(evidence.files.order_by("pk")) if evidence else []
    kept = [*attached, *unclaimed(request.user, request.POST.getlist("kept"))]
    if request.method == "GET":
        return _evidence_page(
            request, record, evidence, EvidenceForm(record=record, kept=kept, initial=initial)
        )
    form = EvidenceForm(request.POST, request.FILES, record=record, kept=kept)
    if not evidence and (made := _made_already(request, record.enrolment)):
        return redirect("portfolio:evidence_notes", record.enrolment.slug, made.slug)
    if form.is_valid() & _take_in(request, form) and (saved := _save(request, record, evidence, form)):
        return _saved(request, record, saved)
    return _evidence_page(request, record, evidence, form)


def _made_already(request, enrolment):
    """The evidence that this very page added when it was sent before, or None (T11)."""
    return (
        evidence_visible_to(request.user).filter(enrolment=enrolment, slug=request.POST.get("once")).first()
    )


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


def _save(request, record, evidence, form):
    return attempt(
        form,
        actions.save_evidence,
        enrolment=record.enrolment,
        by=request.user,
        evidence=evidence,
        criteria=form.chosen_criteria(),
        files=form.remaining_files(),
        slug=form.cleaned_data["once"],
        **{name: form.cleaned_data[name] for name in FACTS},
    )


FACTS = ("title", "activity_date", "kind", "description", "link", "location", "anonymous")


def _evidence_page(request, record, evidence, form):
    context = {"enrolment": record.enrolment, "record": record, "evidence": evidence, "form": form}
    return render(request, "portfolio/evidence_form.html", context)


def _saved(request, record, evidence):
    """On to the notes; a word of warning when a name seems to stand in the text (E19)."""
    if names := rules.names_in(evidence.title, evidence.description):
        messages.warning(
            request,
            f"{' and '.join(names)} may be somebody’s name. Write their role instead, unless they agreed.",
        )
    messages.success(request, f"“{evidence.title}” is saved")
    return redirect("portfolio:evidence_notes", record.enrolment.slug, evidence.slug)


@login_required
@require_http_methods(["GET", "POST"])
def notes(request, enrolment, item):
    """Say how a piece of evidence shows each of its criteria (R17)."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    evidence = _own_item(request, enrolment, item)
    links = evidence.links.select_related("criterion")
    form = NotesForm(request.POST or None, links=links)
    if request.method == "POST" and form.is_valid():
        actions.save_notes(evidence=evidence, notes=form.notes(), by=request.user)
        messages.success(request, f"Your notes on “{evidence.title}” are saved")
        if "another" in request.POST:
            return redirect("portfolio:evidence_add", enrolment.slug)
        return redirect("portfolio:evidence", enrolment.slug)
    context = {"enrolment": enrolment, "evidence": evidence, "form": form}
    return render(request, "portfolio/evidence_notes.html", context)


@login_required
@require_GET
def item(request, enrolment, item):
    """One piece of evidence."""
    enrolment = own_enrolment(request, enrolment)
    evidence = _own_item(request, enrolment, item)
    context = {
        "enrolment": enrolment,
        "evidence": evidence,
        "links": evidence.links.select_related("criterion"),
        "files": evidence.files.order_by("pk"),
    }
    return render(request, "portfolio/evidence_item.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request, enrolment, item):
    """Check, then take the evidence out. What was sent keeps its copy."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    evidence = _own_item(request, enrolment, item)
    if request.method == "POST":
        actions.remove_evidence(evidence=evidence, by=request.user)
        messages.success(request, f"“{evidence.title}” is removed")
        return redirect("portfolio:evidence", enrolment.slug)
    return render(request, "portfolio/evidence_remove.html", {"enrolment": enrolment, "evidence": evidence})


@login_required
@require_GET
def file(request, enrolment, key):
    """The portfolio's own door to its files (T24)."""
    enrolment = own_enrolment(request, enrolment)
    attachment = files_visible_to(request.user, enrolment).filter(key=key).first()
    if attachment is None:
        raise Http404
    return respond(attachment, request)


def _own_item(request, enrolment, slug):
    """The enrolment's evidence at this address, or Http404 (T2)."""
    return get_object_or_404(evidence_visible_to(request.user), enrolment=enrolment, slug=slug)
