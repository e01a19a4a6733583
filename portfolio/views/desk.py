"""The mentor's desk, an enrolment's task list, and progress at a glance."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_GET

from people.permissions import edits_site, hats, holds
from people.roles import PROVIDER_STAFF, REVIEWERS, Role
from portfolio import ratings
from portfolio.permissions import enrolments_visible_to, helpers_of
from portfolio.progress import next_step, state, tally, task_groups
from portfolio.record import load, with_answers
from portfolio.views.own import own_enrolment


@login_required
@require_GET
def desk(request):
    """Where people arrive after signing in: a mentor's task list, and doors to their other rooms."""
    own = list(with_answers(enrolments_visible_to(request.user).of(request.user).current()))
    rooms = rooms_of(request.user)
    if own:
        under_way = [enrolment for enrolment in own if not enrolment.awarded_on]
        shown = (under_way or own)[0]
        shown.person = request.user
        others = [enrolment for enrolment in own if enrolment is not shown]
        return task_list(request, shown, rooms=rooms, others=others)
    mentor = holds(request.user, Role.MENTOR)
    return render(request, "portfolio/desk.html", {"rooms": rooms, "mentor": mentor})


@login_required
@require_GET
def enrolment(request, enrolment):
    """One enrolment's task list."""
    return task_list(request, own_enrolment(request, enrolment))


def task_list(request, enrolment, rooms=(), others=()):
    """The page of an enrolment: next step, tasks in groups, standards covered, who is helping."""
    record = load(enrolment)
    groups = task_groups(record)
    done, total = tally(groups)
    context = {
        "enrolment": enrolment,
        "record": record,
        "state": state(record),
        "next": next_step(record),
        "groups": groups,
        "done": done,
        "total": total,
        "helpers": helpers_of(enrolment),
        "rooms": rooms,
        "others": others,
    }
    return render(request, "portfolio/enrolment.html", context)


@login_required
@require_GET
def progress(request, enrolment):
    """Which evidence covers which criterion, and how confident the mentor is in each standard."""
    enrolment = own_enrolment(request, enrolment)
    record = load(enrolment)
    groups = []
    if record.audit:
        sending = record.audit.sendings.select_related("version").order_by("-number").first()
        groups, _ = ratings.read(sending)
    context = {
        "enrolment": enrolment,
        "record": record,
        "rows": criteria_rows(record),
        "covered": len(record.key_criteria) - len(record.missing_criteria),
        "groups": groups,
        "finding": ratings.finding(groups) if groups else "",
    }
    return render(request, "portfolio/progress.html", context)


def criteria_rows(record):
    """[(standard, [(criterion, its evidence)])] over the whole framework."""
    key = {criterion.pk for criterion in record.key_criteria}
    standards = {}
    for criterion in record.criteria:
        items = [link.evidence for link in record.links_by_criterion[criterion.pk]]
        row = {"criterion": criterion, "evidence": items, "key": criterion.pk in key}
        standards.setdefault(criterion.standard, []).append(row)
    return list(standards.items())


def rooms_of(user):
    """[(label, what one does there, address)] for the roles the person holds besides being a mentor."""
    roles = {hat.role for hat in hats(user)}
    found = []
    if roles & set(REVIEWERS):
        found.append(("Waiting for you", "Record sheets that you are asked to read and sign.", "/reviews/"))
    if Role.PCM in roles:
        found.append(
            (
                "Your mentors",
                "How far your school’s mentors have come.",
                "/my/mentors/",
            )
        )
    if roles & PROVIDER_STAFF:
        found.append(
            ("Office desk", "Certificates to issue, and how far your mentors have come.", "/office/")
        )
    if Role.PROVIDER_LEAD in roles:
        found.append(("Waivers", "What your provider has waived for mentors, and why.", "/my/waivers/"))
    if edits_site(user):
        found.append(("Edit the site", "Guidance, forms and review workflows.", "/admin/"))
    return found
