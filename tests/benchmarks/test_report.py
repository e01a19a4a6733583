"""The table and the JSON of `make bench` say what was measured."""

import json

from benchmarks.report import Row, as_json, compared, middle, shown, table, target
from benchmarks.rounds import Contender

BEHIND = {"wall": 1.1, "cpu_ms": 0.4, "against_cpu_ms": 0.3}
PAGE = Row("page", 1.234, against="bare view", most=1.5, more=BEHIND)
SLOW = Row("certificates", 0.7, against="bare loop", least=0.8)
ASKED = Row("desk", 15, "queries", most=12)
HERE = Row("desk", 23.45, "absolute", unit="ms CPU")


def test_a_target_is_met_up_to_and_with_its_limit():
    assert [Row("x", value, most=1.5).met for value in (1.4, 1.5, 1.6)] == [True, True, False]
    assert [Row("x", value, least=0.8).met for value in (0.9, 0.8, 0.7)] == [True, True, False]
    assert Row("x", 9.0).met is None


def test_targets_are_written_as_limits():
    assert [target(row) for row in (PAGE, SLOW, HERE)] == ["≤ 1.5", "≥ 0.8", ""]


def test_figures_are_shown_with_three_significant_digits_at_most():
    assert [shown(number) for number in (15, 1.234, 23.45, 204.4)] == ["15", "1.23", "23.4", "204"]


def test_the_table_lists_ratios_first_then_queries_then_what_holds_here_alone():
    lines = [line.rstrip() for line in table([HERE, ASKED, PAGE, SLOW]).splitlines()]
    assert lines == [
        "what          against    measured     target  met  wall    CPU ms  baseline",
        "------------  ---------  -----------  ------  ---  ------  ------  --------",
        "page          bare view  1.23 ×       ≤ 1.5   yes  1.10 ×  0.40    0.30",
        "certificates  bare loop  0.70 ×       ≥ 0.8   NO",
        "desk                     15 queries   ≤ 12    NO",
        "desk                     23.4 ms CPU",
    ]


def test_the_json_keeps_the_three_kinds_apart_and_ratios_first():
    found = json.loads(as_json([HERE, ASKED, PAGE, SLOW]))
    assert list(found) == ["ratios", "queries", "on_this_machine"]
    assert found == {
        "ratios": [
            {
                "what": "page",
                "against": "bare view",
                "value": 1.234,
                "target": "≤ 1.5",
                "met": True,
                **BEHIND,
            },
            {"what": "certificates", "against": "bare loop", "value": 0.7, "target": "≥ 0.8", "met": False},
        ],
        "queries": [{"what": "desk", "value": 15, "target": "≤ 12", "met": False}],
        "on_this_machine": [{"what": "desk", "value": 23.45, "unit": "ms CPU"}],
    }


def test_two_contenders_are_compared_round_by_round():
    ours = Contender(None, [], 1, cpu=[2.0, 30.0, 2.5], wall=[4.0, 40.0, 4.0])
    theirs = Contender(None, [], 1, cpu=[1.0, 10.0, 1.0], wall=[2.0, 10.0, 1.0])
    assert compared("page", ours, theirs, "bare view", most=3) == Row(
        "page",
        2.5,
        against="bare view",
        most=3,
        more={"wall": 4.0, "cpu_ms": 2.5, "against_cpu_ms": 1.0, "spread": [2.0, 3.0]},
    )


def test_the_middle_is_one_of_the_figures():
    assert middle([5.0, 1.0, 3.0]) == 3.0
