"""Who a stage asks, and whose turn it is: found in the appointments of the day, never stored (T7, E4)."""

from django.db.models import Q

from people.models import Appointment, User
from people.permissions import hats
from people.roles import SCHOOL_ROLES, Role


def asked(hat, stage):
    """Whether an appointment is one that this stage asks: its role, at its school or for its provider."""
    if hat.role != stage.role:
        return False
    if hat.role in SCHOOL_ROLES:
        return hat.school_id is not None and hat.school_id == stage.school_id
    return hat.provider_id == stage.provider_id and hat.school_id in (None, stage.school_id)


def is_asked(user, stage):
    """Whether the person is asked by this stage today: by appointment, or because it was given to them."""
    return user.is_active and (stage.assignee_id == user.pk or any(asked(hat, stage) for hat in hats(user)))


def asks(user):
    """The same as a condition on stages: those that ask this person."""
    condition = Q(assignee=user)
    for hat in hats(user):
        if hat.role in SCHOOL_ROLES:
            condition |= Q(role=hat.role, school=hat.school_id)
        elif hat.provider_id:
            at = {"school": hat.school_id} if hat.school_id else {}
            condition |= Q(role=hat.role, provider=hat.provider_id, **at)
    return condition


def people_asked(stage):
    """The people whom a stage asks today, without the mentor: the twin of `is_asked` for all at once."""
    if stage.role in SCHOOL_ROLES:
        place = Q(school=stage.school_id)
    else:
        place = Q(provider=stage.provider_id) & (Q(school=None) | Q(school=stage.school_id))
    appointed = Appointment.objects.current().as_role(stage.role).filter(place).values("person")
    people = User.objects.filter(Q(pk__in=appointed) | Q(pk=stage.assignee_id), is_active=True)
    return people.exclude(pk=stage.round.submission.owner_id)


def provider_of(round_):
    """The provider to which the round was addressed, as its stages say it."""
    return next((stage.provider for stage in round_.stages.all()), None)


def open_stage(round_):
    """The stage whose turn it is, or None when all have signed or the round is closed."""
    return next((stage for stage in round_.stages.all() if stage.is_open), None)


def in_words(role):
    """A role in the middle of a sentence: "link tutor"."""
    label = Role(role).label
    return label if role == Role.COORDINATOR else label[0].lower() + label[1:]


def role_name(stage):
    """A stage's role and place in the middle of a sentence: "link tutor, Kingsmere University"."""
    role = in_words(stage.role)
    place = stage.school if stage.role in SCHOOL_ROLES else stage.provider
    return f"{role}, {place.name}" if place else role


def whose_turn(round_):
    """Whose turn it is, in words that can follow "it waits for"."""
    stage = open_stage(round_)
    if stage:
        return f"the {role_name(stage)}"
    return "the partnership office to issue the certificate" if round_.signed_at else "nobody"
