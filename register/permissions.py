"""Who sees which certificates, and who may issue, correct or revoke one (R30, R31, E14, E17, T1, T6)."""

from django.db.models import Q

from cms.permissions import Allowed, Refused
from people.models import User
from people.permissions import hats, staffed_providers
from people.roles import Role
from portfolio.models import Award
from register.models import Certificate, Revocation, Status
from reviews import guards
from reviews.models import Round


def offices_of(user):
    """Ids of the providers in whose partnership office the person works today."""
    return {hat.provider_id for hat in hats(user) if hat.role == Role.OFFICE}


def works_for_a_provider(user):
    """May this person look at what is to be revoked? Office and lead, each of their own provider."""
    if staffed_providers(user):
        return Allowed()
    return Refused("Only partnership offices and provider leads revoke certificates.")


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
    """The person's own certificates, newest first; those of accounts joined with theirs too (E16)."""
    if not user.is_authenticated:
        return Certificate.objects.none()
    return Certificate.objects.filter(person__in=User.objects.accounts_of(user).values("pk"))


def certificates_kept_by(user):
    """Certificates that the providers issued whose office or lead the person is."""
    return Certificate.objects.filter(provider__in=staffed_providers(user))


def certificates_on(user, people):
    """The certificates of these accounts that the person may know of: all for administrators (E16)."""
    rows = Certificate.objects.all() if user.is_active and user.is_superuser else certificates_kept_by(user)
    return rows.filter(person__in=people).exclude(status=Status.SUPERSEDED)


def revocations_visible_to(user):
    """Wishes to revoke, open and decided, at the providers whose office or lead the person is."""
    return Revocation.objects.filter(award__enrolment__provider__in=staffed_providers(user))


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
    """One person gets one certificate for each level, whatever the number of enrolments or accounts (E16)."""
    held = Award.objects.valid().held_by(round_.submission.owner).filter(level=level).exclude(round=round_)
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


# --- afterwards --------------------------------------------------------------------------------------------


def can_replace(user, certificate):
    """May this person issue a corrected certificate in this one's place? (E14)

    The office that issued it, never its holder, and only of one that counts.
    """
    return guards.first_refusal(
        lambda: can_see_office(user, certificate),
        lambda: not_the_holder(user, certificate),
        lambda: counts_now(certificate),
        lambda: has_its_details(certificate),
        lambda: waits_for_nobody(certificate),
    )


def can_ask_revocation(user, certificate):
    """May this person ask for the revocation? Office or lead of its provider, never the holder (E17)."""
    return guards.first_refusal(
        lambda: of_the_provider(user, certificate.provider_id),
        lambda: not_the_holder(user, certificate),
        lambda: counts_now(certificate),
        lambda: waits_for_nobody(certificate),
    )


def can_decide_revocation(user, revocation):
    """May this person confirm or decline it? Office or lead too, but another person than the first (E17)."""
    return guards.first_refusal(
        lambda: of_the_provider(user, revocation.award.enrolment.provider_id),
        lambda: not_the_holder(user, revocation.award),
        lambda: not_the_first(user, revocation),
    )


def can_note_appeal(user, revocation):
    """May this person note what came of an appeal? Office or lead, after the revocation, once (E17)."""
    return guards.first_refusal(
        lambda: of_the_provider(user, revocation.award.enrolment.provider_id),
        lambda: not_the_holder(user, revocation.award),
        lambda: (
            Allowed()
            if revocation.outcome == Revocation.Outcome.CONFIRMED and not revocation.appeal
            else Refused("There is no revocation here that an appeal could be about.")
        ),
    )


def of_the_provider(user, provider_id):
    """Office or lead of this provider."""
    if provider_id in staffed_providers(user):
        return Allowed()
    return Refused("Only the office or lead of the provider that issued this certificate can do this.")


def not_the_holder(user, held):
    """Nobody decides about their own certificate or award, on whichever account (E16)."""
    if (held.person.same_as_id or held.person_id) == (user.same_as_id or user.pk):
        return Refused("This is your own certificate. Somebody else has to decide about it.")
    return Allowed()


def not_the_first(user, revocation):
    """Two people revoke, so the second is not the first."""
    if user.pk == revocation.asked_by_id:
        return Refused("You asked for this yourself. Somebody else has to confirm or decline it.")
    return Allowed()


def counts_now(certificate):
    """Valid, and its file is made."""
    if certificate.status == Status.ISSUING:
        return Refused("This certificate is being made. Wait until it is ready.")
    if certificate.status != Status.VALID:
        return Refused("This certificate does not count any more.")
    return Allowed()


def has_its_details(certificate):
    """What was printed is still known."""
    if certificate.is_erased:
        return Refused("The details of this certificate were removed, so nothing can be printed again.")
    return Allowed()


def waits_for_nobody(certificate):
    """No revocation of it waits for its second person."""
    if Revocation.objects.open().filter(award=certificate.award_id).exists():
        return Refused("Somebody asked to revoke this certificate. That has to be decided first.")
    return Allowed()
