"""Placements that count only when a provider has decided so, who decides, and where each one stands.

A placement that was shared with another mentor or interrupted is its provider's to decide (E7), and so is one
with another provider than the mentor's own (E5). All others count by themselves.
"""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import F, Q

from cms.dates import date_uk
from cms.permissions import Allowed, Refused
from modules.models import Phase
from people.permissions import holds, led_providers
from people.roles import Role
from portfolio.models import Placement

Counts = Placement.Counts

# What a decision is about: when one of these changes, the provider decides again.
MATTERS = {
    "provider": "provider_id",
    "provider_phase": "provider_phase_id",
    "start": "start",
    "end": "end",
    "shared": "shared",
    "interrupted": "interrupted",
}


def is_for_the_provider(placement):
    """Whether the placement's provider decides about it: shared, interrupted or with another one (E5, E7)."""
    return bool(
        placement.shared or placement.interrupted or placement.provider_id != placement.enrolment.provider_id
    )


def needs_decision(placement):
    """Whether the provider has still to decide about the placement; it counts for nothing until then."""
    return is_for_the_provider(placement) and not placement.counts


def differs(placement, facts):
    """Whether these facts ({name of a field: value}) change what was decided about."""
    return any(
        getattr(placement, column) != getattr(facts[name], "pk", facts[name])
        for name, column in MATTERS.items()
        if name in facts
    )


def seen(placement):
    """What somebody who decides has seen of the placement, in 16 digits: it changes when that does."""
    facts = [getattr(placement, column) for column in (*MATTERS.values(), "note", "decided_at")]
    return sha256(repr(facts).encode()).hexdigest()[:16]


def phases_with_its_own(phases, placement):
    """The phases to choose from; with those of the placement's provider where that has left since (E13)."""
    if placement.provider_phase_id is None or phases.filter(pk=placement.provider_phase_id).exists():
        return phases
    theirs = Q(pk__in=phases.order_by().values("pk")) | Q(provider=placement.provider_id)
    return Phase.objects.filter(theirs).select_related("provider").order_by("provider__name", "order", "pk")


# --- who decides -------------------------------------------------------------------------------------------


def placements_led_by(user):
    """Placements that are, or were, for the person to decide about as their provider's lead."""
    asked = Q(shared=True) | Q(interrupted=True) | ~Q(provider=F("enrolment__provider")) | ~Q(counts="")
    rows = Placement.objects.filter(asked, provider__in=led_providers(user))
    return rows.select_related(
        "enrolment__person",
        "enrolment__level",
        "enrolment__provider",
        "provider",
        "school",
        "provider_phase__stage",
        "decided_by",
    )


def placements_to_decide(user):
    """Of these, those that wait for a decision of this person, oldest first; never their own."""
    waiting = placements_led_by(user).filter(counts="", enrolment__withdrawn_on=None)
    return waiting.exclude(enrolment__person=user).order_by("start", "pk")


def placements_decided(user):
    """Of these, those that are decided, the latest first."""
    return placements_led_by(user).exclude(counts="").order_by("-decided_at", "-pk")


def may_decide_placements(user):
    """May this person open the list of placements to decide about? Provider leads."""
    if led_providers(user):
        return Allowed()
    return Refused("Only provider leads decide which placements count.")


def can_decide_placement(user, placement):
    """May this person decide whether the placement counts? (E5, E7)

    The lead of its provider, never about themself, and only about what does not count by itself.
    """
    if placement.enrolment.person_id == user.pk:
        return Refused("This is about yourself. Somebody else has to decide.")
    if not holds(user, Role.PROVIDER_LEAD, provider=placement.provider):
        return Refused("Only the lead of the placement’s provider can decide this.")
    if placement.enrolment.withdrawn_on:
        return Refused("The mentor has withdrawn from this level, so there is nothing to decide.")
    if not is_for_the_provider(placement):
        return Refused("This placement counts by itself, so there is nothing to decide.")
    return Allowed()


# --- in words ----------------------------------------------------------------------------------------------


def reasons(placement):
    """Why the provider decides, in words: ["shared with another mentor", "interrupted"]."""
    found = ["shared with another mentor"] if placement.shared else []
    found += ["interrupted"] if placement.interrupted else []
    if placement.provider_id != placement.enrolment.provider_id:
        found.append(f"with another provider than {placement.enrolment.provider}")
    return found


def decided_words(placement):
    """What was decided, by whom and when, in a sentence; "" while nothing is."""
    if not placement.counts:
        return ""
    what = placement.get_counts_display()
    on = date_uk(placement.decided_at)
    return f"{placement.decided_by.name} decided on {on}: {what[0].lower()}{what[1:]}."


@dataclass(frozen=True)
class Standing:
    """How a placement stands: the word, whether it counts for the level today, and a sentence why not."""

    word: str
    counts: bool = False
    why: str = ""


def standing(record, placement):
    """The Standing of one of the record's placements (R13, R14, R15, E5, E7)."""
    counts_as = record.counts_as(placement)
    if not counts_as:
        return Standing("Waiting", why=f"{placement.provider} decides whether it counts.")
    if counts_as == Counts.NOT:
        return Standing("Does not count", why=placement.counts_because)
    if placement in record.counted_placements:
        if record.level.needs_full_cycle and placement.provider_phase is None:
            return Standing("Counts for no stage", why="Choose its phase: that tells which stage it was.")
        if counts_as == Counts.PARTLY:
            return Standing("Counts for its stage", True, placement.counts_because)
        return Standing("Counts", True)
    if placement.end > record.today:
        return Standing("Under way", why=f"Until {date_uk(placement.end)}.")
    if not record.is_over(placement):
        return Standing("Not completed", why="Mark it as completed if you saw it through.")
    if counts_as == Counts.PARTLY:
        return Standing("Counts for its stage", why=placement.counts_because)
    return Standing("Does not count", why="It lies before the time within which placements count.")
