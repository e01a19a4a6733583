"""Twenty thousand steps of the review machine break no rule (T15, S8)."""

from collections import Counter

import pytest

from tests.reviews import machine
from tests.reviews.test_machine import missing
from tests.reviews.world import make_world

pytestmark = pytest.mark.long


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(10))
def test_twenty_thousand_steps_break_no_rule(number):
    tally = Counter()
    machine.run(make_world(), tally, runs=20, steps=100, number=100 + number)
    assert missing(tally) == set(), tally
