"""What a provider may waive for a mentor, who decides, and what that opens (R6, R7, E9, E11)."""

from django.db.models import Q

from cms.permissions import Allowed, Refused
from modules.models import Level
from people.models import Partnership, User
from people.permissions import hats, holds, led_providers, people_visible_to, school_of
from people.roles import Role
from portfolio.models import Award, Enrolment, Exemption
from portfolio.record import signed_sheets

Waives = Exemption.Waives


def holds_prerequisite(person, level):
    """Does the person hold what the level builds on: the certificate before, or a waiver? (R6, R7, E9)"""
    before = level.prerequisite
    if before is None or Award.objects.valid().held_by(person).filter(level=before).exists():
        return Allowed()
    waived = Exemption.objects.valid().filter(person=person, level=level, requirement=Waives.PREREQUISITE)
    if waived.exists():
        return Allowed()
    if signed_sheets(person, before).exists():
        return Refused(
            f"{level.title} opens when the office has issued your {before.title} certificate. "
            "Everybody has signed your record sheet, so there is nothing you need to do."
        )
    return Refused(
        f"{level.title} comes after {before.title}: you need the {before.title} certificate first."
    )


def waivers_visible_to(user):
    """Exemptions, withdrawn ones too: those of the provider whose lead the person is."""
    return Exemption.objects.filter(provider__in=led_providers(user))


def may_keep_waivers(user):
    """May this person open the list of waivers and add to it? Provider leads."""
    return Allowed() if led_providers(user) else Refused("Only provider leads waive requirements.")


def waivable(level):
    """What can be waived at a level: what it asks for, as far as experience may replace it there (R20, Q6).

    More time may be given whatever experience may replace (E11).
    """
    in_a_row = level.needs_full_cycle and level.placements_needed == 1
    asked = {
        Waives.PREREQUISITE: level.prerequisite_id is not None,
        Waives.AUDIT: level.needs_audit and not level.needs_second_audit,
        Waives.SECOND_AUDIT: level.needs_second_audit,
        Waives.MODULES: level.modules.live().exists(),
        Waives.PLACEMENT: level.placements_needed and not in_a_row,
        Waives.CYCLE: level.needs_full_cycle,
        Waives.WINDOW: level.needs_full_cycle,
        Waives.DATES: level.needs_full_cycle,
    }
    allowed = {*level.experience_may_replace, Waives.WINDOW}
    return [requirement for requirement in Waives if asked[requirement] and requirement in allowed]


def levels_with_waivers():
    """The levels at which something can be waived."""
    return Level.objects.filter(pk__in=[level.pk for level in Level.objects.all() if waivable(level)])


def mentor_known_to(user, email):
    """The mentor with this address whom the lead's providers know, or None."""
    known = Q(pk__in=people_visible_to(user)) | Q(enrolments__provider__in=led_providers(user))
    person = User.objects.filter(known, email__iexact=email.strip(), is_active=True).first()
    return person if person and holds(person, Role.MENTOR) else None


def deciding_provider(user, person, level):
    """The provider for which this lead can decide about the mentor, or None."""
    led = (hat.provider for hat in hats(user) if hat.role == Role.PROVIDER_LEAD)
    return next((provider for provider in led if works_with(provider, person, level)), None)


def works_with(provider, person, level):
    """Whether it is the mentor's provider: in partnership with their school, or their home at the level."""
    home = Enrolment.objects.current().filter(person=person, level=level, provider=provider)
    school = school_of(person)
    partners = Partnership.objects.current().filter(provider=provider, school=school)
    return (school is not None and partners.exists()) or home.exists()


def can_waive(user, person, level, provider):
    """May this person waive something for the mentor? The provider's lead, and never about oneself."""
    if person.pk == user.pk:
        return Refused("This is about yourself. Somebody else has to decide.")
    if not holds(user, Role.PROVIDER_LEAD, provider=provider):
        return Refused("Only the provider’s lead can waive a requirement.")
    if not works_with(provider, person, level):
        return Refused(f"{provider} does not work with this mentor’s school.")
    return Allowed()


def can_withdraw_waiver(user, exemption):
    """May this person withdraw the waiver? The lead of the provider that gave it."""
    if exemption.person_id != user.pk and holds(user, Role.PROVIDER_LEAD, provider=exemption.provider):
        return Allowed()
    return Refused("Only the lead of the provider that waived this can withdraw it.")
