"""The worker killed twenty times at each of the five points of issuing (X1, S26), and many races (S24)."""

import pytest

from register.models import Certificate
from tests.factories.register import make_cast
from tests.register.conftest import archive, our_keys  # noqa: F401  fixtures
from tests.register.killing import POINTS
from tests.register.test_issue import AT_ONCE, ONE, counts, issue_at_once
from tests.register.workers import WHOLE, all_made, what_stands, worker
from tests.services import until

pytestmark = pytest.mark.long
TIMES = 20
RACES = 50


@pytest.mark.django_db(transaction=True)
def test_a_hundred_killed_workers_leave_a_hundred_whole_certificates(tmp_path):
    cast = make_cast()
    total = TIMES * len(POINTS)
    issued = [cast.issued(mentor=cast.mentor(name=f"Mentor Number {n}")) for n in range(total)]
    with worker(tmp_path):
        until(all_made, seconds=1200)
    died = [mark for mark in tmp_path.iterdir() if mark.name.isdigit()]
    assert len(died) == total
    assert [what_stands(each) for each in Certificate.objects.order_by("pk")] == [WHOLE] * total
    assert len({each.number for each in issued}) == total


@pytest.mark.django_db(transaction=True)
def test_fifty_races_of_twenty_make_fifty_certificates():
    cast = make_cast()
    for n in range(RACES):
        results = issue_at_once(cast, cast.signed(mentor=cast.mentor(name=f"Mentor Number {n}")))
        assert results == [results[0]] * AT_ONCE
    assert counts() == {what: made * RACES for what, made in ONE.items()}
