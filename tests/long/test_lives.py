"""Twenty thousand random years of mentor life: the site's law and the table agree on every answer."""

from collections import Counter

import pytest

from tests.portfolio import lives
from tests.portfolio.conftest import content  # noqa: F401  a fixture
from tests.portfolio.lives.world import make_world
from tests.portfolio.test_lives import unseen

pytestmark = pytest.mark.long


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(8))
def test_two_thousand_five_hundred_lives_are_answered_as_the_table_says_and_as_many_others(part):
    tally = Counter()
    lives.run(make_world(), tally, lives=2500, number=100 + part)
    assert unseen(tally) == set(), tally
