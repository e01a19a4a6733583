"""Check answers and send; what was sent; its files."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from forms import actions, compiler, files, versions
from forms.errors import NotNow
from forms.models import Attachment, SealedPart
from forms.permissions import can_discard, can_withdraw
from forms.readiness import obstacles
from forms.views.doors import base_of, mine, reads_and_writes, signed_in, tag_of


@reads_and_writes
@signed_in
def check(request, page, reference):
    """All answers on one page with links to change them; what is missing; the statement and the last
    button.
    """
    submission, base = mine(request, page, reference), base_of(request, reference)
    if not submission.is_open:
        return redirect(f"{base}sent/")
    if request.method == "POST":
        return _send(request, page, submission, base)
    context = {
        "page": page,
        "submission": submission,
        "base": base,
        "sections": _sections(submission, base),
        "aside": submission.answers.get(actions.ASIDE, {}).get("kept", []),
        "blockers": obstacles(submission, base=base),
        "notice": page.notice(submission),
        "version": submission.version,
        "is_old": page.live_version_id not in (None, submission.version_id),
        "still_sends": versions.still_sends(submission.version),
        "may_discard": can_discard(request.user, submission),
    }
    if submission.version.superseded_at:
        context["last_day"] = versions.last_day(submission.version)
    return render(request, "forms/check.html", context)


def _sections(submission, base):
    names = compiler.names_of(compiler.attachment_keys(submission.version, submission.answers))
    return [
        {
            "title": step["title"],
            "id": f"part-{number}",
            "rows": [
                {"key": label, "value": value, "url": f"{base}{step['slug']}/?return=check"}
                for label, value in compiler.describe_step(
                    step, submission.answers.get(step["id"], {}), names
                )
            ],
        }
        for number, step in enumerate(compiler.steps(submission.version), 1)
    ]


def _send(request, page, submission, base):
    revision = request.POST.get("revision", "")
    try:
        actions.send(
            submission=submission,
            by=request.user,
            statement=page.statement,
            typed_name=compiler.signed_name(submission.version, submission.answers),
            revision=int(revision) if revision.isdecimal() else None,
        )
    except NotNow as refused:
        messages.error(request, refused.reason)
        return redirect(f"{base}check/")
    return redirect(f"{base}sent/")


@require_safe
@signed_in
def sent(request, page, reference):
    """What was sent last, word for word, and what happens now."""
    submission, base = mine(request, page, reference), base_of(request, reference)
    sending = submission.sendings.order_by("-number").first()
    if sending is None:
        return redirect(f"{base}check/")
    steps = sending.parts.filter(kind=SealedPart.Kind.STEP)
    context = {
        "page": page,
        "submission": submission,
        "base": base,
        "sending": sending,
        "tag": tag_of(page, submission),
        "sections": [_sealed_section(part) for part in steps],
        "files": _sealed_files(sending),
        "onward": page.after_sending(submission),
        "may_withdraw": can_withdraw(request.user, submission),
    }
    return render(request, "forms/sent.html", context)


def _sealed_files(sending):
    """[(label, Attachment)] of the files that went with it and were not erased."""
    by_key = {link.attachment.key: link.attachment for link in sending.files.select_related("attachment")}
    parts = sending.parts.filter(kind=SealedPart.Kind.FILE, salt__isnull=False)
    return [(part.label, by_key[part.content["key"]]) for part in parts]


def _sealed_section(part):
    shown = part.content["shown"] if part.content else [[part.label, "Erased"]]
    title = part.content["title"] if part.content else part.label
    rows = [{"key": label, "value": value} for label, value in shown]
    return {"title": title, "id": f"part-{part.position}", "rows": rows}


@require_safe
@signed_in
def attachment(request, page, reference, key):
    """A file of the person's own submission, to save."""
    submission = mine(request, page, reference)
    found = Attachment.objects.filter(owner=request.user, key=key).first()
    if found is None or not _belongs(submission, found):
        raise Http404
    return files.respond(found, request)


def _belongs(submission, found):
    if found.key in compiler.attachment_keys(submission.version, submission.answers):
        return True
    return found.sending_files.filter(sending__submission=submission).exists()
