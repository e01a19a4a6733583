"""What a provider calls the phases of its year, and who says so (R14)."""

from django.db.models import Count

from cms.permissions import Allowed, Refused
from modules.models import Phase, YearStage
from people.models import Provider
from people.permissions import holds, led_providers
from people.roles import Role


def providers_led_by(user):
    """The providers whose lead the person is, by name."""
    return Provider.objects.filter(pk__in=led_providers(user)).order_by("name")


def phases_visible_to(user):
    """Phases of the providers whose lead the person is; `used` is how many placements name each."""
    rows = Phase.objects.filter(provider__in=led_providers(user)).select_related("provider", "stage")
    return rows.annotate(used=Count("placements")).order_by("provider__name", "order", "pk")


def may_keep_phases(user):
    """May this person open the list of phases and add to it? Provider leads, each for their own."""
    return Allowed() if led_providers(user) else Refused("Only provider leads say what its phases are.")


def can_keep_phases(user, provider):
    """May this person add, change and remove phases of the provider? Its lead."""
    if holds(user, Role.PROVIDER_LEAD, provider=provider):
        return Allowed()
    return Refused("Only the provider’s lead says what its phases are.")


def can_remove_phase(phase):
    """May the phase go? While no placement names it: what mentors have noted keeps its meaning."""
    if used := phase.placements.count():
        return Refused(f"{in_words(used)} this phase, so it stays. You can give it another name.")
    return Allowed()


def in_words(used):
    """How many placements name a phase, as the beginning of a sentence."""
    return "1 placement names" if used == 1 else f"{used} placements name"


def stages_without(phases, provider):
    """Titles of the stages of the year that none of the provider's phases counts as."""
    there = {phase.stage_id for phase in phases if phase.provider_id == provider.pk}
    return [stage.title for stage in YearStage.objects.all() if stage.pk not in there]
