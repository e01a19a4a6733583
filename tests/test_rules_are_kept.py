"""Every rule and edge case of the scheme has a test that bears its number, or a line that says where."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
NUMBERS = [f"R{n}" for n in range(1, 41)] + [f"E{n}" for n in range(1, 27)]
# Kept by a walk through the pages in Chromium, which goes over all of them and not over one check.
WALKED = {20: Path("tests/browser/test_accessibility.py")}


def names_of_tests():
    """The names of all test functions of the repository."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield node.name


def numbers_in(name):
    """Rules that a test names: test_r6_r7_e09_… has R6, R7 and E9."""
    return {f"{kind.upper()}{int(n)}" for kind, n in re.findall(r"(?<=_)([re])(\d{1,2})(?=_|$)", name)}


def acceptance_in(name):
    """The number of the acceptance check that a test is, or None."""
    found = re.match(r"test_accept_(\d+)_", name)
    return int(found[1]) if found else None


def lines():
    """{number of a rule: its cell "kept in"} of docs/scheme.md."""
    text = (ROOT / "docs/scheme.md").read_text()
    return {
        number: row.rstrip(" |").rpartition("|")[2].strip()
        for number, row in re.findall(r"^\| ([RE]\d+) \|(.*)$", text, re.M)
    }


TESTED = {number for name in names_of_tests() for number in numbers_in(name)}


@pytest.mark.parametrize("number", NUMBERS)
def test_the_rule_is_tested_by_number_or_its_line_says_where_it_is_kept(number):
    kept = lines()[number]
    files = [word for word in re.findall(r"`([\w/.-]+)`", kept) if "/" in word]
    said = files and "later" not in kept and all((ROOT / file).exists() for file in files)
    assert number in TESTED or said or kept.startswith("later")


@pytest.mark.parametrize("number", NUMBERS)
def test_what_has_a_test_is_not_left_for_later(number):
    """A line that says nothing but "later" is wrong once a test names the rule."""
    assert not (number in TESTED and lines()[number] == "later")


def test_each_acceptance_check_is_a_test():
    found = {acceptance_in(name) for name in names_of_tests()} - {None}
    assert found | WALKED.keys() == set(range(1, 22))
    assert [path for path in WALKED.values() if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("test_r6_r7_e09_both_ways", {"R6", "R7", "E9"}),
        ("test_the_year_is_over", set()),
        ("test_for2_r12", {"R12"}),
        ("test_r123_is_none", set()),
    ],
)
def test_numbers_are_read_from_names(name, found):
    assert numbers_in(name) == found
