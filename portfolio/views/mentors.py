"""The room of PCMs and link tutors: whom they help, one mentor's year, and what they note themselves."""

from unicodedata import normalize

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from cms.dates import date_uk
from cms.permissions import require
from people.roles import Role
from portfolio import actions, confirming, monitoring, ratings
from portfolio.forms import AuditCommentForm, JointObservationForm, PcmObservationForm, TalkForm
from portfolio.outline import outline, tag_of, with_outline
from portfolio.permissions import can_record_pcm_observation, placements_seen_by
from portfolio.record import load
from portfolio.views.own import attempt

PAGE = 50


@login_required
@require_GET
def listing(request):
    """The mentors one helps, how far each has come, and whether they have been observed."""
    if not confirming.helps_mentors(request.user):
        raise PermissionDenied("This page is for professional co-ordinating mentors (PCMs) and link tutors.")
    rows = [_row(role, enrolment) for role, enrolment in monitoring.mentors_of(request.user)]
    rows.sort(key=lambda row: (not row["due"], row["order"]))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": page.object_list,
        "page": page,
        "to_confirm": confirming.count_to_confirm(request.user),
    }
    return render(request, "portfolio/mentors.html", context)


def _row(role, enrolment):
    """An enrolment in words: {name, order, level, state, tag, asked, observed, due, url, page}."""
    state = outline(enrolment)
    level = enrolment.level
    if role == Role.PCM:
        asked, noted = level.needs_pcm_observation, enrolment.pcm_observations
        door = "portfolio:pcm_observation"
    else:
        asked, noted = level.needs_joint_observation, enrolment.joint_observations
        door = "portfolio:joint_observation"
    done = [row for row in noted if row.counts]
    due = asked and not done and not enrolment.is_awarded
    return {
        "name": enrolment.person.name,
        "order": normalize("NFKD", enrolment.person.name).casefold(),  # É stands with E
        "level": level.title,
        "state": state,
        "tag": tag_of(state),
        "asked": asked,
        "observed": f"Noted on {date_uk(done[0].held_on)}" if done else _in_part(noted[-1:]) if asked else "",
        "due": due,
        "url": reverse(door, args=[enrolment.slug]) if due else "",
        "page": reverse("portfolio:mentor", args=[enrolment.slug]),
    }


def _in_part(rows):
    return f"Noted in part on {date_uk(rows[0].held_on)}" if rows else ""


