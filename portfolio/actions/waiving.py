"""A provider waives a requirement for a mentor, and takes that back (R7, E11, E17)."""

from django.db import transaction
from django.utils import timezone

from cms.dates import date_uk
from cms.permissions import require
from people.models import User
from portfolio import waivers
from portfolio.actions.changing import refuse
from portfolio.models import Exemption
from portfolio.slugs import new_slug


@transaction.atomic
def waive(*, person, level, requirement, grounds, reason, by, provider, slug=""):
    """Waive a requirement of a level for a mentor and return the Exemption (R7).

    `grounds` is the experience as the mentor told it, `reason` why the provider accepts it: the mentor and
    those who sign read the reason. Once while it is valid. Only the lead of a provider that works with the
    mentor decides, and never about themself.
    """
    User.objects.select_for_update().get(pk=person.pk)  # two leads decide one after the other
    require(waivers.can_waive(by, person, level, provider))
    refuse(
        requirement=_not_waivable(person, level, requirement),
        grounds="" if grounds.strip() else "Write what experience the mentor has",
        reason="" if reason.strip() else "Write why this is waived",
    )
    exemption = Exemption(
        person=person, level=level, requirement=requirement, provider=provider, decided_by=by
    )
    exemption.grounds, exemption.reason, exemption.slug = grounds.strip(), reason.strip(), slug or new_slug()
    exemption.full_clean()
    exemption.save()
    return exemption


def _not_waivable(person, level, requirement):
    """Why this cannot be waived, or ""."""
    if requirement not in waivers.waivable(level):
        return f"{level.title} does not ask for this, so there is nothing to waive"
    valid = Exemption.objects.valid().filter(person=person, level=level, requirement=requirement)
    if earlier := valid.select_related("decided_by").first():
        return f"{earlier.decided_by.name} waived this on {date_uk(earlier.decided_at)} already"
    return ""


@transaction.atomic
def withdraw_waiver(*, exemption, by):
    """Withdraw a waiver, for example because what was told proves untrue (E17); returns it.

    The row stays. What was certified in the meantime is not touched: the office revokes certificates.
    """
    exemption = (
        Exemption.objects.select_for_update(of=("self",)).select_related("provider").get(pk=exemption.pk)
    )
    require(waivers.can_withdraw_waiver(by, exemption))
    if exemption.withdrawn_at is None:
        exemption.withdrawn_at, exemption.withdrawn_by = timezone.now(), by
        exemption.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return exemption
