"""The school's own copy of a certificate, where the mentor allows one (R32).

A school keeps what was signed there: its PCM of today sees it, whoever signed, and a school to which the
mentor moves later does not.
"""

from people.permissions import schools_as
from people.roles import Role
from register.models import Certificate, Status
from reviews.models import Decision, Outcome


def copies_visible_to(user):
    """Valid certificates of mentors who let their school keep a copy, signed at a school of the person's."""
    signed = Decision.objects.filter(
        outcome=Outcome.SIGNED, stage__role=Role.PCM, stage__school__in=schools_as(user, Role.PCM)
    )
    return Certificate.objects.filter(
        status=Status.VALID,
        award__withdrawn_at=None,
        award__enrolment__school_copy=True,
        award__round__in=signed.values("round"),
    )


def copies_for(user):
    """The same as a list, newest first, with person, level and record sheet at hand."""
    rows = copies_visible_to(user).select_related("person", "level", "award__round__submission")
    return list(rows.order_by("-issued_at", "-pk"))
