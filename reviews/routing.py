"""Who a stage asks, and whose turn it is: found in the appointments of the day, never stored (T7, E4).

A stage asks whoever holds its role at its place, the deputies of those who are away, and the person to whom
it was passed on as long as they hold the role for the same school or provider. A panel stage asks its
members alone.
"""

from dataclasses import dataclass
from itertools import chain

from django.db.models import Q

from people.models import Appointment, User
from people.permissions import forget_hats, hats
from people.roles import SCHOOL_ROLES, Role
from reviews.hands import PANEL_ROLES
from reviews.models import Decision, Deputy, Outcome, PanelMember


@dataclass(frozen=True)
class Asked:
    """In which capacity somebody is asked by a stage. `deputy_of` is the person they stand in for."""

    role: str
    acting: bool = False
    deputy_of: object = None


def standing_in(user):
    """The appointments that this person stands in for today, with their holders; one query, remembered."""
    if not user.is_authenticated or not user.is_active:
        return ()
    if not hasattr(user, "_standing_in"):
        rows = Deputy.objects.in_force().filter(deputy=user)
        user._standing_in = tuple(
            rows.select_related("person", "appointment__school", "appointment__provider")
        )
    return user._standing_in


def seats(user):
    """Ids of the panel stages that this person was named for; asked of tutors and leads alone, remembered."""
    if not any(hat.role in PANEL_ROLES for hat in hats(user)):
        return ()
    if not hasattr(user, "_seats"):
        user._seats = tuple(PanelMember.objects.filter(person=user).values_list("stage", flat=True))
    return user._seats


def forget(user):
    """Read the person's appointments, days as a deputy and seats anew when they are next asked for."""
    forget_hats(user)
    for name in ("_standing_in", "_seats"):
        if hasattr(user, name):
            delattr(user, name)


# --- one person, one stage ---------------------------------------------------------------------------------


def asked(hat, stage):
    """Whether an appointment is one that this stage asks: its role, at its school or for its provider."""
    if hat.role != stage.role:
        return False
    if hat.role in SCHOOL_ROLES:
        return hat.school_id is not None and hat.school_id == stage.school_id
    return hat.provider_id == stage.provider_id and hat.school_id in (None, stage.school_id)


def asked_as(user, stage):
    """In which capacity the stage asks this person today: an Asked, or None when it does not."""
    if not user.is_active:
        return None
    if stage.is_panel:
        return Asked(stage.role) if _sits_on_the_panel(user, stage) else None
    if own := next((hat for hat in hats(user) if asked(hat, stage)), None):
        return Asked(stage.role, acting=own.acting)
    if day := next((day for day in standing_in(user) if asked(day.appointment, stage)), None):
        return Asked(stage.role, acting=day.appointment.acting, deputy_of=day.person)
    if stage.assignee_id == user.pk and any(_same_side(hat, stage) for hat in hats(user)):
        return Asked(stage.role)
    return None


def is_asked(user, stage):
    """Whether the person is asked by this stage today."""
    return asked_as(user, stage) is not None


def _sits_on_the_panel(user, stage):
    named = any(member.person_id == user.pk for member in stage.panel.all())
    return named and any(hat.role in PANEL_ROLES for hat in hats(user))


def _same_side(hat, stage):
    """The role for the same school or provider, perhaps limited to another school: it can be passed on to."""
    if hat.role in SCHOOL_ROLES:
        return asked(hat, stage)
    return hat.role == stage.role and hat.provider_id == stage.provider_id


# --- one person, many stages -------------------------------------------------------------------------------


def asks(user, **more):
    """The same as a condition on stages: those that ask this person.

    `more` is repeated in each branch: closed_at=None there lets the database take the index of open stages.
    """
    return asks_in_own_right(user, **more) | asks_deputy(user, **more)


def asks_deputy(user, **more):
    """Stages that ask somebody for whom this person stands in today."""
    return _asked_by_post([day.appointment for day in standing_in(user)], **more)


