"""Who holds which role, who sees whom, who may give roles to whom, and who may accept an invitation."""

from django.db.models import Q

from cms.permissions import Allowed, Refused
from people.models import (
    Appointment,
    Invitation,
    MailChoice,
    OutgoingMail,
    Partnership,
    Provider,
    School,
    User,
)
from people.roles import MAY_GRANT, PROVIDER_STAFF, SCHOOL_ROLES, Role
from people.topics import TOPICS


def hats(user):
    """The person's current appointments, as a tuple; one query, remembered on this user object."""
    if not user.is_authenticated or not user.is_active:
        return ()
    # Asked by attribute, not by __dict__: request.user is a lazy wrapper, which has a __dict__ of its own.
    if not hasattr(user, "_hats"):
        rows = Appointment.objects.current().filter(person=user).select_related("school", "provider")
        user._hats = tuple(rows.order_by("-start", "-pk"))
    return user._hats


def forget_hats(user):
    """Read the person's appointments anew when they are next asked for."""
    if hasattr(user, "_hats"):
        del user._hats


def holds(user, role, *, school=None, provider=None):
    """Whether the person holds the role now, counting at this school and for this provider where given."""
    return any(hat.role == role and hat.reaches(school=school, provider=provider) for hat in hats(user))


def schools_as(user, role):
    """The schools at which the person holds this role now, each once, the latest post first."""
    return list(dict.fromkeys(hat.school for hat in hats(user) if hat.role == role and hat.school_id))


def holders(role, *, school=None, provider=None, on=None):
    """Active people who hold the role on the day `on`, counting at this school and for this provider.

    A link tutor without a school counts at all the schools in partnership with the provider.
    """
    appointments = Appointment.objects.current(on).as_role(role)
    if school is not None:
        appointments = appointments.reaching_school(school, on)
    if provider is not None:
        appointments = appointments.reaching_provider(provider, on)
    return User.objects.filter(is_active=True, pk__in=appointments.values("person"))


def school_of(user):
    """The school the person works at now (as mentor, else as PCM), or None. Who only acts works elsewhere."""
    own = (hat for hat in reversed(hats(user)) if hat.role in SCHOOL_ROLES and not hat.acting)
    at_school = {hat.role: hat.school for hat in own}
    return at_school.get(Role.MENTOR) or at_school.get(Role.PCM)


def provider_of(user, role):
    """The provider for which the person holds the role now (the latest one, if several), or None."""
    return next((hat.provider for hat in hats(user) if hat.role == role and hat.provider_id), None)


def staffed_providers(user):
    """Ids of the providers whose office or lead the person is."""
    return {hat.provider_id for hat in hats(user) if hat.role in PROVIDER_STAFF}


def led_providers(user):
    """Ids of the providers whose lead the person is."""
    return {hat.provider_id for hat in hats(user) if hat.role == Role.PROVIDER_LEAD}


def edits_site(user):
    """Whether the person may enter the CMS's admin; one query, remembered on this user object."""
    if not user.is_active or user.is_superuser:
        return user.is_active
    if not hasattr(user, "_edits_site"):
        door = {
            "permissions__codename": "access_admin",
            "permissions__content_type__app_label": "wagtailadmin",
        }
        user._edits_site = user.groups.filter(**door).exists()
    return user._edits_site


def manages_places(user):
    """Whether the person keeps the collaboration's providers, schools and partnerships."""
    return bool(user.is_active and user.is_superuser) or holds(user, Role.COORDINATOR)


# --- what each person sees: administrators all, provider staff their own provider's, others nothing ---


def providers_visible_to(user):
    """Providers: all for those who manage places, their own for provider staff."""
    return (
        Provider.objects.all()
        if manages_places(user)
        else Provider.objects.filter(pk__in=staffed_providers(user))
    )


def schools_visible_to(user):
    """Schools: all for those who manage places, the partner schools of their own for provider staff."""
    if manages_places(user):
        return School.objects.all()
    return School.objects.partners_of(staffed_providers(user))


def partnerships_visible_to(user):
    """Partnerships, past ones too: all for those who manage places, their own for provider staff."""
    if manages_places(user):
        return Partnership.objects.all()
    return Partnership.objects.filter(provider__in=staffed_providers(user))


def _at_own_provider(user):
    """The condition on roles: with the person's own providers or at their partner schools."""
    mine = staffed_providers(user)
    return Q(provider__in=mine) | Q(provider__isnull=True, school__in=School.objects.partners_of(mine))


def _of_own_provider(user):
    """Appointments with the person's own providers or at their partner schools, unless they are over."""
    return Appointment.objects.not_over().filter(_at_own_provider(user))


def appointments_visible_to(user):
    """Appointments: all for those who manage places (they give roles), their own for provider staff."""
    return Appointment.objects.all() if manages_places(user) else _of_own_provider(user)


def invitations_visible_to(user):
    """Invitations that nobody has answered: all for those who manage places, their own for provider staff."""
    unanswered = Invitation.objects.unanswered()
    return unanswered if manages_places(user) else unanswered.filter(_at_own_provider(user))


