"""The reviewer's rooms: what waits, what was sent, the decision and its check. Rows come from queue.py."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_http_methods

from forms.errors import Changed, NotNow
from forms.files import respond
from reviews import actions, history
from reviews.desk import BEFORE_ISSUE, Desk
from reviews.dossier import Dossier
from reviews.forms import SIGN, DecisionForm
from reviews.models import Outcome
from reviews.queue import decided_by, files_visible_to, rounds_visible_to, stages_waiting_for

PAGE = 50
LATELY = 10
STALE = "This has changed since you opened it. Look at it again before you decide."


@login_required
@require_GET
def queue(request):
    """What waits for this person, oldest first, and what they decided lately."""
    waiting = Paginator(stages_waiting_for(request.user), PAGE)
    page = waiting.get_page(request.GET.get("page"))
    context = {"page_obj": page, "count": waiting.count, "lately": decided_by(request.user)[:LATELY]}
    return render(request, "reviews/queue.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def review(request, reference):
    """A submission's latest round with the decision beside it. A POST leads on to the check of it."""
    rounds = _rounds(request.user, reference)
    desk = Desk(rounds[0], request.user)
    if request.method == "GET":
        return _page(request, rounds, desk)
    if "change" in request.POST:
        return _page(request, rounds, desk, kept=request.POST)
    form, hindrance = _read(request, rounds, desk)
    return hindrance or render(
        request, "reviews/check.html", {"desk": desk, "form": form, "rows": form.summary()}
    )


@login_required
@require_http_methods(["GET", "POST"])
def decide(request, reference):
    """Make the decision that was checked. A second press finds it made and leads to the same place (T11)."""
    if request.method == "GET":
        return redirect("reviews:review", reference=reference)
    rounds = _rounds(request.user, reference)
    if made := _made_already(request, rounds):
        return _done(request, made)
    desk = Desk(rounds[0], request.user)
    form, hindrance = _read(request, rounds, desk)
    if hindrance:
        return hindrance
    try:
        return _done(request, _act(desk, form.cleaned_data))
    except (PermissionDenied, NotNow) as refusal:
        # Somebody else was quicker: show the page as it is now, with what was typed.
        rounds = _rounds(request.user, reference)
        status = 409 if isinstance(refusal, Changed) else 403
        return _page(
            request, rounds, Desk(rounds[0], request.user), kept=request.POST, refused=refusal, status=status
        )


@login_required
@require_GET
def past_round(request, reference, number):
    """One round as it was, whatever came after it; nothing is decided here."""
    rounds = _rounds(request.user, reference)
    shown = [round_ for round_ in rounds if round_.number <= number]
    if not shown or shown[0].number != number:
        raise Http404
    if shown[0] is rounds[0]:
        return redirect("reviews:review", reference=reference)
    return _page(request, shown, Desk(shown[0], request.user), later=rounds[0])


@login_required
@require_GET
def file(request, reference, key):
    """A file that was sent, for whoever may read a round in which it was sent (T2, T24)."""
    sent = files_visible_to(request.user, reference).filter(attachment__key=key).first()
    if sent is None:
        raise Http404
    return respond(sent.attachment)


# --- steps of the views ------------------------------------------------------------------------------------


def _rounds(user, reference):
    """The submission's rounds that this person may read, latest first. Raises Http404 when there is none."""
    rounds = list(
        rounds_visible_to(user).filter(submission__reference=reference).order_by("-number").for_review()
    )
    if not rounds:
        raise Http404
    return rounds


def _read(request, rounds, desk):
    """(the valid form, None), or (None, the page that says why it cannot be used)."""
    if not desk.may_decide:
        return None, _page(request, rounds, desk, refused=desk.may_decide, status=403)
    form = DecisionForm(request.POST, desk=desk)
    if form.is_stale():
        return None, _page(request, rounds, desk, kept=request.POST, refused=STALE, status=409)
    if not form.is_valid():
        return None, _page(request, rounds, desk, form=form)
    return form, None


def _act(desk, typed):
    if typed["decision"] == SIGN:
        return actions.sign(
            stage=desk.stage, by=desk.user, typed_name=typed["typed_name"], seal=typed["seal"]
        )
    return actions.send_back(
        round=desk.round, stage=desk.stage, by=desk.user, reason=typed["reason"], seal=typed["seal"]
    )


def _made_already(request, rounds):
    """The decision that this very page made when it was sent before, or None."""
    wanted = Outcome.SIGNED if request.POST.get("decision") == SIGN else Outcome.SENT_BACK
    for round_ in rounds:
        if round_.sending.seal == request.POST.get("seal"):
            for line in round_.decisions.all():
                at = str(line.stage.position) if line.stage else BEFORE_ISSUE
                if (line.signatory_id, line.outcome, at) == (
                    request.user.pk,
                    wanted,
                    request.POST.get("stage"),
                ):
                    return line
    return None


def _done(request, decision):
    what = f"“{decision.round.submission.page.title}” of {decision.round.submission.owner.name}"
    if decision.outcome == Outcome.SIGNED:
        messages.success(request, f"You have signed {what}.")
    else:
        messages.success(request, f"You have sent {what} back with your reason.")
    return redirect("reviews:queue")


def _page(request, rounds, desk, *, form=None, kept=None, refused="", later=None, status=200):
    """The review page of rounds[0]; the rounds after it in the list are the earlier ones."""
    round_, earlier = rounds[0], rounds[1:]
    prefetch_related_objects([round_.sending], "parts")  # read by the dossier and by the form's panels
    if form is None and desk.may_decide and not later:
        form = DecisionForm(desk=desk, initial=_kept(kept))
    dossier = Dossier(round_)
    files = dossier.files()
    context = {
        "round": round_,
        "submission": round_.submission,
        "title": round_.submission.form.title,
        "desk": desk,
        "form": form if not later else None,
        "refused": refused,
        "later": later,
        "earlier": earlier,
        "changes": dossier.changes(earlier[0]) if earlier else [],
        "panels": [
            render_to_string(template, {"round": round_, "files": files, **more}, request)
            for template, more in round_.submission.form.panels(round_, request.user)
        ],
        "answers": dossier.answers(),
        "files": files.values(),
        "signer": dossier.signer,
        "steps": history.signing_steps(round_, request.user),
        "entries": history.entries(rounds),
    }
    return render(request, "reviews/review.html", context, status=status)


def _kept(typed):
    """What was typed before, without the seal and the stage of a page that is out of date."""
    return {name: typed.get(name, "") for name in ("decision", "typed_name", "reason")} if typed else None
