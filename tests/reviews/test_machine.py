"""A thousand steps of the review machine break no rule; with a guard taken out they do (T15, S8)."""

from collections import Counter

import pytest
from django.db import IntegrityError

from cms.permissions import Allowed
from reviews import guards
from tests.reviews import machine
from tests.reviews.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
SEED = 3
SOON = 4  # with this one the guards that are taken out are missed early
DONE = """send, sign, sign: refused, send back, send back: refused, withdraw, pass on, pass on: refused,
claim, release, name a panel, ask for another, stand in, stand in: refused, end standing in, appoint,
appoint acting, end appointment, deactivate, days pass, workflow: add, workflow: remove, workflow: move,
workflow: wanted, workflow: must open, workflow: panel, workflow: another, open a file, comment, ask,
keep a draft, issue, issue: refused, erase a decision, erase parts, look at the queue"""
CAME_OF_IT = """accepted, accepted after a panel, signed as own, signed as acting, signed as deputy,
signed as given, signed as panel, fresh stages, panel stages"""


def missing(tally):
    """What should have happened and did not, beside everything that did."""
    wanted = {word.strip() for word in f"{DONE}, {CAME_OF_IT}".replace("\n", " ").split(",")}
    return wanted - {what for what, times in tally.items() if times}


def test_a_thousand_steps_break_no_rule():
    tally = Counter()
    machine.run(make_world(), tally, runs=10, steps=100, number=SEED)
    assert missing(tally) == set(), tally


@pytest.mark.parametrize(
    "rules", [("not_signed_before", "recorded_no_signature"), ("in_its_turn",)], ids=["once", "in its turn"]
)
@pytest.mark.long
def test_the_machine_notices_when_a_guard_is_taken_out(monkeypatch, rules):
    """By its own invariants, or because the database has to say no, which people would see as an error.

    Who signs records the signature too, so two guards keep a person from signing twice.
    """
    for rule in rules:
        monkeypatch.setattr(guards, rule, lambda *asked: Allowed())
    with pytest.raises((AssertionError, IntegrityError)):
        machine.run(make_world(), Counter(), runs=20, steps=40, number=SOON)