@login_required
@require_GET
def mentor(request, enrolment):
    """One mentor's year: what waits for this person, the checklist, the audit, talks and observations."""
    enrolment, role = _helped(request, enrolment)
    record = load(enrolment)
    shared = confirming.audits_shared_with(request.user).filter(enrolment=enrolment)
    context = {
        "enrolment": enrolment,
        "role": role,
        "state": outline(enrolment),
        "tag": tag_of(outline(enrolment)),
        "waiting": monitoring.waiting_for(request.user, enrolment, record, role),
        "checklist": monitoring.checklist(record),
        "audit": shared.order_by("-pk").first() if role == Role.PCM else None,
        "sent_at": record.audit and record.audit.sent_at,
        "talks": monitoring.talks(enrolment, request.user, role),
        "may_observe": can_record_pcm_observation(request.user, enrolment),
        "may_observe_jointly": confirming.can_record_joint_observation(request.user, enrolment),
    }
    return render(request, "portfolio/mentor.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def audit(request, enrolment):
    """The latest audit the mentor has sent, and the PCM's side of it (R11, R21, E10)."""
    enrolment, role = _helped(request, enrolment)
    if role != Role.PCM:
        raise PermissionDenied("The audit is shared with the PCM of the mentor’s school.")
    shared = confirming.audits_shared_with(request.user).filter(enrolment=enrolment)
    found = shared.select_related("submission", "commented_by", "account_accepted_by").order_by("-pk").first()
    if found is None:
        raise Http404
    found.enrolment = enrolment
    may = confirming.can_comment_audit(request.user, found)
    form = _comment_form(request, found) if may else None
    # After a move the earlier school's comment stays; the account waits for the PCM of today (E1, E10).
    accepts_alone = not may and confirming.can_accept_account(request.user, found)
    if request.method == "POST":
        if accepts_alone:
            actions.accept_account(audit=found, by=request.user)
            messages.success(request, f"You accepted what {enrolment.person.name} writes about the audit")
            return redirect("portfolio:mentor", enrolment.slug)
        require(may)
        if form.is_valid() and attempt(form, actions.comment_audit, audit=found, **_comment(request, form)):
            messages.success(request, f"{enrolment.person.name} can read what you say about the audit")
            return redirect("portfolio:mentor", enrolment.slug)
    sending = found.submission.sendings.select_related("version").order_by("-number").first()
    sending.submission = found.submission
    groups, words = ratings.read(sending)
    context = {
        "enrolment": enrolment,
        "audit": found,
        "reads": confirming.can_read_comment(request.user, found),
        "form": form,
        "refusal": "" if may else may.reason,
        "accepts_alone": bool(accepts_alone),
        "sending": sending,
        "groups": groups,
        "words": [{"key": question, "value": answer} for question, answer in words],
        "finding": ratings.finding(groups),
    }
    return render(request, "portfolio/mentor_audit.html", context)


def _comment_form(request, audit):
    known = {"comment": audit.comment} | ({"discussed_on": audit.discussed_on} if audit.discussed_on else {})
    asks = bool(confirming.can_accept_account(request.user, audit))
    return AuditCommentForm(request.POST or None, asks=asks, initial=known)


def _comment(request, form):
    """What the form says, as the verb takes it."""
    said = form.cleaned_data
    return {
        "by": request.user,
        "discussed_on": said["discussed_on"],
        "comment": said["comment"],
        "accepts": said.get("accepts") == "yes",
    }


# --- what they note themselves -----------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def observation(request, enrolment):
    """Note that one has observed the mentor; `next` leads back to the record sheet that waits (R24)."""
    enrolment, _ = _helped(request, enrolment)
    require(can_record_pcm_observation(request.user, enrolment))
    form = PcmObservationForm(request.POST or None, placements=placements_seen_by(request.user, enrolment))
    return _note(request, enrolment, form, actions.record_pcm_observation, "portfolio/pcm_observation.html")


@login_required
@require_http_methods(["GET", "POST"])
def joint_observation(request, enrolment):
    """The link tutor notes a lesson observed together (R25, E21)."""
    enrolment, _ = _helped(request, enrolment)
    require(confirming.can_record_joint_observation(request.user, enrolment))
    form = JointObservationForm(request.POST or None, placements=confirming.placements_of(enrolment))
    verb = actions.record_joint_observation
    return _note(request, enrolment, form, verb, "portfolio/joint_observation.html")


@login_required
@require_http_methods(["GET", "POST"])
def conversation(request, enrolment):
    """PCM or link tutor notes a talk with the mentor (R21, R22)."""
    enrolment, role = _helped(request, enrolment)
    require(confirming.can_record_for(request.user, enrolment))
    form = TalkForm(request.POST or None, role=role)
    return _note(request, enrolment, form, actions.record_conversation, "portfolio/mentor_conversation.html")


def _helped(request, slug):
    """(enrolment, role): somebody whom the person helps today. Raises Http404 for everybody else."""
    enrolment = get_object_or_404(with_outline(confirming.supported_by(request.user)), slug=slug)
    return enrolment, confirming.role_towards(request.user, enrolment)


def _note(request, enrolment, form, action, template):
    """The page of a short form; what is valid is noted once, however often it is sent (T11)."""
    onward = _onward(request, enrolment)
    if request.method == "POST":
        noted = confirming.noted_already(enrolment, request.POST.get("once"))
        if noted or _save(request, enrolment, form, action):
            messages.success(request, f"Your note about {enrolment.person.name} is saved")
            return redirect(onward)
    context = {"enrolment": enrolment, "form": form, "onward": onward, "noted": enrolment.pcm_observations}
    return render(request, template, context)


def _save(request, enrolment, form, action):
    """Whether what was typed is valid and noted."""
    if not form.is_valid():
        return False
    facts = form.cleaned_data | {"slug": form.cleaned_data["once"]}
    del facts["once"]
    if "agreed" in facts:
        facts["agreed"] = facts["agreed"] == "yes"
    return attempt(form, action, enrolment=enrolment, by=request.user, **facts)


def _onward(request, enrolment):
    """Where to go on: a page of ours named by `next`, else the mentor's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else reverse("portfolio:mentor", args=[enrolment.slug])
