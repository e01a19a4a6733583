"""The form that asks for experience to count or for more time, and its review (R7, R20, E11)."""

from cms.permissions import Allowed, Refused
from forms.models import Status
from forms.models.pages import Blocker
from people.permissions import school_of
from people.roles import Role
from portfolio.asking import can_decide
from portfolio.models import Exemption, Request


def subject(request):
    """Facts for prefilling and addressing the form; `school`, `provider` and `level` are rows."""
    person = request.person
    return {
        "name": person.name,
        "email": person.email,
        "trn": person.trn or "",
        "school": school_of(person),
        "provider": request.provider,
        "level": request.level,
    }


def blockers(request):
    """Why the form cannot be sent: a list of Blocker, empty when it can."""
    found = []
    if request.withdrawn_at:
        found.append("You have taken this back. Begin a new one if you want to ask again.")
    if request.decided_at:
        found.append("This is decided already, so nothing more can be sent.")
    if request.enrolment_id and request.enrolment.withdrawn_on:
        found.append("You have left this level. Come back to it first.")
    if school_of(request.person) is None:
        found.append(
            "You hold no post at a school now, so nobody there can sign. Ask your partnership office."
        )
    return [Blocker(why) for why in found]


def can_take_back(sending):
    """May the mentor take back the form that was sent? Until it is decided."""
    if sending is None or sending.submission.status != Status.SENT:
        return Refused("Nothing is with a reviewer, so there is nothing to take back.")
    if sending.submission.request.decided_at:
        return Refused("This is decided, so it cannot be taken back.")
    return Allowed()


def may_sign_stage(stage):
    """May the stage be signed? The provider lead decides what was asked before signing (R20)."""
    request = Request.objects.filter(submission=stage.round.submission_id).first()
    if request is None or request.withdrawn_at:
        return Refused("The mentor has taken this back.")
    if stage.role == Role.PROVIDER_LEAD and request.decided_at is None:
        return Refused("Decide first, then sign. What is to be decided stands above.")
    return Allowed()


def review_panels(round_, user):
    """[(template, context)] of what is decided, or of the way there."""
    rows = Request.objects.select_related("provider", "level", "decided_by", "enrolment", "submission")
    request = rows.filter(submission=round_.submission_id).first()
    if request is None:
        return []
    context = {"asked": request, "may_decide": can_decide(user, request), "decisions": decisions(request)}
    return [("portfolio/request_panel.html", context)]


def decisions(request):
    """What was decided about single requirements, in the order of the scheme."""
    order = list(Exemption.Waives)
    rows = request.exemptions.select_related("decided_by", "provider")
    return sorted(rows, key=lambda row: order.index(row.requirement))
