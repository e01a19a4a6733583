"""What else its owner can do: use the new version, delete a draft, take back what was sent."""

from django.contrib import messages
from django.shortcuts import redirect, render

from forms import actions, versions, wizard
from forms.errors import NotNow
from forms.permissions import can_discard, can_edit, can_withdraw
from forms.views.doors import base_of, mine, reads_and_writes, signed_in


@reads_and_writes
@signed_in
def new_version(request, page, reference):
    """What changed in the questions since the draft was begun, and a button to go on with the new ones."""
    submission, base = mine(request, page, reference), base_of(request, reference)
    is_newest = submission.version_id == page.live_version_id or not page.live_version_id
    if is_newest or not can_edit(request.user, submission):
        return redirect(base)
    if request.method == "POST":
        return _do(
            request,
            f"{base}check/",
            "You are now using the new version. Your answers to the same questions are still here.",
            actions.use_new_version,
            submission=submission,
        )
    changes = versions.changed(submission.version, page.live_version)
    context = {"page": page, "submission": submission, "base": base, "changes": changes}
    return render(request, "forms/new_version.html", context)


@reads_and_writes
@signed_in
def delete(request, page, reference):
    """Ask, then delete a draft that was never sent."""
    submission, base = mine(request, page, reference), base_of(request, reference)
    permission = can_discard(request.user, submission)
    if not permission:
        messages.error(request, permission.reason)
        return redirect(base)
    if request.method == "POST":
        done = f"Your draft {submission.reference} was deleted."
        return _do(request, wizard.start_of(base), done, actions.discard, submission=submission)
    return render(request, "forms/delete.html", {"page": page, "submission": submission, "base": base})


@reads_and_writes
@signed_in
def withdraw(request, page, reference):
    """Ask, then take back what was sent."""
    submission, base = mine(request, page, reference), base_of(request, reference)
    permission = can_withdraw(request.user, submission)
    if not permission:
        messages.error(request, permission.reason)
        return redirect(base)
    if request.method == "POST":
        done = f"You have taken back {submission.reference}."
        return _do(request, wizard.start_of(base), done, actions.withdraw, submission=submission)
    return render(request, "forms/withdraw.html", {"page": page, "submission": submission, "base": base})


def _do(request, url, done, action, **what):
    """Do it, say so and go on; or say why not."""
    try:
        action(by=request.user, **what)
    except NotNow as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, done)
    return redirect(url)
