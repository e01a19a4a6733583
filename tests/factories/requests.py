"""Short ways to ask a provider for something, by the real actions. Beside tests.factories.portfolio."""

import forms.actions
from portfolio import actions
from portfolio.models import Request, RequestPage
from tests.factories import portfolio as make


def page_for(asks, level="mastery"):
    """The live form that asks for this at the level."""
    return RequestPage.objects.get(asks=asks, level__slug=level)


def begin(person, asks, **context):
    """A draft of the form; returns its Request."""
    return forms.actions.start(page=page_for(asks), by=person, **context).request


def send(request):
    """Fill and send the request's form; returns the Round."""
    submission = request.submission
    for step in submission.version.definition:
        given = {
            question["id"]: make.answer_to(question, submission.owner)
            for question in step["fields"]
            if question["kind"] != "file"
        }
        forms.actions.save_step(submission=submission, by=submission.owner, step_id=step["id"], answers=given)
    return make.send(submission).round


def apply(person, **context):
    """An application to let experience count, sent; returns its Request."""
    request = begin(person, "experience", **context)
    send(request)
    return Request.objects.get(pk=request.pk)


def decide(request, lead, **counting):
    """The lead decides on an application: `counting` says of each requirement whether experience counts.

    What is not named does not.
    """
    from portfolio.asking import left_to_waive

    waived = [
        (key, counting.get(str(key), False), f"About {key}.")
        for key in left_to_waive(request.person, request.level)
    ]
    return actions.decide_request(request=request, by=lead, waived=waived)


def pause(enrolment, start, end=None):
    """A pause, asked for."""
    return actions.ask_pause(enrolment=enrolment, start=start, end=end, by=enrolment.person)


def paused(enrolment, lead, start, end=None):
    """A pause, granted."""
    return actions.decide_request(request=pause(enrolment, start, end), by=lead, granted=True)
