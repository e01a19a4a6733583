"""What reviewers say about a submission: comments beside its parts, questions to the mentor."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from forms.errors import NotNow
from reviews import actions, stale
from reviews.forms import CommentForm, QuestionForm
from reviews.talk import slug_of
from reviews.views.page import Page, readable_rounds


@login_required
@require_http_methods(["GET", "POST"])
def comment(request, reference):
    """Say something about a part, a criterion or the whole, and come back to that place."""
    if request.method == "GET":
        return redirect("reviews:review", reference=reference)
    page = Page(request, readable_rounds(request.user, reference))
    form = CommentForm(request.POST)
    if hindrance := _hindrance(page, form, said=form):
        return hindrance
    typed = form.cleaned_data
    try:
        said = actions.comment(
            round=page.round,
            by=request.user,
            text=typed["text"],
            part=typed["part"],
            criterion=typed["criterion"],
            audience=typed["audience"],
        )
    except PermissionDenied as refusal:
        return page.draw(said=form, refused=refusal, status=403)
    return _back_to(reference, said)


@login_required
@require_POST
def remove_comment(request, reference, number):
    """Take one's own comment back."""
    rounds = readable_rounds(request.user, reference)
    said = rounds[0].comments.filter(pk=number).first()
    if said is None:
        raise Http404
    try:
        actions.remove_comment(comment=said, by=request.user)
    except PermissionDenied as refusal:
        return Page(request, rounds).draw(refused=refusal, status=403)
    messages.success(request, "You have taken your comment back.")
    return _back_to(reference, said)


@login_required
@require_http_methods(["GET", "POST"])
def ask(request, reference):
    """Ask the mentor something; the stage stays open."""
    if request.method == "GET":
        return redirect("reviews:review", reference=reference)
    page = Page(request, readable_rounds(request.user, reference))
    form = QuestionForm(request.POST)
    if not page.desk.may_ask:
        return page.draw(question=form, refused=page.desk.may_ask, status=403)
    if hindrance := _hindrance(page, form, question=form):
        return hindrance
    try:
        actions.ask(stage=page.desk.stage, by=request.user, text=form.cleaned_data["text"])
    except (PermissionDenied, NotNow) as refusal:
        return page.draw(question=form, refused=refusal, status=403)
    messages.success(request, f"Your question is on its way to {page.desk.mentor.name}.")
    return redirect("reviews:review", reference=reference)


def _hindrance(page, form, **shown):
    """The page that says why the words were not taken, or None. A sheet that was sent again is said first."""
    form.full_clean()
    if form["seal"].data != page.round.sending.seal and (news := stale.news(form_facts(form), page.rounds)):
        return page.draw(**shown, refused=stale.GENERAL, news=news, status=409)
    return None if form.is_valid() else page.draw(**shown)


def form_facts(form):
    """What a form says about the page that it stood on."""
    return {"seal": form["seal"].data, "seen": ""}


def _back_to(reference, said):
    place = reverse("reviews:review", args=[reference])
    return redirect(f"{place}#talk-{slug_of(said.part, said.criterion)}")
