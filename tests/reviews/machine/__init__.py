"""A hypothesis state machine over the real verbs on the real database (T15, S8).

Sheets are sent, signed, sent back, passed on and issued by those who may and by those who may not, while
people come and go, days pass and the workflow is edited. The book knows by itself what must come of it, the
invariants compare the tables with it after each step.
"""

import itertools
from datetime import UTC, datetime

import hypothesis.strategies as st
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings, target
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.reviews import invariants
from tests.reviews.book import Book
from tests.reviews.machine.deciding import Deciding
from tests.reviews.machine.house import PCM, TUTOR, House
from tests.reviews.machine.means import HAPPENINGS, Means
from tests.reviews.machine.mentors import Mentors
from tests.reviews.machine.passing import Passing
from tests.reviews.machine.speaking import Speaking

BEGINNING = datetime(2026, 10, 1, 9, tzinfo=UTC)


class ReviewMachine(Means, Mentors, Deciding, Passing, House, Speaking, RuleBasedStateMachine):
    """One run. `tally` counts, over all runs, what was done, what was refused and what came of it."""

    def __init__(self, world, tally):
        super().__init__()
        self.world, self.tally = world, tally
        self.clock = time_machine.travel(BEGINNING, tick=True)
        self.now = self.clock.start()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.book = Book(world)
        self.plan, self.names = [dict(PCM), dict(TUTOR)], itertools.count(2)
        self.write_plan()
        self.unverified, self.steps, self.files = set(), itertools.count(1), itertools.count(1)

    def teardown(self):
        target(float(sum(past.signed for past in self.book.rounds())), label="accepted sheets")
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)
        self.clock.stop()

    @rule(data=st.data())
    def something_happens(self, data):
        likely = [name for name, weight, when in HAPPENINGS if when(self) for _ in range(weight)]
        getattr(self, data.draw(st.sampled_from(likely)))(data)

    @invariant()
    def holds(self):
        invariants.decided_by_right(self.book)
        invariants.accepted_means_signed(self.book)
        invariants.one_turn_at_a_time()
        invariants.closed_once()
        invariants.status_agrees(self.book)
        invariants.nothing_but_what_was_done(self.book)
        step = next(self.steps)
        if step % 10 == 0:
            invariants.nobody_is_waited_for_unseen(self.book)
        if step % 50 == 0:
            self.unverified.update(past.pk for past in self.book.rounds())

    @invariant()
    def what_changed_verifies(self):
        while self.unverified:
            invariants.over_one_seal(self.unverified.pop())


def run(world, tally, *, runs, steps, number, **more):
    """`runs` times `steps` steps, the same ones each time for the same seed `number`."""
    given = {
        "max_examples": runs,
        "stateful_step_count": steps,
        "deadline": None,
        "database": None,
        "phases": [Phase.generate],
        "suppress_health_check": list(HealthCheck),
        "report_multiple_bugs": False,
    }
    machine = seed(number)(lambda: ReviewMachine(world, tally))
    run_state_machine_as_test(machine, settings=settings(**given | more))