def asks_in_own_right(user, **more):
    """Stages that ask this person by a role of their own, by name or as one of a panel."""
    condition = _asked_by_post(hats(user), **more)
    for hat in hats(user):
        if hat.role not in SCHOOL_ROLES and hat.school_id:
            condition |= Q(assignee=user, role=hat.role, provider=hat.provider_id, is_panel=False, **more)
    if named := seats(user):  # a branch for nothing would keep the others from being read in order
        condition |= Q(is_panel=True, pk__in=named, **more)
    return condition


def _asked_by_post(posts, **more):
    condition = Q(pk__in=())
    for post in posts:
        if post.role in SCHOOL_ROLES:
            condition |= Q(role=post.role, school=post.school_id, is_panel=False, **more)
        elif post.provider_id:
            at = {"school": post.school_id} if post.school_id else {}
            condition |= Q(role=post.role, provider=post.provider_id, is_panel=False, **at, **more)
    return condition


# --- one stage, many people --------------------------------------------------------------------------------


def holders_at(stage):
    """Appointments of today that could sign a stage: its school's, or its provider's at any school."""
    rows = Appointment.objects.current().as_role(stage.role).filter(person__is_active=True)
    if stage.role in SCHOOL_ROLES:
        return rows.filter(school=stage.school_id)
    return rows.filter(provider=stage.provider_id)


def people_asked(stage):
    """The people whom a stage asks today, without the mentor: the twin of `is_asked` for all at once.

    How many they are, for many stages at once, is asked in hands.py.
    """
    if stage.is_panel:
        seats = stage.panel.values("person")
        still = Appointment.objects.current().filter(role__in=PANEL_ROLES).values("person")
        people = User.objects.filter(pk__in=seats).filter(pk__in=still)
    else:
        side = holders_at(stage)
        here = side if stage.role in SCHOOL_ROLES else side.filter(Q(school=None) | Q(school=stage.school_id))
        away = Deputy.objects.in_force().filter(appointment__in=here).values("deputy")
        given = side.filter(person=stage.assignee_id).values("person")
        people = User.objects.filter(Q(pk__in=here.values("person")) | Q(pk__in=away) | Q(pk__in=given))
    return people.filter(is_active=True).exclude(pk__in=barred(stage))


def barred(stage):
    """Ids of those who may not sign a stage whatever their role.

    The mentor, who signed before or recorded a signature (E23), who sent it back before (E8).
    """
    round_ = stage.round
    signed = Decision.objects.filter(round=round_, outcome=Outcome.SIGNED)
    hands = signed.values_list("signatory", "recorded_by")
    return {round_.submission.owner_id, *chain.from_iterable(hands)} | refused_before(stage)


def refused_before(stage):
    """Ids of those who sent an earlier round back here, where somebody else has to decide now (E8)."""
    if not (stage.is_fresh or stage.is_panel):
        return set()
    backs = Decision.objects.filter(
        round__submission=stage.round.submission_id, outcome=Outcome.SENT_BACK, stage__role=stage.role
    )
    return set(backs.values_list("signatory", flat=True))


# --- in words ----------------------------------------------------------------------------------------------


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
    place = stage.place
    if stage.is_panel:
        return f"panel of {stage.signatures_wanted}, {place.name}" if place else "panel"
    return f"{in_words(stage.role)}, {place.name}" if place else in_words(stage.role)


def in_hand(stage):
    """Who says that they are looking at it, to follow since when it waits; "" when nobody does."""
    return f"; {stage.claimed_by.name} is looking at it" if stage.claimed_by_id else ""


def capacity(line):
    """In which capacity a decision was made, in the middle of a sentence: "acting link tutor"."""
    return as_held(in_words(line.role), line)


def as_held(role, held):
    """A role in words with how it is held: "acting link tutor, standing in for Asha Patel".

    `held` is an Asked or a Decision.
    """
    words = f"acting {role}" if held.acting else role
    return f"{words}, standing in for {held.deputy_of.name}" if held.deputy_of else words


def whose_turn(round_):
    """Whose turn it is, in words that can follow "it waits for"."""
    stage = open_stage(round_)
    if stage:
        return f"the {role_name(stage)}"
    waits_for_office = round_.signed_at and round_.submission.form.ends_with_office
    return "the partnership office to issue the certificate" if waits_for_office else "nobody"
