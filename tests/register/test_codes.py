"""Check codes: what is typed wrong is told from what is not on the register."""

from itertools import combinations

import pytest

from register import codes
from register.codes import SYMBOLS, MistypedCode, new_code, number, read, shown

CODE = "7K2M9QXC4TRDW8HPH"


@pytest.fixture
def code():
    return new_code()


def test_a_new_code_has_seventeen_of_crockfords_symbols_and_reads_back(code):
    assert len(code) == 17
    assert set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert read(code) == code


def test_the_random_symbols_are_drawn_one_by_one_from_all_thirty_two(monkeypatch):
    asked = []
    monkeypatch.setattr(codes.secrets, "randbelow", lambda n: asked.append(n) or 31)
    assert new_code()[:16] == "Z" * 16
    assert asked == [32] * 16


def test_codes_differ():
    assert len({new_code() for _ in range(500)}) == 500


def test_a_code_is_shown_in_groups_of_four_four_four_and_five(code):
    assert shown(code) == f"{code[:4]}-{code[4:8]}-{code[8:12]}-{code[12:]}"
    assert read(shown(code)) == code


def test_every_single_wrong_symbol_is_caught():
    for _ in range(5):
        code = new_code()
        for place, right in enumerate(code):
            for wrong in set(SYMBOLS) - {right}:
                with pytest.raises(MistypedCode):
                    read(code[:place] + wrong + code[place + 1 :])


def test_every_swap_of_two_symbols_is_caught():
    for _ in range(20):
        code = new_code()
        for a, b in combinations(range(17), 2):
            if code[a] != code[b]:
                swapped = list(code)
                swapped[a], swapped[b] = code[b], code[a]
                with pytest.raises(MistypedCode):
                    read("".join(swapped))


def test_letters_easily_mistaken_are_read_as_what_was_printed(monkeypatch):
    values = iter([0, 1, 1, 27] + [SYMBOLS.index(c) for c in "ABCDEFGHJKMN"])
    monkeypatch.setattr(codes.secrets, "randbelow", lambda n: next(values))
    code = new_code()
    assert code.startswith("011VABCDEFGHJKMN")
    for typed in ("OIlu", "oLiU", "0l1v"):
        assert read(typed + code[4:].lower()) == code


@pytest.mark.parametrize(
    "typed",
    [
        " {grouped} ",
        "{lower}",
        "{spaced}",
        "\u2013{grouped}\u00a0",
        "https://mentors.example/verify/{plain}/",
        "HTTPS://MENTORS.EXAMPLE/verify/{plain}",
        "mentors.example/verify/{grouped}/?from=qr#top",
        "https://mentors.example/verify/{plain}/credential.json",
        "/verify/{lower}/",
    ],
)
def test_hyphens_spaces_case_and_the_whole_address_are_taken(typed, code):
    forms = {"plain": code, "grouped": shown(code), "lower": code.lower(), "spaced": " ".join(code)}
    assert read(typed.format(**forms)) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "/",
        "https://mentors.example/verify/",
        "ABC",
        "A" * 18,
        "ABCDEFGH!JKMNPQRS",
        "A" * 3000,
        "é" * 17,
    ],
)
def test_what_cannot_be_a_code_is_called_mistyped(typed):
    with pytest.raises(MistypedCode):
        read(typed)


def test_the_number_has_the_year_and_six_figures():
    assert number(2026, 123) == "MC-2026-000123"
    assert number(2031, 1_234_567) == "MC-2031-1234567"
