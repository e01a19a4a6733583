"""Check codes, which open the public check page, and certificate numbers, for people and the phone."""

import secrets
import unicodedata

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U
RANDOM_SYMBOLS = 16  # 80 bits: not to be guessed, whatever the check page's limits allow
LENGTH = RANDOM_SYMBOLS + 1
LONGEST_INPUT = 2000
_FOLDED = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class MistypedCode(ValueError):
    """The text cannot be a code of ours: a slip in typing, not an unknown certificate."""


def new_code() -> str:
    """A new check code: 16 random symbols and one check symbol, 17 characters without hyphens."""
    values = [secrets.randbelow(32) for _ in range(RANDOM_SYMBOLS)]
    return "".join(SYMBOLS[value] for value in [*values, _check_value(values)])


def shown(code: str) -> str:
    """The code as printed and read out: 4-4-4-5 with hyphens."""
    return "-".join((code[:4], code[4:8], code[8:12], code[12:]))


def read(text: str) -> str:
    """The code in what somebody typed, or in the address of a check page.

    Takes either case, hyphens, spaces, and the letters that are easily mistaken (O for 0, I and L for 1,
    U for V). Returns the 17 characters. Raises MistypedCode when the length, a letter or the check symbol
    is wrong.
    """
    if len(text) > LONGEST_INPUT:
        raise MistypedCode("That is too long to be a check code.")
    letters = unicodedata.normalize("NFKC", _last_part(text.strip())).upper()
    code = "".join(c for c in letters if unicodedata.category(c) not in _SKIPPED).translate(_FOLDED)
    if len(code) != LENGTH:
        raise MistypedCode(f"A check code has {LENGTH} letters and numbers.")
    if not set(code) <= set(SYMBOLS):
        raise MistypedCode("A check code has only letters and numbers.")
    if _remainder([SYMBOLS.index(symbol) for symbol in code]):
        raise MistypedCode("At least one letter or number in this code is not right.")
    return code


def number(year: int, n: int) -> str:
    """A certificate's number, such as MC-2026-000123."""
    return f"MC-{year:04d}-{n:06d}"


# hyphens and dashes, spaces, control and invisible characters
_SKIPPED = {"Pd", "Zs", "Cc", "Cf"}


def _last_part(text: str) -> str:
    """Of an address, the part that holds the code: what follows /verify/, or else the last part."""
    if "/" not in text:
        return text
    path = text.split("?")[0].split("#")[0]
    parts = [part for part in path.split("/") if part]
    if "verify" in parts[:-1]:
        return parts[parts.index("verify") + 1]
    return parts[-1] if parts else ""


def _check_value(values: list[int]) -> int:
    return _remainder([*values, 0])


def _remainder(values: list[int]) -> int:
    """The sum over GF(32) of each value times its own power of two; nought for a right code.

    The 17 powers differ from one another and none is nought, so one wrong symbol, or two symbols that
    have changed places, can never leave the sum at nought.
    """
    total = 0
    for value in values:
        total = _doubled(total) ^ value
    return total


def _doubled(value: int) -> int:
    """Twice a value in GF(32), whose primitive polynomial is x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
