"""Evidence: the list, one piece, its earlier versions, taking it out and putting it back, its files."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from forms.files import respond
from portfolio import actions, versions
from portfolio.evidence import Pieces, only_evidence_for, piece_of, sealed_copies, search
from portfolio.forms import EvidenceFilter
from portfolio.permissions import evidence_visible_to, files_visible_to
from portfolio.record import load
from portfolio.views.own import own_enrolment

PAGE = 25


@login_required
@require_GET
def listing(request, enrolment):
    """All evidence, what needs criteria first, then the latest activity; the query narrows it."""
    enrolment = own_enrolment(request, enrolment)
    record = load(enrolment)
    pieces = Pieces(record)
    filters = EvidenceFilter(request.GET, record=record)
    found = search(pieces.kept, filters.asked())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    codes = {each.pk: each.code for each in record.criteria}
    context = {
        "enrolment": enrolment,
        "record": record,
        "total": len(pieces.kept),
        "count": len(found),
        "page_obj": page,
        "items": [_card(record, piece, codes) for piece in page],
        "missing": record.missing_criteria,
        "covered": len(record.key_criteria) - len(record.missing_criteria),
        "removed": len(pieces.removed),
        "criterion": filters.one_criterion,
        "filters": filters,
        "query": f"{urlencode(filters.chosen)}&" if filters.chosen else "",
    }
    return render(request, "portfolio/evidence_list.html", context)


def _card(record, piece, codes):
    """A piece as the list shows it."""
    item = piece.item
    noted = all(link.note for link in piece.links)
    return {
        "title": item.title,
        "url": record.url("evidence_item", item.slug),
        "choose": record.url("evidence_change", item.slug) if piece.standing == "needs" else "",
        "kind": item.get_kind_display(),
        "day": item.activity_date,
        "outside": bool(piece.links) and not record.is_in_time(item),
        "waits": piece.why_not if piece.links and record.is_in_time(item) else "",
        "codes": [codes[link.criterion_id] for link in piece.links if link.criterion_id in codes],
        "note": "" if noted else "Not every criterion has a note yet.",
    }


@login_required
@require_GET
def item(request, enrolment, item):
    """One piece of evidence; also a stub of what was taken out."""
    enrolment = own_enrolment(request, enrolment)
    evidence = own_item(request, enrolment, item, removed_too=True)
    links = list(evidence.links.select_related("criterion"))
    context = {
        "enrolment": enrolment,
        "evidence": evidence,
        "links": links,
        "files": evidence.files.order_by("pk"),
        "earlier": evidence.versions.count(),
        "is_sent": sealed_copies(evidence).exists(),
        "why_not": "" if evidence.removed_at else piece_of(load(enrolment), evidence, links).why_not,
    }
    return render(request, "portfolio/evidence_item.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def earlier(request, enrolment, item):
    """The earlier versions of a piece, the latest first, with what each change did; POST uses one again."""
    changing = request.method == "POST"
    enrolment = own_enrolment(request, enrolment, to_change=changing)
    evidence = own_item(request, enrolment, item)
    rows = evidence.versions.prefetch_related("files")
    if changing:
        number = request.POST.get("number", "")
        version = get_object_or_404(rows, number=number if number.isdecimal() else 0)
        return _use(request, version)
    after_each = [*(row.content for row in rows), versions.snapshot(evidence)][1:]
    shown = [
        {
            "row": row,
            "words": versions.words(row.content),
            "changes": versions.differences(row.content, after),
        }
        for row, after in zip(rows, after_each, strict=True)
    ]
    context = {"enrolment": enrolment, "evidence": evidence, "versions": shown[::-1]}
    return render(request, "portfolio/evidence_versions.html", context)


def _use(request, version):
    """Make the piece what it was, or say why that cannot be."""
    evidence = version.evidence
    try:
        actions.use_version(version=version, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("portfolio:evidence_versions", evidence.enrolment.slug, evidence.slug)
    messages.success(request, f"“{evidence.title}” is again what it was in version {version.number}")
    return redirect("portfolio:evidence_item", evidence.enrolment.slug, evidence.slug)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request, enrolment, item):
    """Check, then take the evidence out. What was sent keeps its copy, and it can be put back."""
    enrolment = own_enrolment(request, enrolment, to_change=True)
    evidence = own_item(request, enrolment, item)
    if request.method == "POST":
        actions.remove_evidence(evidence=evidence, by=request.user)
        messages.success(request, f"“{evidence.title}” is removed. You can put it back.")
        return redirect("portfolio:evidence", enrolment.slug)
    context = {
        "enrolment": enrolment,
        "evidence": evidence,
        "losing": only_evidence_for(load(enrolment), evidence),
        "is_sent": sealed_copies(evidence).exists(),
    }
    return render(request, "portfolio/evidence_remove.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def removed(request, enrolment):
    """What was taken out of the portfolio; POST puts one piece back."""
    changing = request.method == "POST"
    enrolment = own_enrolment(request, enrolment, to_change=changing)
    gone = evidence_visible_to(request.user).filter(enrolment=enrolment, removed_at__isnull=False)
    if changing:
        evidence = get_object_or_404(gone, slug=request.POST.get("item", ""))
        actions.put_back(evidence=evidence, by=request.user)
        messages.success(request, f"“{evidence.title}” is back in your evidence")
        return redirect("portfolio:evidence", enrolment.slug)
    context = {"enrolment": enrolment, "items": gone.order_by("-removed_at", "-pk")}
    return render(request, "portfolio/evidence_removed.html", context)


@login_required
@require_GET
def file(request, enrolment, key):
    """The portfolio's own door to its files (T24)."""
    enrolment = own_enrolment(request, enrolment)
    attachment = files_visible_to(request.user, enrolment).filter(key=key).first()
    if attachment is None:
        raise Http404
    return respond(attachment, request)


def own_item(request, enrolment, slug, removed_too=False):
    """The enrolment's evidence at this address, or Http404 (T2); what was removed only when wanted."""
    visible = evidence_visible_to(request.user).filter(enrolment=enrolment).select_related("other")
    evidence = get_object_or_404(visible if removed_too else visible.kept(), slug=slug)
    evidence.enrolment = enrolment
    return evidence
