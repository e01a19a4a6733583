"""Random years of mentor life, judged twice: by the site's law, and by a table that knows nothing of it.

A hypothesis state machine over the real database. A life is a person at a school with a home provider and a
level whose settings are drawn. Ten lives are lived at a time: things happen to each of them in groups, while
a moved clock goes on for up to 40 months and editors change the levels. After each group the answers of
portfolio/requirements.py are compared with those of `table`, which goes by what each life has noted in plain
dicts.
"""

from datetime import datetime, timedelta

import hypothesis.strategies as st
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from people.models.periods import LONDON, today
from portfolio.models import Enrolment
from portfolio.record import load, load_many
from portfolio.requirements import requirements
from tests.portfolio.lives import table
from tests.portfolio.lives.beginning import Beginning
from tests.portfolio.lives.deciding import Deciding
from tests.portfolio.lives.levels import Levels
from tests.portfolio.lives.means import HAPPENINGS, Means
from tests.portfolio.lives.practising import Practising
from tests.portfolio.lives.preparing import Preparing

AT_ONCE = 10
GROUPS, DAYS, HAPPEN = 8, 150, 9  # at most: 40 months of nine things in five months
CHANCE = st.randoms(use_true_random=True)
EARLIEST = datetime(2024, 1, 15, 9, tzinfo=LONDON)


class Life(Means, Beginning, Preparing, Practising, Deciding):
    """One life. `tally` counts, over all lives, what happened and what was answered."""

    def __init__(self, world, tally, levels, draw):
        self.world, self.tally, self.draw = world, tally, draw
        self.begins(levels)

    def goes_on(self, draw):
        """Several things happen, now that it is a later day."""
        self.draw, self.facts["today"] = draw, today()
        for _ in range(HAPPEN):
            likely = [(name, weight) for name, weight, when in HAPPENINGS if when(self)]
            [happening] = draw.choices(*zip(*likely, strict=True))
            getattr(self, happening)()

    def compare(self, record):
        """The law's answers about the record are those of the table about what this life has noted."""
        found = {
            each.key: (str(each.answer), None if each.is_met else str(each.who))
            for each in requirements(record)
        }
        expected = table.answers(self.facts)
        differing = sorted(key for key in found | expected if found.get(key) != expected.get(key))
        assert not differing, {
            "differing": {key: {"law": found.get(key), "table": expected.get(key)} for key in differing},
            "facts": self.facts,
        }
        for key, (answer, _) in found.items():
            self.count(f"{'module' if key.startswith('module-') else key}: {answer}")


class Lives(RuleBasedStateMachine):
    """Ten lives at once, in one transaction that is rolled back."""

    def __init__(self, world, tally):
        super().__init__()
        self.world, self.tally, self.levels = world, tally, Levels(world, tally)
        self.clock = time_machine.travel(EARLIEST, tick=False)
        self.now = self.clock.start()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)
        self.clock.stop()

    @initialize(draw=CHANCE)
    def they_begin(self, draw):
        self.now.shift(timedelta(days=draw.randint(0, 400)))
        for slug in self.levels.settings:
            self.levels.change(slug, draw)
        self.lives = [Life(self.world, self.tally, self.levels, draw) for _ in range(AT_ONCE)]

    @rule(draw=CHANCE)
    def months_pass(self, draw):
        self.now.shift(timedelta(days=draw.randint(1, DAYS)))
        self.levels.change(draw.choice(list(self.levels.settings)), draw)
        for life in self.lives:
            life.goes_on(draw)
            self.now.shift(timedelta(seconds=1))
        enrolments = Enrolment.objects.in_bulk([life.enrolment.pk for life in self.lives])
        of_all = load_many([enrolments[life.enrolment.pk] for life in self.lives])
        for life, record in zip(self.lives, of_all, strict=True):
            life.compare(record)
        alone = draw.choice(self.lives)
        alone.compare(load(enrolments[alone.enrolment.pk]))


def run(world, tally, *, lives, number, **more):
    """So many lives, ten at a time; the same ones each time for the same seed `number`."""
    given = {
        "max_examples": lives // AT_ONCE,
        "stateful_step_count": GROUPS,
        "deadline": None,
        "database": None,
        "phases": [Phase.generate],
        "suppress_health_check": list(HealthCheck),
        "report_multiple_bugs": False,
        "verbosity": Verbosity.quiet,
    }
    machine = seed(number)(lambda: Lives(world, tally))
    run_state_machine_as_test(machine, settings=settings(**given | more))
