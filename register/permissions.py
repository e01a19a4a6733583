"""Who sees which certificates, and who may issue one (R30, R31, T1, T6)."""

from django.db.models import Q

from cms.permissions import Allowed, Refused
from people.permissions import hats
from people.roles import Role
from portfolio.models import Award
from register.models import Certificate
from reviews import guards
from reviews.models import Round


def offices_of(user):
    """Ids of the providers in whose partnership office the person works today."""
    return {hat.provider_id for hat in hats(user) if hat.role == Role.OFFICE}


def works_in_an_office(user):
    """May this person open the office's rooms at all?"""
    if offices_of(user):
        return Allowed()
    return Refused("Only partnership offices issue certificates. You do not work in one at the moment.")


# --- what each person sees ---------------------------------------------------------------------------------


def rounds_visible_to(user):
    """Rounds of record sheets that were sent to the person's own offices. Other providers' do not exist."""
    return Round.objects.filter(
        submission__record_sheet__isnull=False, submission__provider__in=offices_of(user)
    )


def certificates_visible_to(user):
    """Certificates: the person's own, and those that their offices issued."""
    return Certificate.objects.filter(Q(person=user) | Q(provider__in=offices_of(user)))


def own_certificates(user):
    """The person's own certificates, newest first."""
    return Certificate.objects.filter(person=user) if user.is_authenticated else Certificate.objects.none()


# --- issuing -----------------------------------------------------------------------------------------------


def can_issue(user, round_):
    """May this person issue the certificate of this round? (R30, T6, T12)

    Nobody is certified twice at a level; the rest is reviews.guards.can_issue with the level's own roles.
    """
    level = round_.submission.record_sheet.enrolment.level
    return guards.first_refusal(
        lambda: guards.can_issue(user, round_, level.required_signatures),
        lambda: not_certified_yet(round_, level),
    )


def not_certified_yet(round_, level):
    """One person gets one certificate for each level, whatever the number of enrolments."""
    held = Award.objects.valid().filter(person=round_.submission.owner_id, level=level).exclude(round=round_)
    return Refused(already_certified(level)) if held.exists() else Allowed()


def already_certified(level):
    """The sentence for a second certificate of the same level."""
    return (
        f"This mentor has been certified at {level.title} already. "
        "One person gets one certificate for each level."
    )


def can_see_office(user, certificate):
    """May this person fetch the certificate in the office's room?"""
    if certificate.provider_id in offices_of(user):
        return Allowed()
    return Refused("Only the partnership office that issued this certificate can fetch it here.")
