"""A provider's lead says what it calls the phases of its year, and what each counts as (R14)."""

from django.db import transaction
from wagtail.log_actions import log

from cms.permissions import require
from modules.models import Phase
from people.models import Provider
from portfolio import phases
from portfolio.actions.changing import refuse


@transaction.atomic
def save_phase(*, provider, title, stage, order, by, phase=None):
    """Add a phase to a provider, or change one, and return it. Only the provider's lead may.

    Placements keep the words they were noted with. Another stage counts at once for all that are not yet on
    a sent record sheet. Who changed what stands in the co-ordinators' history of the phase.
    """
    Provider.objects.select_for_update().get(pk=provider.pk)  # two leads add one after the other
    require(phases.can_keep_phases(by, provider))
    facts = {"title": title.strip(), "stage": stage, "order": order}
    same_name = Phase.objects.filter(provider=provider, title__iexact=facts["title"])
    if phase is None and (made := same_name.filter(**facts).first()):
        return made  # T11: pressed twice
    taken = same_name.exclude(pk=phase and phase.pk).exists()
    refuse(
        title="Your provider has a phase of this name already" if taken else "",
        provider="A phase stays with its provider" if phase and phase.provider_id != provider.pk else "",
    )
    action = "wagtail.edit" if phase else "wagtail.create"
    phase = phase or Phase(provider=provider)
    for name, value in facts.items():
        setattr(phase, name, value)
    phase.full_clean()
    phase.save()
    log(phase, action, user=by)
    return phase


@transaction.atomic
def remove_phase(*, phase, by):
    """Remove a phase; raises PermissionDenied with the reason for one that placements name."""
    phase = Phase.objects.select_for_update(of=("self",)).select_related("provider").get(pk=phase.pk)
    require(phases.can_keep_phases(by, phase.provider))
    require(phases.can_remove_phase(phase))
    log(phase, "wagtail.delete", user=by, deleted=True)
    phase.delete()
