"""In whose hands a stage is: claimed, passed on, given to a panel; and the office's list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cms.permissions import Refused, require
from forms.errors import NotNow
from people.permissions import staffed_providers
from reviews import actions
from reviews.guards import signatories
from reviews.handover import keys_of_needs, needs
from reviews.passing_forms import PanelForm, PassOnForm
from reviews.permissions import can_claim, can_name_panel, can_pass_on, panel_candidates, receivers
from reviews.queue_words import since
from reviews.routing import is_asked, open_stage
from reviews.views.page import readable_rounds

PAGE = 50
MOVED_ON = "This has moved on since you opened the page, so nothing was changed. Here is how it is now."
NOT_OPEN = Refused("Nobody decides about this at the moment.")


# --- looking at it -----------------------------------------------------------------------------------------


@login_required
@require_POST
def claim(request, reference):
    """Say "I am looking at this". Whoever said so before is named, so that two know of each other."""
    stage = _stage(request, reference)
    before = stage and stage.claimed_by
    if hindrance := _moved_on(request, stage, reference):
        return hindrance
    require(can_claim(request.user, stage) if stage else NOT_OPEN)
    actions.claim(stage=stage, by=request.user)
    if before and before != request.user:
        words = f"{before.name} has been looking at this since {since(stage.claimed_at)}. "
        messages.warning(request, f"{words}Now your name stands here: tell them.")
    else:
        messages.success(request, "Colleagues now see that you are looking at this.")
    return redirect("reviews:review", reference)


@login_required
@require_POST
def release(request, reference):
    """Take one's own claim back; without one nothing changes."""
    stage = _stage(request, reference)
    if stage and stage.claimed_by_id == request.user.pk:
        actions.release(stage=stage, by=request.user)
        messages.success(request, "Colleagues no longer see your name here.")
    return redirect("reviews:review", reference)


# --- giving it away ----------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def pass_on(request, reference):
    """Give the open stage to somebody else who holds its role, with a note (E4, E21)."""
    stage = _stage(request, reference)
    if hindrance := _moved_on(request, stage, reference):
        return hindrance
    require(can_pass_on(request.user, stage) if stage else NOT_OPEN)
    if _is_given(request, stage):
        return _handed_over(request, stage, stage.assignee.name)
    posts = [post for post in receivers(stage) if post.person_id != request.user.pk]
    form = PassOnForm(request.POST or None, stage=stage, posts=posts)
    if request.method == "POST" and form.is_valid():
        given = form.given()
        if _done(form, actions.pass_on, stage=stage, by=request.user, **given):
            return _handed_over(request, stage, given["to"].name)
    return _form_page(request, "reviews/pass_on.html", stage, form)


def _is_given(request, stage):
    """Whether this very page did it when it was sent before (T11)."""
    if request.method != "POST" or stage.assignee_id is None:
        return False
    own = (line for line in stage.round.decisions.all() if line.passed_to_id == stage.assignee_id)
    return request.POST.get("to") == str(stage.assignee_id) and any(
        line.recorded_by_id == request.user.pk for line in own
    )


@login_required
@require_http_methods(["GET", "POST"])
def panel(request, reference):
    """Name who decides together at a panel stage, or who takes an empty seat (E8)."""
    stage = _stage(request, reference)
    if hindrance := _moved_on(request, stage, reference):
        return hindrance
    require(can_name_panel(request.user, stage) if stage else NOT_OPEN)
    signed = signatories(stage)
    seated = [str(member.person_id) for member in stage.panel.all()]
    form = PanelForm(
        request.POST or None,
        stage=stage,
        posts=list(panel_candidates(stage)),
        signed=[person.pk for person in signed],
        initial={"people_named": seated},
    )
    if request.method == "POST" and form.is_valid():
        given = form.given()
        if _done(form, actions.name_panel, stage=stage, by=request.user, **given):
            names = ", ".join(person.name for person in given["people"])
            messages.success(request, f"The panel is named: {names}. They get a message each.")
            return redirect("reviews:hand_over")
    return _form_page(request, "reviews/panel.html", stage, form, signed=signed)


# --- the office's list -------------------------------------------------------------------------------------


@login_required
@require_GET
def hand_over(request):
    """Stages of one's own provider that wait for nobody, or too long; each with one thing to do about it."""
    if not staffed_providers(request.user):
        raise PermissionDenied("Only partnership offices and the leads of providers see this list.")
    keys, more = keys_of_needs(request.user)
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "count": len(keys), "more": more, "needs": needs(list(page))}
    return render(request, "reviews/handover.html", context)


# --- steps of the views ------------------------------------------------------------------------------------


def _stage(request, reference):
    """The stage whose turn it is in the latest round, or None. Raises Http404 when the person reads none."""
    return open_stage(readable_rounds(request.user, reference)[0])


def _moved_on(request, stage, reference):
    """Back to the review, kindly, when the page that was filled in showed another stage than now."""
    shown = request.POST.get("stage")
    if shown is None or (stage and shown == str(stage.position)):
        return None
    messages.error(request, MOVED_ON)
    return redirect("reviews:review", reference)


def _done(form, action, **facts):
    """Whether the action was done; what it refuses stands on the form."""
    try:
        action(**facts)
    except (PermissionDenied, NotNow) as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        form.add_error(None, error.messages[0])
    return form.is_valid()


def _handed_over(request, stage, name):
    what = f"“{stage.round.submission.form.title}” of {stage.round.submission.owner.name}"
    messages.success(request, f"You have passed {what} on to {name}, who gets a message.")
    return redirect("reviews:queue" if is_asked(request.user, stage) else "reviews:hand_over")


def _form_page(request, template, stage, form, **more):
    submission = stage.round.submission
    runs = bool(staffed_providers(request.user))
    context = {"form": form, "stage": stage, "submission": submission, "runs_provider": runs, **more}
    return render(request, template, context)
