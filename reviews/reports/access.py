"""Who sees which reports: office and lead their own provider's with names, co-ordinators counts (T1)."""

from dataclasses import dataclass

from django.db.models import Q

from cms.permissions import Allowed, Refused
from people.permissions import holds, staffed_providers
from people.roles import Role

FEWEST = 5  # a co-ordinator sees no group of fewer


@dataclass(frozen=True)
class Reach:
    """Of which providers (None: all), and whether people and schools are named."""

    key: str
    label: str
    providers: frozenset | None
    named: bool

    def of(self, column):
        """A condition: this column is one of the providers."""
        return Q() if self.providers is None else Q(**{f"{column}__in": self.providers})

    def hides(self, count):
        """Whether a group of so many is too small to be shown."""
        return not self.named and count < FEWEST


def can_see_reports(user):
    """May this person see reports? Office and lead of a provider, and the WELTEC co-ordinators."""
    if reaches_of(user):
        return Allowed()
    return Refused("Only partnership offices, leads and the WELTEC co-ordinators see reports.")


def reaches_of(user):
    """What the person may see reports of, their own provider first; empty for everybody else."""
    found = []
    if mine := staffed_providers(user):
        found.append(Reach("own", "My provider", frozenset(mine), named=True))
    if holds(user, Role.COORDINATOR):
        found.append(Reach("all", "All providers, without names", None, named=False))
    return found