def people_visible_to(user):
    """People: all for administrators; for provider staff those with a role at it or its schools."""
    if user.is_active and user.is_superuser:
        return User.objects.all()
    return User.objects.filter(pk__in=_of_own_provider(user).values("person"))


def mail_visible_to(user):
    """Messages of the people the person sees; never one that carries a link to choose a password."""
    letters = OutgoingMail.objects.open_to_correspondence()
    if user.is_active and user.is_superuser:
        return letters
    return letters.filter(person__in=people_visible_to(user))


# --- who may give roles ------------------------------------------------------------------------------------


def grantable_roles(user):
    """The roles this person may give to others somewhere, in the order of Role."""
    if user.is_active and user.is_superuser:
        return tuple(Role)
    granted = frozenset().union(*(MAY_GRANT.get(hat.role, ()) for hat in hats(user)))
    return tuple(role for role in Role if role in granted)


def can_appoint(user, person, role, *, school=None, provider=None):
    """Whether the person may give `person` this role there. Nobody gives a role to themselves."""
    if user.is_active and user.is_superuser:
        return Allowed()
    if person == user:
        return Refused("Somebody else must give you a role.")
    if granting_hat(user, role, school=school, provider=provider):
        return Allowed()
    return Refused("You cannot give this role there.")


def granting_hat(user, role, *, school=None, provider=None):
    """The appointment by which the person may give this role there, or None (MAY_GRANT)."""
    return next(
        (
            hat
            for hat in hats(user)
            if role in MAY_GRANT.get(hat.role, ()) and hat.reaches(school=school, provider=provider)
        ),
        None,
    )


def can_end_appointment(user, appointment):
    """Whether the person may end this appointment: whoever may give such a role may take it back."""
    if not appointments_visible_to(user).filter(pk=appointment.pk).exists():
        return Refused("You cannot end this appointment.")
    return can_appoint(
        user, appointment.person, appointment.role, school=appointment.school, provider=appointment.provider
    )


# --- invitations (T8) --------------------------------------------------------------------------------------


def invitation_behind(token_hash):
    """The invitation that a link with this fingerprint opens, or None when nobody can use it any more.

    One whose sender may no longer give the role is as dead as one that was taken back.
    """
    rows = Invitation.objects.open().select_related("school", "provider", "created_by")
    invitation = rows.filter(token_hash=token_hash).first()
    return invitation if invitation and _still_backed(invitation) else None


def _still_backed(invitation):
    post = {"school": invitation.school, "provider": invitation.provider}
    return can_appoint(invitation.created_by, None, invitation.role, **post)


def can_accept(user, invitation):
    """Whether the person (None: somebody without an account) may accept an invitation: its addressee alone.

    Who has an account already proves by signing in that it is theirs.
    """
    if user is None:
        known = User.objects.filter(email=invitation.email).exists()
        return Refused("Sign in to accept this invitation.") if known else Allowed()
    if user.is_active and user.email == invitation.email:
        return Allowed()
    return Refused("This invitation is for another email address.")


def can_handle(user, invitation):
    """Whether the person may send an invitation again or take it back: whoever could send it themselves."""
    if not invitations_visible_to(user).filter(pk=invitation.pk).exists():
        return Refused("You cannot change this invitation.")
    return can_appoint(user, None, invitation.role, school=invitation.school, provider=invitation.provider)


# --- accounts, answers and choices -------------------------------------------------------------------------


def can_add_person(user):
    """Whether the person may open an account for somebody. Everybody else who gives roles invites (T8)."""
    if user.is_active and user.is_superuser:
        return Allowed()
    return Refused("Only an administrator can open an account.")


def can_deactivate(user, person):
    """Whether the person may close somebody's account. Only administrators, and not their own."""
    if not (user.is_active and user.is_superuser):
        return Refused("Only an administrator can close an account.")
    return Refused("You cannot close your own account.") if person == user else Allowed()


def can_change_name(user, person):
    """Whether the person may change somebody's name: their own, or as staff of their provider (E14)."""
    if person == user or people_visible_to(user).filter(pk=person.pk).exists():
        return Allowed()
    return Refused("You can only change your own name.")


def can_answer_for(user, person):
    """Whether the person may record an answer to the sharing notice: their own, or one told to staff."""
    if person == user or people_visible_to(user).filter(pk=person.pk).exists():
        return Allowed()
    return Refused("You can only answer for yourself.")


def can_choose_mail(user, person):
    """Whether the person may choose which mail somebody gets: their own only."""
    return Allowed() if user == person else Refused("Everybody chooses their own mail.")


def mail_choice(person, topic):
    """What the person chose on a topic of people.topics, or its default. Raises KeyError for another topic.

    For many people at once: User.objects.with_mail_choice(topic).
    """
    default = TOPICS[topic].default
    return (
        MailChoice.objects.filter(person=person, topic=topic).values_list("value", flat=True).first()
        or default
    )
