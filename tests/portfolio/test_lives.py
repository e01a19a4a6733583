"""Two hundred random years of mentor life: the site's law and an independent table agree on every answer."""

import ast
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from portfolio import cycle, facts, requirements
from portfolio.answers import Answer
from portfolio.facts import Record
from portfolio.law import getting_ready
from tests.portfolio import lives
from tests.portfolio.lives.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
SEED = 3
ENOUGH = 100  # lives, of which the first that differs is the last

HAPPENED = """settings changed, notice answered, level before: signed, level before: award, award withdrawn,
audit, audit begun, account accepted, talk with the pcm, talk with the link_tutor, module,
module without reflection, placement, placement completed, placement changed, placement counts: wholly,
placement counts: partly, placement counts: not, joint observation, observation by the PCM,
evidence: observation, evidence: conversation, evidence: cpd, evidence: reading, evidence removed,
evidence put back, evidence confirmed, waived, not waived, waiver withdrawn, pause: granted, pause: refused,
extension: granted, extension: asked, experience: asked"""
ANSWERED = """sharing: Met, sharing: Not yet, prerequisite: Met, prerequisite: Waiting, prerequisite: Not yet,
prerequisite: Waived, audit: Met, audit: Not yet, second_audit: Met, second_audit: Waiting,
second_audit: Not yet, second_audit: Waived, conversation: Met, conversation: Waiting, conversation: Not yet,
module: Met, module: Not yet, module: Waived, placement: Met, placement: Waiting, placement: Not yet,
placement: Waived, full_cycle: Met, full_cycle: Waiting, full_cycle: Not yet, full_cycle: Waived,
window: Met, window: Waiting, window: Not yet, window: Waived, observation: Met, observation: Not yet,
pcm_observation: Met, pcm_observation: Waiting, evidence: Met, evidence: Waiting, evidence: Not yet"""


def unseen(tally):
    """What should have happened, or been answered, and was not."""
    return {word.strip() for word in f"{HAPPENED}, {ANSWERED}".replace("\n", " ").split(",")} - set(tally)


def test_two_hundred_lives_are_answered_as_the_table_says():
    tally = Counter()
    lives.run(make_world(), tally, lives=200, number=SEED)
    assert unseen(tally) == set(), tally


def test_the_table_knows_nothing_of_the_site():
    tree = ast.parse(Path(lives.table.__file__).read_text())
    imports = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert imports == ["from datetime import timedelta"]


# --- negative controls -------------------------------------------------------------------------------------


def differing():
    """The keys of the first answers on which law and table differ."""
    with pytest.raises(AssertionError) as found:
        lives.run(make_world(), Counter(), lives=ENOUGH, number=SEED)
    return set(found.value.args[0]["differing"])


def always_met(rule):
    return lambda record: [replace(each, answer=Answer.MET) for each in rule(record)]


@pytest.mark.parametrize("rule", requirements.LAW, ids=lambda rule: rule.__name__)
@pytest.mark.long
def test_a_rule_that_is_always_met_is_noticed(monkeypatch, rule):
    law = tuple(always_met(each) if each is rule else each for each in requirements.LAW)
    monkeypatch.setattr(requirements, "LAW", law)
    assert len({key.partition("-")[0] for key in differing()}) == 1


@pytest.mark.parametrize(
    ("where", "name", "instead", "keys"),
    [
        (cycle, "paused_days", lambda pauses, first, last: 0, {"window", "full_cycle", "evidence"}),  # E12
        (cycle, "by_student", lambda placements: [placements], {"window", "full_cycle", "evidence"}),  # Q12
        (cycle, "counted", lambda completed, *_: list(completed), {"window", "evidence"}),  # E11
        (Record, "needs_decision", lambda *_: False, {"placement", "full_cycle", "window", "evidence"}),  # E5
        (Record, "is_in_time", lambda *_: True, {"evidence"}),  # R16
        (facts, "waits_for_confirmation", lambda item: False, {"evidence"}),  # R18
        (facts, "years_before", lambda day, years: day, {"evidence"}),  # R20
        (getting_ready, "shows_progress", lambda found, measure: bool(found.up), {"second_audit"}),  # Q2
        (requirements, "waiver_of", lambda key, record: record.exemptions.get(key), {"module", "window"}),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
@pytest.mark.long
def test_an_altered_rule_is_noticed(monkeypatch, where, name, instead, keys):
    monkeypatch.setattr(where, name, instead)
    found = {key.partition("-")[0] for key in differing()}
    assert found
    assert found <= keys
