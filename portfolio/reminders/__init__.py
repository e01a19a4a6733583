"""What people are gently reminded of in the portfolio; home puts it into one message a week with the rest."""

from collections import defaultdict

from django.db.models import Q

from people.models import Appointment, User
from people.roles import Role
from portfolio.models import Enrolment
from portfolio.reminders import mentors, supporters
from portfolio.reminders.lines import Line

__all__ = ["Line", "lines_of", "people"]

HELPERS = (Role.PCM, Role.LINK_TUTOR, Role.PROVIDER_LEAD)


def people():
    """Everybody of whom a line can be about something: mentors on their way, and those who help or decide."""
    posts = Appointment.objects.current().filter(role__in=HELPERS).values("person")
    enrolled = Enrolment.objects.current().values("person")
    return User.objects.filter(Q(pk__in=posts) | Q(pk__in=enrolled), is_active=True)


def lines_of(people):
    """{id of a person: their Lines}, decisions first, of these ids; as many queries for one as for all."""
    found = defaultdict(list)
    for line in (*supporters.lines(people), *mentors.lines(people)):
        found[line.person].append(line)
    return {pk: sorted(lines, key=lambda line: line.kind) for pk, lines in found.items()}
