"""Starting, finding one's way back, and the steps."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from forms import actions, compiler, versions, wizard
from forms.errors import NotNow
from forms.models import FormVersion, Status
from forms.permissions import can_edit, can_start, submissions_visible_to
from forms.views.doors import base_of, mine, reads_and_writes, signed_in, tag_of

A_PAGE = 20  # submissions listed at once


@reads_and_writes
@signed_in
def start(request, page):
    """What the form is for, a button to begin, and the person's own submissions."""
    if request.method == "POST":
        try:
            submission = actions.start(page=page, by=request.user)
        except NotNow as refused:
            messages.error(request, refused.reason)
            return redirect(request.path)
        return redirect(f"{request.path}{submission.reference}/")
    own = (
        submissions_visible_to(request.user)
        .filter(page_id=page.pk)
        .defer("answers")
        .order_by("-changed_at", "-pk")
    )
    listed = Paginator(own, A_PAGE).get_page(request.GET.get("page"))
    live = page.live_version
    context = {
        "page": page,
        "permission": can_start(request.user, page),
        "page_obj": listed,
        "rows": [{"submission": each, "tag": tag_of(page, each)} for each in listed],
        "steps": compiler.steps(live) if live else [],
        **page.start_context(request.user),
    }
    return render(request, page.template, context)


@require_safe
@signed_in
def resume(request, page, reference):
    """Lead to where the person was: the first step that lacks something, the check page, or what was sent."""
    submission, base = mine(request, page, reference), base_of(request, reference)
    if not submission.is_open:
        return redirect(f"{base}sent/")
    if submission.status == Status.RETURNED:
        return redirect(f"{base}check/")
    missing = compiler.unfinished(submission.version, submission.answers)
    return redirect(f"{base}{missing[0]['slug']}/" if missing else f"{base}check/")


@reads_and_writes
@signed_in
def step(request, page, reference, slug):
    """One step of a draft."""
    submission, base = mine(request, page, reference), base_of(request, reference)
    permission = can_edit(request.user, submission)
    if not permission:
        if request.method == "POST":
            messages.error(request, permission.reason)
        return redirect(f"{base}sent/")
    return wizard.respond(request, page, submission, slug, base)


def preview(request, page):
    """Every step on one page, as an editor sees it before publishing. Nothing here can be sent."""
    definition = versions.define(page)
    version = FormVersion(definition=definition, sha256=versions.definition_hash(definition))
    parts = [
        {"step": step, "groups": wizard.groups(compiler.compile_step(version, step["id"])())}
        for step in definition
    ]
    return render(request, "forms/preview.html", {"page": page, "parts": parts})
