"""The audit's result, the record sheet on its way, and what was sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from forms.models import Status
from people.permissions import school_of
from portfolio import ratings
from portfolio.changes import changes, sealed, unsealed
from portfolio.confirming import account_waits
from portfolio.enclosure import enclosure
from portfolio.panels import frozen_panels
from portfolio.permissions import can_withdraw_sheet, own_rounds
from portfolio.progress import state, was_revoked
from portfolio.record import load
from portfolio.requirements import blockers
from portfolio.views.own import own_enrolment
from reviews import actions
from reviews.dossier import Dossier
from reviews.forms import AnswerForm
from reviews.history import entries, signing_steps
from reviews.models import Outcome
from reviews.permissions import can_answer, can_ask_for_another
from reviews.routing import open_stage, whose_turn
from reviews.talk import Talk


@login_required
@require_GET
def audit(request, enrolment):
    """The result of the latest audit; without one, on to the form."""
    enrolment = own_enrolment(request, enrolment)
    record = load(enrolment)
    if not record.audit:
        return _to_form(request, record, record.audit_draft, record.audit_page, "audit")
    sending = record.audit.sendings.select_related("version").order_by("-number").first()
    groups, words = ratings.read(sending)
    context = {
        "enrolment": enrolment,
        "record": record,
        "sending": sending,
        "groups": groups,
        "again": address_of(record.audit_draft) if record.audit_draft else "",
        "page": record.audit_page,
        "words": [{"key": question, "value": answer} for question, answer in words],
        "finding": ratings.finding(groups),
        "account_waits": account_waits(record),
    }
    return render(request, "portfolio/audit.html", context)


@login_required
@require_GET
def record_sheet(request, enrolment):
    """Where the record sheet stands: what it still needs, the form, or how far its review has come."""
    enrolment = own_enrolment(request, enrolment)
    record = load(enrolment)
    sheet = record.sheet
    if sheet is None or was_revoked(record):
        missing = blockers(enrolment)
        if not missing:
            return _to_form(request, record, None, record.sheet_page, "record sheet")
        return render(request, "portfolio/sheet_closed.html", {"enrolment": enrolment, "missing": missing})
    if sheet.status == Status.DRAFT:
        return _to_form(request, record, sheet, "", "record sheet")
    return _on_its_way(request, record)


@login_required
@require_GET
def sent(request, enrolment, number):
    """One sending of the record sheet as it is sealed: the mentor's own copy (R31)."""
    enrolment = own_enrolment(request, enrolment)
    rounds = own_rounds(request.user).with_talk()
    round_ = get_object_or_404(rounds, number=number, submission=load(enrolment).sheet)
    dossier = OwnCopy(round_, enrolment)
    files, talk = dossier.files(), Talk(round_, request.user)
    context = {
        "enrolment": enrolment,
        "round": round_,
        "talk": talk,
        "title": round_.submission.form.title,
        "answers": dossier.answers(),
        "signer": dossier.signer,
        "panels": [
            render_to_string(template, {"round": round_, "files": files, "talk": talk, **more}, request)
            for template, more in frozen_panels(round_.sending)
        ],
    }
    return render(request, "portfolio/sheet_sent.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request, enrolment):
    """Answer a reviewer's question; what was sent stays as it is."""
    if request.method == "GET":
        return record_sheet(request, enrolment)
    record = load(own_enrolment(request, enrolment))
    rounds = own_rounds(request.user).filter(submission=record.sheet).with_talk()
    said = [comment for round_ in rounds for comment in round_.comments.all() if comment.is_question]
    question = next((each for each in said if str(each.pk) == request.POST.get("question")), None)
    if question is None:
        raise Http404
    form = AnswerForm(request.POST, question=question)
    if not form.is_valid():
        return _on_its_way(request, record, typed=form)
    try:
        actions.answer(question=question, by=request.user, text=form.cleaned_data["text"])
    except PermissionDenied as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"{question.author.name} has your answer.")
    return redirect("portfolio:record_sheet", enrolment)


@login_required
@require_http_methods(["GET", "POST"])
def ask_for_another(request, enrolment):
    """Ask that somebody else decides next time (E8)."""
    if request.method == "GET":
        return record_sheet(request, enrolment)
    record = load(own_enrolment(request, enrolment))
    latest = own_rounds(request.user).filter(submission=record.sheet).order_by("-number").first()
    if latest is None:
        raise Http404
    try:
        actions.ask_for_another(round=latest, by=request.user)
    except PermissionDenied as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Somebody else decides when you have sent your record sheet again.")
    return redirect("portfolio:record_sheet", enrolment)


# --- steps of the views ------------------------------------------------------------------------------------


class OwnCopy(Dossier):
    """What was sent, with the mentor's own door to its files."""

    def __init__(self, round_, enrolment):
        super().__init__(round_)
        self.enrolment = enrolment

    def door(self, key):
        return reverse("portfolio:file", args=[self.enrolment.slug, key])


def _on_its_way(request, record, typed=None):
    """The page of a record sheet that was sent. `typed` is an answer that was not taken."""
    enrolment, sheet = record.enrolment, record.sheet
    rounds = list(own_rounds(request.user).filter(submission=sheet).order_by("-number").with_talk())
    latest = rounds[0]
    talk = Talk(latest, request.user)
    stage = open_stage(latest)
    context = {
        "enrolment": enrolment,
        "record": record,
        "sheet": sheet,
        "address": address_of(sheet),
        "state": state(record),
        "round": latest,
        "turn": whose_turn(latest),
        "since": stage.opened_at if stage else latest.signed_at,
        "questions": _questions(talk, typed),
        "remarks": talk.everywhere_else().comments,
        "sections": _named_sections(latest, enrolment),
        "may_ask_for_another": can_ask_for_another(request.user, latest),
        "steps": signing_steps(latest, request.user),
        "entries": entries(rounds, request.user),
        "rounds": rounds,
        "changes": changes(sealed(latest.sending), unsealed(enclosure(enrolment))),
        "may_withdraw": can_withdraw_sheet(latest.sending),
        "school": school_of(enrolment.person),
        "forms": [typed] if typed else [],
    }
    return render(request, "portfolio/sheet.html", context)


def _questions(talk, typed):
    """[(what was asked, form to answer it or None)], oldest first."""
    found = []
    for said in talk.questions():
        form = AnswerForm(question=said.comment) if can_answer(talk.user, said.comment) else None
        if form and typed and typed.question.pk == said.comment.pk:
            form = typed
        found.append((said, form))
    return found


def _named_sections(round_, enrolment):
    """[(name, anchor)] of the parts that somebody asked to look at again when they sent this back."""
    back = next((line for line in round_.decisions.all() if line.outcome == Outcome.SENT_BACK), None)
    if back is None or not back.sections:
        return []
    return OwnCopy(round_, enrolment).named(back.sections)


def address_of(submission):
    """The address of a submission's own pages; it stays when the form is unpublished."""
    return f"{submission.page.get_url()}{submission.reference}/"


def _to_form(request, record, draft, page, what):
    """On to the draft, or to the start of the form; back with a word while there is no form."""
    if draft:
        return redirect(address_of(draft))
    if page:
        return redirect(page.get_url(request))
    messages.warning(request, f"The {what} of this level is not published yet. Ask your partnership office.")
    return redirect("portfolio:enrolment", record.enrolment.slug)
