"""Placements that a provider decides about: shared, interrupted, or with another provider (E5, E7)."""

import datetime

from django.utils import timezone

from home.demo.clock import days_ago
from modules.models import Phase
from people.models import Provider
from people.permissions import school_of
from people.roles import Role
from portfolio import actions
from portfolio.models import Enrolment


class Places:
    """Carries out home/demo/places.yaml."""

    def __init__(self, people, words):
        self.people, self.words = people, words

    def arrange(self):
        for row in self.words:
            self.place(row)

    def place(self, row):
        """A placement that began `began` days ago, and what its provider decided about it, if anything."""
        enrolment = Enrolment.objects.current().get(person__name=row["name"], level__slug="mastery")
        provider = Provider.objects.get(slug=row.get("provider", enrolment.provider.slug))
        first = timezone.localdate() - datetime.timedelta(days=row["began"])
        with days_ago(row["ago"]):
            placement = actions.save_placement(
                enrolment=enrolment,
                by=enrolment.person,
                provider=provider,
                school=school_of(enrolment.person),
                student=row["student"],
                provider_phase=Phase.objects.filter(provider=provider, stage__order=row["stage"]).first(),
                start=first,
                end=first + datetime.timedelta(days=row["days"]),
                completed=not row.get("interrupted"),
                shared=row.get("shared", False),
                interrupted=row.get("interrupted", False),
                note=row.get("note", ""),
            )
        if "counts" in row:
            with days_ago(row["ago"] - 2):
                actions.decide_placement(
                    placement=placement,
                    by=self.people.helper(Role.PROVIDER_LEAD, provider.slug),
                    counts=row["counts"],
                    because=row["because"],
                )
