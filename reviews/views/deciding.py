"""The decision: checked, made, kept for later, and what comes after it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.stepup import question
from forms.errors import Changed, NotNow
from reviews import actions, stale
from reviews.desk import BEFORE_ISSUE
from reviews.following import next_after
from reviews.forms import SIGN
from reviews.models import DECIDING, Outcome
from reviews.views.page import Page, readable_rounds


def check(request, page):
    """Answer the decision form: lead to the check of it, back to it with `change`, or keep it for later."""
    if "change" in request.POST:
        return page.draw(kept=request.POST)
    later = "later" in request.POST
    form, hindrance = _read(request, page, later=later)
    if hindrance:
        return hindrance
    if later:
        return _keep(request, page, form)
    return render(request, "reviews/check.html", {"desk": page.desk, "form": form, "rows": form.summary()})


@login_required
@require_http_methods(["GET", "POST"])
def decide(request, reference):
    """Make the decision that was checked. A second press finds it made and leads to the same place (T11).

    Whoever signed in too long ago proves again who they are first, once the decision could be made (T39).
    """
    if request.method == "GET":
        return question(request) or redirect("reviews:review", reference=reference)
    rounds = readable_rounds(request.user, reference)
    if _made_already(request, rounds):
        return redirect("reviews:done", reference=reference)
    page = Page(request, rounds)
    form, hindrance = _read(request, page)
    if hindrance := hindrance or question(request):
        return hindrance
    try:
        _act(page.desk, form.cleaned_data)
    except (PermissionDenied, NotNow) as refusal:
        rounds = readable_rounds(request.user, reference)
        if _made_already(request, rounds):  # by the other press of a double click
            return redirect("reviews:done", reference=reference)
        # Somebody else was quicker: show the page as it is now, with what was typed.
        page = Page(request, rounds)
        if isinstance(refusal, Changed) or stale.is_stale(request.POST, page.desk):
            return page.draw_stale(request.POST)
        return page.draw(kept=request.POST, refused=refusal, status=403)
    return redirect("reviews:done", reference=reference)


@login_required
@require_GET
def done(request, reference):
    """What this person decided last about a submission, and what waits for them next."""
    rounds = readable_rounds(request.user, reference)
    own = [
        line
        for round_ in rounds
        for line in round_.decisions.all()
        if line.signatory_id == request.user.pk and line.outcome in DECIDING
    ]
    if not own:
        return redirect("reviews:review", reference=reference)
    decision = max(own, key=lambda line: line.at)
    since = decision.stage.opened_at if decision.stage else decision.at
    context = {
        "decision": decision,
        "submission": rounds[0].submission,
        "next": next_after(request.user, since),
    }
    return render(request, "reviews/done.html", context)


# --- steps of the views ------------------------------------------------------------------------------------


def _read(request, page, *, later=False):
    """(the valid form, None), or (None, the page that says why it cannot be used)."""
    is_stale = stale.is_stale(request.POST, page.desk)
    if is_stale and stale.news(request.POST, page.rounds):
        return None, page.draw_stale(request.POST)
    if not page.desk.may_decide:
        return None, page.draw(kept=request.POST, refused=page.desk.may_decide, status=403)
    if is_stale:
        return None, page.draw_stale(request.POST)
    form = page.decision_form(request.POST, later=later)
    if not form.is_valid():
        return None, page.draw(form=form)
    return form, None


def _keep(request, page, form):
    """Keep what was typed, and go back to the queue. What is decided before issuing is not kept."""
    if page.desk.stage is None:
        return page.draw(
            kept=request.POST, refused="This cannot be kept for later. Send it back or leave it."
        )
    typed = form.cleaned_data
    actions.keep_draft(
        stage=page.desk.stage,
        by=request.user,
        decision=typed["decision"],
        reason=typed["reason"],
        sections=typed["sections"],
    )
    mentor = page.desk.mentor.name
    messages.success(request, f"Kept for later: what you began to decide about {mentor}. Nothing was sent.")
    return redirect("reviews:queue")


def _act(desk, typed):
    if typed["decision"] == SIGN:
        return actions.sign(
            stage=desk.stage, by=desk.user, typed_name=typed["typed_name"], seal=typed["seal"]
        )
    return actions.send_back(
        round=desk.round,
        stage=desk.stage,
        by=desk.user,
        reason=typed["reason"],
        seal=typed["seal"],
        sections=typed["sections"],
    )


def _made_already(request, rounds):
    """Whether this very page made its decision when it was sent before."""
    wanted = Outcome.SIGNED if request.POST.get("decision") == SIGN else Outcome.SENT_BACK
    facts = (request.user.pk, wanted, request.POST.get("stage"))
    return any(
        facts == (line.signatory_id, line.outcome, str(line.stage.position) if line.stage else BEFORE_ISSUE)
        for round_ in rounds
        if round_.sending.seal == request.POST.get("seal")
        for line in round_.decisions.all()
    )
