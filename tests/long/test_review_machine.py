"""Twenty thousand steps of the review machine break no rule (T15, S8)."""

from collections import Counter

import pytest

from tests.reviews import machine
from tests.reviews.test_machine import missing
from tests.reviews.world import make_world

pytestmark = pytest.mark.long


@pytest.mark.django_db
@pytest.mark.parametrize("half", [0, 1])
def test_ten_thousand_steps_break_no_rule_and_ten_thousand_others(half):
    tally, world = Counter(), make_world()
    for number in range(5):
        machine.run(world, tally, runs=20, steps=100, number=100 + 5 * half + number)
    assert missing(tally) == set(), tally
