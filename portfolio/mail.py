"""The mails about what a mentor asks of a provider: who, one link, nothing of what was written (T28)."""

from django.urls import reverse

from cms.dates import date_uk
from people import mail
from portfolio.asking import deciders

WHY_LEAD = (
    "You get this message because you are this provider’s lead. The WELTEC co-ordinator can change who is."
)
WHY_MENTOR = (
    "You get this message because you asked your provider for something. We write when it is decided."
)
WHY_OFFICE = (
    "You get this message because this is the partnership office’s address. "
    "The WELTEC co-ordinator can change it."
)


def asked(request):
    """Tell the provider's leads that something waits for their decision; once for each provider asked."""
    for lead in deciders(request):
        _about(
            request,
            kind="request-asked",
            period=request.provider.slug,
            person=lead,
            subject=f"{request.person} asks for a decision: {request.get_kind_display()}",
            lines=[
                f"{request.person} has asked {request.provider} for something that you decide: "
                f"{in_a_sentence(request)}.",
                "It is one page. If a colleague is faster, it tells you so.",
            ],
            label="Read it and decide",
            why=WHY_LEAD,
        )


def decided(request):
    """Tell the mentor that there is an answer; what it is they read after signing in."""
    _about(
        request,
        kind="request-decided",
        person=request.person,
        subject=f"{request.provider} has decided: {request.get_kind_display()}",
        lines=[f"{request.provider} has decided on what you asked: {in_a_sentence(request)}."],
        label="Read the decision",
        why=WHY_MENTOR,
    )


def moved(request, former):
    """Tell both partnership offices that the mentor has moved (E6)."""
    words = f"{request.person} has moved from {former} to {request.provider}, at {request.level.title}"
    for provider in (former, request.provider):
        mail.queue(
            kind="request-moved",
            reference=request.slug,
            to=provider.office_email,
            subject=f"Moved: {request.person}",
            template="base",
            context={
                "greeting": f"{provider.short_name} partnership office",
                "lines": [f"{words}. What was signed stays signed, and you need to do nothing."],
                "action_label": "Go to your desk",
                "action_url": "/office/",
                "why": WHY_OFFICE,
            },
        )


def in_a_sentence(request):
    """What is asked, to follow "asks for": "a pause"."""
    label = request.get_kind_display()
    return label[0].lower() + label[1:]


def _about(request, *, kind, person, subject, lines, label, why, period=""):
    mail.queue(
        kind=kind,
        reference="/".join(filter(None, [request.slug, period])),
        to=person.email,
        person=person,
        subject=subject,
        template="base",
        context={
            "greeting": person.name,
            "lines": lines,
            "action_label": label,
            "action_url": reverse("portfolio:request", args=[request.slug]),
            "why": why,
        },
    )


def concern_reported(concern):
    """Owe the partnership office the news that somebody may be recognised in evidence (E19)."""
    enrolment = concern.evidence.enrolment
    office = enrolment.provider
    return mail.queue(
        kind="concern",
        reference=concern.slug,
        to=office.office_email,
        subject="Somebody may be recognised in a piece of evidence",
        template="base",
        context={
            "greeting": f"{office.short_name} partnership office",
            "lines": [
                f"{concern.reported_by.name} reports that a pupil or a student teacher may be recognised in "
                f"evidence of {enrolment.person.name}.",
                "Look at it and decide whether it has to be taken out.",
            ],
            "action_label": "Look at it",
            "action_url": reverse("portfolio:concern", args=[concern.slug]),
            "why": "You get this message because this is the partnership office’s address.",
        },
    )


def evidence_taken_out(evidence):
    """Owe the mentor the news that the office has taken out a piece of their evidence (E19)."""
    person, enrolment = evidence.enrolment.person, evidence.enrolment
    return mail.queue(
        kind="evidence_taken_out",
        reference=evidence.slug,
        to=person.email,
        person=person,
        subject="A piece of your evidence was taken out",
        template="base",
        context={
            "greeting": person.name,
            "lines": [
                f"The partnership office of {enrolment.provider} has taken out your evidence of "
                f"{date_uk(evidence.activity_date)}, because a pupil or a student teacher could be "
                "recognised in it. Its words and files are gone, also from what you have sent.",
                "If a criterion has no evidence any more, you can add another piece that names nobody. "
                "Your partnership office answers your questions.",
            ],
            "action_label": "Go to your evidence",
            "action_url": reverse("portfolio:evidence", args=[enrolment.slug]),
            "why": "You get this message because it is about your own portfolio.",
        },
    )


def placement_decided(placement):
    """Owe the mentor the provider's decision about a placement; return the OutgoingMail (E5, E7)."""
    person, enrolment = placement.enrolment.person, placement.enrolment
    what = placement.get_counts_display()
    return mail.queue(
        kind="placement",
        reference=f"{placement.slug}-{placement.decided_at:%Y%m%d%H%M%S%f}",
        to=person.email,
        person=person,
        subject="Your provider has decided about a placement",
        template="base",
        context={
            "greeting": person.name,
            "lines": [
                f"{placement.decided_by.name}, {placement.provider}, has decided about your placement of "
                f"{date_uk(placement.start)} to {date_uk(placement.end)}: {what[0].lower()}{what[1:]}.",
                "The reason, if there is one, stands with the placement.",
            ],
            "action_label": "See your placements",
            "action_url": reverse("portfolio:placements", args=[enrolment.slug]),
            "why": "You get this message because you asked to have this placement counted.",
        },
    )
