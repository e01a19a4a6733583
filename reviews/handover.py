"""The office's list: stages that too few people can sign or that wait too long (E3, E4, E8)."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from people.permissions import staffed_providers
from people.roles import Role
from reviews.hands import holders_of, number_of, reachable, with_hands
from reviews.models import PanelMember, Stage
from reviews.queue import past

COUNTED = 100  # more than this is "more than 100" on a desk
LISTED = 1000
APPOINT = "people_appointment_modeladmin_create"


@dataclass(frozen=True)
class Need:
    """A stage that needs somebody: why, in a sentence, and the one thing to do about it."""

    stage: Stage
    tag: str
    why: str
    action: str
    url: str


def needing_somebody(user):
    """Open stages of the provider whose office or lead this person is that wait for nobody, or too long.

    Oldest first. "Too long" is what the workflow said when the round began (0: never). What is found here
    is looked up at the moment of asking, so a role that ends at midnight is missed at midnight.
    """
    stages = Stage.objects.open().filter(provider__in=staffed_providers(user))
    late = past("escalate_after_days", stages)
    stages = with_hands(stages.exclude(round__submission__owner=user))
    # What is late is seen at a glance; only for the others are people counted.
    return stages.filter(late | Q(hands__lt=F("signatures_wanted") - F("so_far"))).order_by("opened_at", "pk")


def keys_of_needs(user):
    """(ids of the stages that need somebody, oldest first, whether there are more); 1,000 at most."""
    found = list(needing_somebody(user).values_list("pk", flat=True)[: LISTED + 1])
    return found[:LISTED], len(found) > LISTED


def how_many(user):
    """(number, whether there are more) of the stages that need somebody."""
    found = needing_somebody(user).order_by()[: COUNTED + 1].count()
    return min(found, COUNTED), found > COUNTED


def needs(keys):
    """A Need for each stage with one of these ids, oldest first. One query."""
    return [_need(stage) for stage in _with_reasons(keys)]


def _with_reasons(keys):
    """The stages with what a Need says about them."""
    stages = with_hands(Stage.objects.filter(pk__in=keys)).order_by("opened_at", "pk")
    seats = PanelMember.objects.filter(stage=OuterRef("pk"))
    mentors = holders_of(OuterRef).filter(person=OuterRef("round__submission__owner"))
    return stages.annotate(
        seats=number_of(seats, "person"),
        holders=number_of(holders_of(OuterRef), "person"),
        post=holders_of(OuterRef).order_by("pk").values("pk")[:1],
        mentor_holds_it=Exists(mentors),
        reachable=reachable(),
    ).select_related(
        "round__submission__owner", "round__submission__page", "school", "provider", "claimed_by"
    )


def _need(stage):
    short = stage.hands < stage.signatures_wanted - stage.so_far
    if stage.is_panel and short:
        return Need(stage, "No panel", _panel_is_short(stage), *_panel(stage))
    if not short:
        return Need(stage, "Late", _too_long(stage), *_somebody_else(stage))
    if stage.reachable > stage.hands:
        return Need(stage, "Nobody here", _nobody(stage), *_pass_on(stage))
    return Need(stage, "Nobody", _nobody(stage), *_appoint(stage))


# --- why ---------------------------------------------------------------------------------------------------


def _panel_is_short(stage):
    if not stage.seats:
        return f"A panel of {stage.signatures_wanted} decides this, and nobody sits on it yet."
    missing = stage.signatures_wanted - stage.so_far - stage.hands
    return f"{people(missing)} on the panel cannot sign any more. Name somebody in their place."


def _nobody(stage):
    role, place = Role(stage.role).short, stage.place.name
    if not stage.holders and stage.reachable:
        return f"No {role} of {place} comes to {stage.school.name} at the moment."
    if not stage.holders:
        return f"{place} has no {role} at the moment."
    if stage.mentor_holds_it and stage.holders == 1:
        return f"The only {role} of {place} is the mentor, who cannot sign their own sheet."
    if stage.hands or stage.so_far:
        wanted = stage.signatures_wanted
        return f"{people(wanted)} have to sign as {role}, and {place} has too few."
    if stage.is_fresh:
        return f"Somebody else has to decide now, and {place} has no other {role}."
    return f"Every {role} of {place} has signed already or may not sign this sheet."


def _too_long(stage):
    if stage.is_panel:
        who = "The panel has"
    else:
        who = f"The {Role(stage.role).short} of {stage.place.name} has"
    words = (
        f"{who} had it for {stage.days_waiting} days. After {stage.escalate_after_days} it comes to you too."
    )
    return f"{words} {stage.claimed_by.name} is looking at it." if stage.claimed_by else words


def people(number):
    """So many people: "1 person", "3 people"."""
    return "1 person" if number == 1 else f"{number} people"


# --- what to do --------------------------------------------------------------------------------------------


def _panel(stage):
    return "Name the panel", _url("panel", stage)


def _pass_on(stage):
    return "Pass it on", _url("pass_on", stage)


def _appoint(stage):
    acting = "an acting " if stage.role in (Role.PCM, Role.LINK_TUTOR) else "a "
    return f"Name {acting}{Role(stage.role).short}", reverse(APPOINT)


def _somebody_else(stage):
    """A late stage: another person, or somebody in the place of the only one."""
    if stage.is_panel:
        return _panel(stage)
    if stage.reachable > 1 or not stage.post:
        return _pass_on(stage)
    return "Arrange a deputy", reverse("reviews:away_one", args=[stage.post])


def _url(name, stage):
    return reverse(f"reviews:{name}", args=[stage.round.submission.reference])
