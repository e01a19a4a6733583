"""How many people can sign which stages today, counted in SQL: the twin of routing.people_asked (E3, E4)."""

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from people.models import Appointment
from people.roles import SCHOOL_ROLES, Role
from reviews.models import Decision, Deputy, Outcome, PanelMember

PANEL_ROLES = (Role.LINK_TUTOR, Role.PROVIDER_LEAD)  # from whom a panel can be named


def short_of_people(stages):
    """Of these open stages, those that fewer people can sign today than are wanted: they wait for nobody.

    The twin of `people_asked` in SQL, for the office's list (E3, E4): no stage waits unseen. Annotates
    `hands` and `so_far`.
    """
    return with_hands(stages).filter(hands__lt=F("signatures_wanted") - F("so_far"))


def with_hands(stages):
    """Stages with `hands`, how many people can sign them today, and `so_far`, how many have."""
    hands = Case(
        When(is_panel=True, then=free(_seats(), "person")),
        When(role__in=sorted(SCHOOL_ROLES), then=_free_at(_of_school)),
        default=_free_at(_of_provider),
    )
    signed = Decision.objects.filter(stage=OuterRef("pk"), outcome=Outcome.SIGNED)
    return stages.annotate(hands=hands, so_far=number_of(signed, "signatory"))


def reachable():
    """How many people of the outer stage's school or provider could be given it, as an expression."""
    return Case(
        When(role__in=sorted(SCHOOL_ROLES), then=free(_held().filter(_of_school(OuterRef)), "person")),
        default=free(_held().filter(role=OuterRef("role"), provider=OuterRef("provider")), "person"),
    )


def holders_of(outer):
    """Appointments that the outer stage asks, whether or not their holders are free to sign."""
    at_school = Q(role__in=sorted(SCHOOL_ROLES)) & _of_school(outer)
    return _held().filter(at_school | _of_provider(outer, with_assignee=True))


def _held():
    return Appointment.objects.current().filter(person__is_active=True)


def _free_at(place):
    """How many people hold the outer stage's role there or stand in for one who does; nobody twice."""
    as_well = _held().filter(place(_outer_outer, with_assignee=True), person=OuterRef("deputy"))
    days = Deputy.objects.in_force().filter(place(OuterRef, "appointment__")).exclude(Exists(as_well))
    return free(_held().filter(place(OuterRef, with_assignee=True)), "person") + free(days, "deputy")


def _of_school(outer, prefix="", with_assignee=False):
    return Q(**{f"{prefix}role": outer("role"), f"{prefix}school": outer("school")})


def _of_provider(outer, prefix="", with_assignee=False):
    reached = Q(**{f"{prefix}school__isnull": True}) | Q(**{f"{prefix}school": outer("school")})
    if with_assignee:  # who was given the stage may be limited to another school
        reached |= Q(person=outer("assignee"))
    return Q(**{f"{prefix}role": outer("role"), f"{prefix}provider": outer("provider")}) & reached


def _outer_outer(name):
    return OuterRef(OuterRef(name))


def _seats():
    still = Appointment.objects.current().filter(role__in=PANEL_ROLES, person=OuterRef("person"))
    return PanelMember.objects.filter(Exists(still), stage=OuterRef("pk"), person__is_active=True)


def free(rows, column):
    """How many people these rows name who are not barred from the outer stage (the twin of `barred`)."""
    signed = Decision.objects.filter(
        Q(signatory=OuterRef(column)) | Q(recorded_by=OuterRef(column)),
        round=_outer_outer("round"),
        outcome=Outcome.SIGNED,
    )
    needs_others = Q(Exact(_outer_outer("is_fresh"), True)) | Q(Exact(_outer_outer("is_panel"), True))
    refused = Decision.objects.filter(
        needs_others,
        round__submission=_outer_outer("round__submission"),
        stage__role=_outer_outer("role"),
        outcome=Outcome.SENT_BACK,
        signatory=OuterRef(column),
    )
    rows = rows.exclude(**{column: OuterRef("round__submission__owner")})
    return number_of(rows.exclude(Exists(signed)).exclude(Exists(refused)), column)


def number_of(rows, column):
    """How many different people the rows name, as an expression that is 0 for none."""
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count(column, distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)
