"""The audit's result, the record sheet on its way, and what was sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from forms.models import SealedPart, Status
from people.permissions import school_of
from portfolio import ratings
from portfolio.changes import changes, sealed, unsealed
from portfolio.enclosure import enclosure
from portfolio.panels import frozen_panels
from portfolio.permissions import can_withdraw_sheet, own_rounds
from portfolio.progress import state, was_revoked
from portfolio.record import load
from portfolio.requirements import blockers
from portfolio.views.own import own_enrolment
from reviews.dossier import Dossier, File
from reviews.history import entries, signing_steps


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
    rounds = list(own_rounds(request.user).filter(submission=sheet).order_by("-number").for_review())
    sending = rounds[0].sending
    context = {
        "enrolment": enrolment,
        "record": record,
        "sheet": sheet,
        "address": address_of(sheet),
        "state": state(record),
        "round": rounds[0],
        "steps": signing_steps(rounds[0], request.user),
        "entries": entries(rounds),
        "rounds": rounds,
        "changes": changes(sealed(sending), unsealed(enclosure(enrolment))),
        "may_withdraw": can_withdraw_sheet(sending),
        "school": school_of(enrolment.person),
    }
    return render(request, "portfolio/sheet.html", context)


@login_required
@require_GET
def sent(request, enrolment, number):
    """One sending of the record sheet as it is sealed: the mentor's own copy (R31)."""
    enrolment = own_enrolment(request, enrolment)
    rounds = own_rounds(request.user).for_review()
    round_ = get_object_or_404(rounds, number=number, submission=load(enrolment).sheet)
    dossier = OwnCopy(round_, enrolment)
    files = dossier.files()
    context = {
        "enrolment": enrolment,
        "round": round_,
        "title": round_.submission.form.title,
        "answers": dossier.answers(),
        "signer": dossier.signer,
        "panels": [
            render_to_string(template, {"round": round_, "files": files, **more}, request)
            for template, more in frozen_panels(round_.sending)
        ],
    }
    return render(request, "portfolio/sheet_sent.html", context)


class OwnCopy(Dossier):
    """What was sent, with the mentor's own door to its files."""

    def __init__(self, round_, enrolment):
        super().__init__(round_)
        self.enrolment = enrolment

    def files(self):
        return {
            part.label: File(
                part.label,
                part.content["name"],
                part.content["size"],
                reverse("portfolio:file", args=[self.enrolment.slug, part.content["key"]]),
            )
            for part in self.parts
            if part.kind == SealedPart.Kind.FILE and not part.is_erased
        }


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
