"""Questions about letters: which can we print, how wide is a text, does a name fit?"""

import math
import unicodedata
from functools import cache, lru_cache

from register import assets

POINTS_PER_MM = 72 / 25.4
NAME_WIDTH = 184  # mm
ONE_LINE = range(46, 29, -1)  # sizes tried, largest first
TWO_LINES = range(34, 19, -1)
TWO_TALL_LINES = range(25, 19, -1)

# What a family in the style sheet falls back to, letter by letter.
SERIF = ("Text", "Arabic")
DISPLAY = ("Display", "Arabic")
ITALIC = ("TextItalic", "Arabic")
LABEL = ("Label", "Text", "Arabic")
LABEL_BOLD = ("LabelBold", "Text", "Arabic")

# soft hyphen, zero-width space and joiner, byte order mark, and all that switches a text's direction
_INVISIBLE = dict.fromkeys(
    map(ord, "\u00ad\u200b\u2060\ufeff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
)
_INVISIBLE |= dict.fromkeys(range(0x2066, 0x206A))
_ALIKE = {0x2010: "-", 0x2011: "-"}  # hyphens that word processors put in and our fonts do not have


# A desk of fifty certificates asks about the same few texts again and again.
kept = lru_cache(maxsize=4096)


class NameTooLong(ValueError):
    """The name fits neither on one line nor on two."""


@kept
def clean(text: str) -> str:
    """The text as it is printed: composed letters (NFC), single spaces, no invisible or direction marks."""
    visible = text.translate({**_INVISIBLE, **_ALIKE})
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def missing_letters(text: str) -> list[str]:
    """The letters of `text` that no font of ours has, each once, in the order they come."""
    ours = _every_letter()
    return [c for c in dict.fromkeys(clean(text)) if not c.isspace() and ord(c) not in ours]


@cache
def _every_letter():
    return _letters("Text") | _letters("Arabic")


def loose_accents(text: str) -> bool:
    """Whether an accent stands apart from its letter, for want of a ready-made one: it may sit off-centre."""
    return any(unicodedata.combining(c) for c in clean(text))


def fit_name(name: str) -> tuple[int, list[str]]:
    """The size in points and the lines a name is printed in: one line of 46 to 30 pt, else two of 34
    to 20, or of 25 to 20 with Arabic letters.

    The two lines part at a space or after a hyphen, where the longer is shortest. Raises NameTooLong.
    """
    name = clean(name)
    for size in ONE_LINE:
        if width(name, size, DISPLAY) <= NAME_WIDTH:
            return size, [name]
    parts = name.replace("-", "-\0").replace(" ", " \0").split("\0")
    pairs = [("".join(parts[:i]).strip(), "".join(parts[i:]).strip()) for i in range(1, len(parts))]
    pairs = [pair for pair in pairs if all(pair)]
    if pairs:
        best = min(pairs, key=lambda pair: max(width(line, 1, DISPLAY) for line in pair))
        for size in TWO_TALL_LINES if tall(name) else TWO_LINES:
            if max(width(line, size, DISPLAY) for line in best) <= NAME_WIDTH:
                return size, list(best)
    raise NameTooLong(name)


def on_one_line(name: str) -> bool:
    """Whether a name is printed on one line of usual height; any other leaves less room for what follows."""
    return width(clean(name), ONE_LINE[-1], DISPLAY) <= NAME_WIDTH and not tall(name)


def tall(text: str) -> bool:
    """Whether a text has Arabic letters, whose lines are printed higher than others."""
    return any(ord(c) not in _letters("Text") for c in text if not c.isspace())


@kept
def lines_needed(text: str, size: float, room: float, family: tuple[str, ...]) -> float:
    """How many lines of `room` mm a text takes; infinitely many when a single word is wider than that."""
    lines, used = 1, 0.0
    space = width(" ", size, family)
    for word in clean(text).split():
        wide = width(word, size, family)
        if wide > room:
            return math.inf
        if used and used + space + wide > room:
            lines, used = lines + 1, 0.0
        used += wide + (space if used else 0)
    return lines


def width(text: str, size: float, family: tuple[str, ...]) -> float:
    """The width of one line in mm; each letter comes from the first font of the family that has it."""
    return size * _width_at_one(text, family) / POINTS_PER_MM


@kept
def _width_at_one(text: str, family: tuple[str, ...]) -> float:
    return sum(_font_for(c, family).stringWidth(c, 1) for c in text)


def _font_for(letter: str, family: tuple[str, ...]):
    return _font(next((name for name in family if ord(letter) in _letters(name)), family[0]))


@cache
def _letters(name: str) -> frozenset[int]:
    return frozenset(_font(name).face.charToGlyph)


@cache
def _font(name: str):
    from reportlab.pdfbase.ttfonts import TTFont

    return TTFont(f"measure-{name}", str(assets.folder() / "fonts" / f"{name}.ttf"))
