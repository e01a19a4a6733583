"""What waits for one person before and after what they look at now, oldest first."""

from dataclasses import dataclass

from reviews.queue import stages_waiting_for

MOST = 1000  # counted; whoever has more waiting is told so


@dataclass(frozen=True)
class Place:
    """Where a stage stands in somebody's queue. `before` and `after` are references, "" at the ends."""

    number: int
    count: int
    before: str
    after: str

    @property
    def more(self):
        """Whether more wait than are counted."""
        return self.count > MOST


def place_of(user, stage):
    """The Place of a stage in the person's queue, or None when it is not there. One query."""
    if stage is None:
        return None
    rows = list(stages_waiting_for(user).values_list("pk", "round__submission__reference")[: MOST + 1])
    here = next((at for at, (pk, _) in enumerate(rows) if pk == stage.pk), None)
    if here is None:
        return None
    before = rows[here - 1][1] if here else ""
    after = rows[here + 1][1] if here + 1 < len(rows) else ""
    return Place(here + 1, len(rows), before, after)


def next_after(user, moment):
    """The stage that waits for the person next after one opened at `moment`, else the oldest, else None."""
    waiting = stages_waiting_for(user)
    return waiting.filter(opened_at__gte=moment).first() or waiting.first()
