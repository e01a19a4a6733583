"""Reviewers at once: sheets are dealt out once, and figures are taken from all of them."""

import pytest

from benchmarks import busy

BARE = [{"whole": 1.0}, {"whole": 2.0}]
TURNS = [
    {"seconds": [0.1] * 19 + [0.9], "errors": {}, "whole": 4.0},
    {"seconds": [0.2] * 20, "errors": {"IntegrityError": 2}, "whole": 4.0},
]


def test_sheets_that_are_decided_are_dealt_once():
    waiting = list(range(10))
    assert busy.deal(waiting, 4, remove=True) == [0, 1, 2, 3]
    assert busy.deal(waiting, 4, remove=False) == [4, 5, 6, 7]
    assert waiting == [4, 5, 6, 7, 8, 9]


def test_too_few_sheets_are_no_benchmark():
    with pytest.raises(ValueError, match="not enough sheets"):
        busy.deal([1, 2], 3, remove=True)


def test_everybody_gets_as_many():
    assert busy.split([1, 2, 3, 4, 5, 6], 3) == [[1, 2], [3, 4], [5, 6]]


def test_each_turn_is_compared_with_the_bare_loop_of_its_turn():
    compared, rate, slow, failed = busy.figures("SQLite", "sign", TURNS, BARE)
    assert (compared.what, compared.value, compared.more) == (
        "signing, 20 at once, SQLite",
        3.0,
        {"spread": [2.0, 4.0]},
    )
    assert (rate.value, rate.unit) == (5.0, "a second")
    assert (slow.value, slow.unit) == (200.0, "ms")
    assert (failed.value, failed.met) == (2, False)
