"""The register's room for the providers: who may look, who may note, and what each of them sees (R33–R36).

Providers learn from one another that somebody is certified and nothing else, and only while the mentor
shares that (T44). What a provider notes about its own work with a mentor stays with it and the mentor.
"""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cms.permissions import Allowed, Refused
from people.models import Appointment, Joining, Partnership, School, SharingDecision, User
from people.permissions import hats
from people.roles import PROVIDER_STAFF, SCHOOL_ROLES, Role
from portfolio.models import Enrolment, Placement
from register.models import Certificate, Engagement, Lookup

# Whoever has several of these roles at a provider looks as the first.
STAFF = (Role.OFFICE, Role.PROVIDER_LEAD, Role.LINK_TUTOR)


def room_hats(user):
    """The person's posts with member providers, one for each provider, as STAFF orders them."""
    posts = [hat for hat in hats(user) if hat.role in STAFF and hat.provider.is_member()]
    posts.sort(key=lambda hat: (hat.provider.name, STAFF.index(hat.role)))
    return list({hat.provider_id: hat for hat in reversed(posts)}.values())[::-1]


def providers_in_the_room(user):
    """Ids of the member providers for which the person looks into the register."""
    return {hat.provider_id for hat in room_hats(user)}


def noting_providers(user):
    """The member providers for which the person notes engagements: those whose office or lead they are."""
    return [hat.provider for hat in room_hats(user) if hat.role in PROVIDER_STAFF]


def may_enter(user):
    """May this person look into the register, and read the provider's own engagements? (R35, R36)"""
    if room_hats(user):
        return Allowed()
    return Refused("The register is for the staff of the member providers: offices, leads and link tutors.")


def may_note(user):
    """May this person note engagements at all? (R36)"""
    if noting_providers(user):
        return Allowed()
    return Refused("Offices and provider leads note who works with them. You can read what they noted.")


def can_note_for(user, provider):
    """May this person note, end and take back engagements of this provider? (R36)"""
    if provider in noting_providers(user):
        return Allowed()
    return Refused("Only the provider’s own office or lead notes who works with it.")


# --- what each person sees ---------------------------------------------------------------------------------


def register_visible_to(provider_id):
    """Certificates that a provider may look up: its own, and those of mentors who share (R34, R35, T44).

    Of each award only the latest edition; none that is still being made, or whose details were removed. An
    answer to the sharing notice counts from the next request on (E18), whichever of the person's accounts
    gave it (E16).
    """
    rows = Certificate.objects.on_the_register().exclude(salt=None)
    rows = rows.annotate(account=Coalesce("person__same_as", "person"))
    # Asked of Joining, which is small: `same_as` is empty almost everywhere, and its index tells nothing.
    joined = Joining.objects.standing().filter(kept=OuterRef(OuterRef("account"))).values("joined")
    of_the_person = Q(person=OuterRef("account")) | Q(person__in=joined)
    answer = SharingDecision.objects.filter(of_the_person).order_by("-at", "-pk")
    rows = rows.annotate(shares=Subquery(answer.values("shares")[:1]))
    return rows.filter(Q(provider=provider_id) | Q(shares=True), ~Exists(later_editions()))


def later_editions():
    """Editions of the same award that came after the one asked about, and are on the register."""
    same = Certificate.objects.on_the_register().filter(award=OuterRef("award"))
    return same.filter(revision__gt=OuterRef("revision"))


def engagements_visible_to(user):
    """Engagements of the person's own providers. Those of other providers do not exist."""
    return Engagement.objects.standing().filter(provider__in=providers_in_the_room(user))


def placements_in_the_room(user):
    """Placements that mentors recorded with the person's own providers: engagements nobody need type."""
    return Placement.objects.filter(provider__in=providers_in_the_room(user))


def own_engagements(user):
    """What providers have noted about the person's own work with them."""
    return Engagement.objects.standing().filter(person__in=User.objects.accounts_of(user))


def own_placements(user):
    """The person's own placements: the provider of each sees it among those who work with it."""
    return Placement.objects.filter(enrolment__person__in=User.objects.accounts_of(user))


def own_answer(user):
    """The person's answer to the sharing notice that counts now, or None."""
    answers = SharingDecision.objects.filter(person__in=User.objects.accounts_of(user))
    return answers.order_by("-at", "-pk").first()


def own_lookups(user):
    """Who has been shown the person's certificates, the latest first (R35)."""
    return Lookup.objects.filter(person__in=User.objects.accounts_of(user)).select_related("provider")


# --- whom and what an engagement may name ------------------------------------------------------------------


def schools_with(provider):
    """Schools that are or were in partnership with the provider, by name."""
    return School.objects.filter(partnerships__provider=provider).distinct()


def people_known_to(provider):
    """Active people who mentor, or did, at a school of the provider, for its certificate or its students.

    Nobody else: an address or a number typed here must not tell a provider who has an account (T5).
    """
    schools = Partnership.objects.filter(provider=provider).values("school")
    posts = Appointment.objects.filter(person=OuterRef("pk"), role__in=SCHOOL_ROLES, school__in=schools)
    enrolments = Enrolment.objects.filter(person=OuterRef("pk"), provider=provider)
    placements = Placement.objects.filter(enrolment__person=OuterRef("pk"), provider=provider)
    known = Exists(posts) | Exists(enrolments) | Exists(placements)
    return User.objects.filter(known, is_active=True)


def mentors_at(provider, school):
    """Of these, the mentors and PCMs who work at the school today, by name."""
    posts = Appointment.objects.current().filter(school=school, role__in=SCHOOL_ROLES)
    return people_known_to(provider).filter(pk__in=posts.values("person")).order_by("name", "pk")
