"""Invitations: sent, accepted, sent again, taken back (T8)."""

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cms.permissions import require
from people import letters, permissions
from people.actions.appointing import appoint
from people.identifiers import clean_email
from people.models import Appointment, Invitation, User
from people.models.invitations import fingerprint, new_token
from people.models.periods import today

OVER = "This invitation can no longer be used."


@transaction.atomic
def invite(*, email, name, role, by, school=None, provider=None, acting=False, start=None, end=None, note=""):
    """Invite somebody to a role at its place, and write to them; the same rules as for `appoint`.

    Who has an account gets the role at once, and a message that says so: the Appointment is returned, else
    the Invitation. An older invitation of this address to this role there no longer works. Raises
    ValidationError when something does not fit, or the account of this address is closed.
    """
    email, post = clean_email(email), {"role": role, "school": school, "provider": provider}
    person = User.objects.filter(email=email).first()
    require(permissions.can_appoint(by, person, role, school=school, provider=provider))
    if problem := obstacle(person, end):
        raise ValidationError(problem)
    rows = Invitation.objects.select_for_update().unanswered().filter(email=email, **post)
    rows.update(revoked_at=timezone.now())
    terms = {**post, "acting": acting, "start": start or today(), "end": end, "note": note}
    if person:
        appointment = appoint(person=person, by=by, **terms)
        letters.appointed(appointment, by)
        return appointment
    token = new_token()
    invitation = Invitation(email=email, name=name, created_by=by, token_hash=fingerprint(token), **terms)
    invitation.full_clean()
    invitation.save()
    invitation.mail = letters.invitation(invitation, token)
    invitation.save(update_fields=["mail"])
    return invitation


def obstacle(person, end):
    """What keeps somebody (None: without an account) from a role with this last day, in a sentence, or ""."""
    if person and not person.is_active:
        return "The account with this address is closed. An administrator can open it again."
    if not person and end and end < today():
        return "The last day has passed already."
    return ""


@transaction.atomic
def accept_invitation(*, invitation, by=None, password=None):
    """Make the appointment of an open invitation, and the account of somebody new; return the person.

    `by`: the addressee, signed in; or None for somebody new, who brings the `password` they have chosen. The
    link came by mail, so their address counts as verified. Raises PermissionDenied when the invitation has
    been used, taken back or has lapsed meanwhile, or is somebody else's.
    """
    Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    invitation = permissions.invitation_behind(invitation.token_hash)
    if invitation is None:
        raise PermissionDenied(OVER)
    require(permissions.can_accept(by, invitation))
    person = by or User.objects.create_user(invitation.email, invitation.name, password)
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    post = {name: getattr(invitation, name) for name in ("role", "school", "provider")}
    if not Appointment.objects.filter(person=person, end__isnull=True, **post).exists():
        terms = {name: getattr(invitation, name) for name in ("acting", "start", "end", "note")}
        appoint(person=person, by=invitation.created_by, **post, **terms)
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    return person


@transaction.atomic
def send_invitation_again(*, invitation, by):
    """Send an unanswered invitation with a new link; the old one is dead. Returns what `invite` does."""
    invitation = _unanswered(invitation, by)
    terms = ("email", "name", "role", "school", "provider", "acting", "start", "end", "note")
    return invite(by=by, **{name: getattr(invitation, name) for name in terms})


@transaction.atomic
def revoke_invitation(*, invitation, by):
    """Take an unanswered invitation back: its link no longer works."""
    invitation = _unanswered(invitation, by)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    return invitation


def _unanswered(invitation, by):
    """The row, locked. Raises PermissionDenied, also when it has been answered or taken back meanwhile."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    require(permissions.can_handle(by, invitation))
    return invitation
