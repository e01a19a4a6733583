"""One matter that somebody is reminded of."""

from dataclasses import dataclass

DECISION, CONFIRM, OWN = 1, 2, 3  # the order in which a message names them


@dataclass(frozen=True)
class Line:
    """What waits for one person, without a word of what was written.

    `key` names the matter for good (people.Reminder): once it is settled and comes again, it has another one.
    """

    person: int
    key: str
    what: str
    facts: str
    kind: int = OWN

    @property
    def is_decision(self):
        """Whether it is told whatever the person has chosen."""
        return self.kind == DECISION
