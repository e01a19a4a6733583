"""What every part of a life uses: choosing, noting, and days worth trying."""

from datetime import datetime, time, timedelta

from people.models.periods import LONDON, today

HAPPENINGS = []  # (name of a method, its weight, the condition under which it makes sense)


def happens(weight, when=lambda life: True):
    """Of the things that can happen in a mentor's year, this one is so likely."""

    def listed(method):
        HAPPENINGS.append((method.__name__, weight, when))
        HAPPENINGS.sort(key=lambda happening: -happening[1])
        return method

    return listed


class Means:
    """The means. `facts` is what the life has noted, `world` the rows it shares with others, `draw` decides.

    `draw` is a Random that hypothesis has seeded: a draw of its own for each choice would take most of the
    time.
    """

    def count(self, what):
        """Note for the statistics that this has happened."""
        self.tally[what] += 1

    def one(self, choices):
        """One of these."""
        return self.draw.choice(choices)

    def often(self, times=4):
        """True most of the time: all but once in so many."""
        return self.draw.randrange(times) > 0

    def seldom(self, times=4):
        """True once in so many times."""
        return self.draw.randrange(times) == 0

    def number(self, least, most):
        return self.draw.randint(least, most)

    def some(self, choices, least=0):
        """Some of these, more often few than many, in their order."""
        most = self.number(least, len(choices))
        chosen = self.draw.sample(choices, self.number(least, most))
        return [each for each in choices if each in chosen]

    def past_day(self, days=400):
        """Today, or a day before; often one at the edge of a placement."""
        edges = [
            edge + timedelta(days=beside)
            for placement in self.facts["placements"]
            for edge in (placement["start"], placement["end"])
            for beside in (-1, 0, 1)
        ]
        edges = [day for day in edges if day <= today()]
        if edges and self.often(3):
            return self.one(edges)
        return today() - timedelta(days=self.number(0, days))


def at_noon(day):
    """That day at noon in London."""
    return datetime.combine(day, time(12), LONDON)
