"""A line of the queue in words: in which capacity somebody is asked, and in whose hands the stage is."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from cms.dates import date_uk, days_since, time_uk
from people.roles import Role
from reviews.models import Stage
from reviews.routing import Asked, asked_as


@dataclass(frozen=True)
class Row:
    """A stage that waits for somebody. The stage comes from queue.for_the_list."""

    stage: Stage
    asked: Asked
    user: object

    @property
    def capacity(self):
        """What they sign as: "PCM", "acting PCM", "one of a panel of 3"."""
        if self.stage.is_panel:
            return f"one of a panel of {self.stage.signatures_wanted}"
        role = Role(self.stage.role).short
        return f"acting {role}" if self.asked and self.asked.acting else role

    @property
    def is_given_away(self):
        """Whether it was passed on to a colleague who still holds the role (E4), and is not stood in for."""
        away = self.asked.deputy_of if self.asked else None
        mine = {self.user.pk, away and away.pk}
        return self.stage.assignee_here and self.stage.assignee_id not in mine

    @property
    def is_with_a_colleague(self):
        """Whether a colleague says that they look at it, or was given it."""
        claimed = self.stage.claimed_by_id
        return self.is_given_away or (claimed is not None and claimed != self.user.pk)

    @cached_property
    def whose(self):
        """In whose hands it is: sentences for the list."""
        return [*self._claimed(), *self._given(), *self._stands_in(), *self._begun()]

    def _claimed(self):
        if self.stage.claimed_by_id is None:
            return []
        begun = since(self.stage.claimed_at)
        if self.stage.claimed_by_id == self.user.pk:
            return [f"You are looking at this since {begun}"]
        return [f"{self.stage.claimed_by.name} is looking at this since {begun}"]

    def _given(self):
        if self.stage.assignee_id == self.user.pk:
            return ["Passed on to you"]
        return [f"Passed on to {self.stage.assignee.name}"] if self.is_given_away else []

    def _stands_in(self):
        deputy_of = self.asked.deputy_of if self.asked else None
        return [f"You stand in for {deputy_of.name}"] if deputy_of else []

    def _begun(self):
        asked = ["You asked something, no answer yet"] * self.stage.waits_for_answer
        return [*asked, *["You saved a decision for later"] * self.stage.has_draft]


def row_of(stage, user):
    """The Row of a stage from queue.for_the_list; asks the database nothing more."""
    return Row(stage, asked_as(user, stage), user)


def since(moment):
    """A moment to follow "since": the time of today, else the day."""
    return time_uk(moment) if days_since(moment) == 0 else date_uk(moment)
