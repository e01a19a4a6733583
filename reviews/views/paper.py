"""Signed by hand: the office records it, with the scan that those who read the round can open (E23)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.dates import date_uk
from cms.permissions import require
from cms.stepup import question
from forms.errors import Changed, NotNow, RefusedFile
from forms.files import accept, respond
from forms.tasks import scan as look_for_viruses
from reviews import actions, paper
from reviews.paper_forms import PaperForm
from reviews.routing import open_stage, role_name, whose_turn
from reviews.stale import GENERAL
from reviews.views.page import readable_rounds
from reviews.views.passing import MOVED_ON, NOT_OPEN

INFECTED = "This file holds a virus, so it was not kept. Scan the paper again and choose the new file."
NOT_CHECKED = "The file could not be checked for viruses just now. It is kept: try again in a few minutes."


@login_required
@require_http_methods(["GET", "POST"])
def record(request, reference):
    """Record that somebody signed the open stage on paper. A second press leads to the same place (T11)."""
    rounds = readable_rounds(request.user, reference)
    if request.method == "POST" and (line := paper.recorded(rounds, request.user, request.POST)):
        return _recorded(request, reference, line)
    stage = open_stage(rounds[0])
    if stage is None and request.method == "POST":
        messages.error(request, MOVED_ON)
        return redirect("reviews:review", reference)
    require(paper.can_record_paper(request.user, stage) if stage else NOT_OPEN)
    if request.method == "GET":
        return question(request) or _draw(request, stage, _form(request, stage))
    if (request.POST.get("seal"), request.POST.get("stage")) != (
        stage.round.sending.seal,
        str(stage.position),
    ):
        return _draw(request, stage, _form(request, stage), refused=GENERAL, status=409)
    return _record(request, reference, stage)


@login_required
@require_GET
def scan(request, reference, key):
    """The scan of a signed paper, for its mentor and whoever may read the round (T2, T24)."""
    line = paper.papers_visible_to(request.user, reference).filter(scan__key=key).first()
    if line is None:
        raise Http404
    return respond(line.scan, request)


# --- steps of the views ------------------------------------------------------------------------------------


def _form(request, stage, *data, kept=None):
    people = paper.who_may_have_signed(request.user, stage)
    return PaperForm(*data, stage_shown=stage, people=people, kept=kept)


def _record(request, reference, stage):
    kept = paper.kept_scan(request.user, request.POST.get("kept") or "")
    form = _form(request, stage, request.POST, request.FILES, kept=kept)
    form.full_clean()
    _take_in(request, form)
    if not form.is_valid():
        return _draw(request, stage, form)
    if hindrance := question(request):
        return hindrance
    facts = {"stage": stage, "scan": form.kept, "by": request.user, "seal": request.POST["seal"]}
    try:
        line = actions.record_paper(**facts, **form.given())
    except (PermissionDenied, NotNow) as refusal:
        rounds = readable_rounds(request.user, reference)
        if line := paper.recorded(rounds, request.user, request.POST):  # by the other press of a double click
            return _recorded(request, reference, line)
        if open_stage(rounds[0]) != stage or isinstance(refusal, Changed):
            messages.error(request, MOVED_ON)
            return redirect("reviews:review", reference)
        form.add_error("signatory" if isinstance(refusal, PermissionDenied) else None, str(refusal))
        return _draw(request, stage, form)
    return _recorded(request, reference, line)


def _take_in(request, form):
    """Keep an uploaded scan once it is free of viruses; what speaks against it stands on the form."""
    upload = form.cleaned_data.get("scan")
    if upload:
        try:
            form.kept = accept(upload, owner=request.user)
        except RefusedFile as refusal:
            form.add_error("scan", refusal.reason)
            return
    if form.kept and not form.kept.is_ready:
        look_for_viruses(form.kept.pk)
        form.kept.refresh_from_db()
        if form.kept.state == form.kept.State.REJECTED:
            form.kept = None
            form.add_error("scan", INFECTED)
        elif not form.kept.is_ready:
            form.add_error("scan", NOT_CHECKED)
    if form.kept:  # what waits for a proof of who one is carries no files (cms.stepup)
        request.POST = request.POST.copy()
        request.POST["kept"] = form.kept.key


def _draw(request, stage, form, *, refused="", status=200):
    submission = stage.round.submission
    context = {"form": form, "stage": stage, "role": role_name(stage), "submission": submission}
    return render(request, "reviews/paper.html", context | {"refused": refused}, status=status)


def _recorded(request, reference, line):
    turn = whose_turn(readable_rounds(request.user, reference)[0])
    day = date_uk(line.paper_on)
    messages.success(
        request, f"Recorded: {line.signatory.name} signed on paper on {day}. It now waits for {turn}."
    )
    return redirect("reviews:review", reference)
