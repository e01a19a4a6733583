"""The history of an enrolment beside the work itself (E6, E12)."""

from portfolio.models import Event


def note(enrolment, kind, by, words=""):
    """Write down what has happened to the enrolment; returns the Event."""
    return Event.objects.create(enrolment=enrolment, kind=kind, by=by, words=words[:200])
