"""Measuring in turns: what else the machine does then falls on all alike, and ratios stay what they are."""

import statistics
from dataclasses import dataclass, field

from django.db import connections

ROUNDS = 5
WARM_UP = 20  # requests before the first round


@dataclass
class Contender:
    """Something that is asked for `count` times a round, and what each round took."""

    server: object
    requests: list
    count: int
    keep_alive: bool = True
    cpu: list = field(default_factory=list)  # milliseconds a request, one figure a round
    wall: list = field(default_factory=list)

    def take_turn(self, client):
        """One round."""
        before = self.server.cpu()
        seconds = client.ask(self.server.port, self.requests, self.count, self.keep_alive)
        self.cpu.append((self.server.cpu() - before) / self.count * 1000)
        self.wall.append(statistics.median(seconds) * 1000)


def in_turns(client, contenders, rounds=ROUNDS):
    """Warm every contender up, then measure them in turns; each round begins with another one."""
    connections.close_all()  # ours would keep open what the servers would be the last to close
    for each in contenders:
        client.ask(each.server.port, each.requests, WARM_UP, each.keep_alive)
    for turn in range(rounds):
        for each in rotated(contenders, turn):
            each.take_turn(client)


def rotated(items, by):
    """The list, begun `by` places further on."""
    by %= len(items)
    return items[by:] + items[:by]


def ratio(ours, theirs):
    """The median of the rounds' ratios. Raises ValueError when the rounds are not as many."""
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
