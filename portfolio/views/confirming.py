"""Where people confirm what a mentor wrote about something they did together (R18, R21, R22, R25)."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cms.dates import date_uk
from portfolio import actions, confirming, notes
from portfolio.forms import ConfirmForm
from portfolio.views.own import attempt


@dataclass(frozen=True)
class Kind:
    """What differs between the kinds: the door, what waits behind it, the verb, and the words."""

    door: object
    waiting: object
    confirm: object
    argument: str  # what the verb calls the row
    word: str
    day: str = "held_on"


KINDS = {
    "conversation": Kind(
        confirming.conversations_for,
        confirming.conversations_to_confirm,
        actions.confirm_conversation,
        "conversation",
        "Conversation",
    ),
    "observation": Kind(
        confirming.observations_for,
        confirming.observations_to_confirm,
        actions.confirm_observation,
        "observation",
        "Joint observation",
    ),
    "evidence": Kind(
        confirming.evidence_for,
        confirming.evidence_to_confirm,
        actions.confirm_evidence,
        "evidence",
        "Professional conversation",
        "activity_date",
    ),
}


@login_required
@require_GET
def listing(request):
    """Everything that the person is asked to confirm, the oldest first."""
    lines = [
        {
            "kind": name,
            "slug": row.slug,
            "day": getattr(row, kind.day),
            "word": kind.word,
            "mentor": row.enrolment.person.name,
            "level": row.enrolment.level.title,
        }
        for name, kind in KINDS.items()
        for row in kind.waiting(request.user).select_related("enrolment__person", "enrolment__level")
    ]
    lines.sort(key=lambda line: line["day"])
    return render(request, "portfolio/confirm_list.html", {"lines": lines})


@login_required
@require_http_methods(["GET", "POST"])
def one(request, kind, slug):
    """What the mentor wrote, and whether it was so. What was changed since it was read is shown anew."""
    if kind not in KINDS:
        raise Http404
    what = KINDS[kind]
    rows = what.door(request.user).select_related("enrolment__person", "enrolment__level", "other")
    row = get_object_or_404(rows, slug=slug)
    form = ConfirmForm(request.POST or None, initial={"seen": notes.fingerprint(row)})
    if request.method == "POST" and (row.confirmed_at or _answer(request, what, row, form)):
        return redirect("portfolio:confirm")
    context = {
        "row": row,
        "form": form,
        "word": what.word,
        "day": date_uk(getattr(row, what.day)),
        "lines": notes.as_written(row),
        "mentor": row.enrolment.person.name,
    }
    return render(request, "portfolio/confirm_one.html", context)


def _answer(request, what, row, form):
    """Whether the answer is valid and kept."""
    if not form.is_valid():
        return False
    facts = {"by": request.user, "seen": form.cleaned_data["seen"]}
    mentor = row.enrolment.person.name
    if form.cleaned_data["was_so"] == "yes":
        done = attempt(form, what.confirm, **{what.argument: row}, **facts)
        told = f"You have confirmed what {mentor} wrote"
    else:
        done = attempt(form, actions.say_otherwise, row=row, words=form.cleaned_data["words"], **facts)
        told = f"{mentor} can read how it was"
    if done:
        messages.success(request, told)
    else:
        form.data = form.data | {"seen": notes.fingerprint(row)}  # the page shows the note as it is now
    return done
