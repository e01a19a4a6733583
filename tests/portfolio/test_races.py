"""Two at once in a portfolio: one counts, the others are told in words (T11, T12)."""

import pytest

from tests import databases
from tests.portfolio import racing


def check_ten_leads_decide_a_pause(found):
    won = found["decided"]
    assert found == {
        "answers": {won: 1, "refused": 9},
        "decided": won,
        "history": 1 if won == "granted" else 0,
        "mails": 1,
    }


def check_ten_leads_waive(found):
    assert found == {"answers": {"ValidationError": 9, "waived": 1}, "waived": 1}


def check_two_tabs_save_a_piece(found):
    assert found == {"answers": {"refused": 1, "saved": 1}, "versions": 1, "changed": True}


def check_ten_clicks_enrol(found):
    assert found == {"answers": {"enrolled": 1, "refused": 9}, "enrolments": 1}


CHECKS = {name: globals()[f"check_{name}"] for name in racing.RACES}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CHECKS)
def test_of_many_presses_at_once_one_counts(name):
    if databases.is_sqlite():
        databases.fill(databases.content())  # what a test commits is put back afterwards, content included
    CHECKS[name](racing.RACES[name]())
