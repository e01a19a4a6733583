"""The quarter pattern, each level's identity: Entry is line-work on mist, Mastery solid on pine.

Decoration only, so every SVG is `aria-hidden`. A cell is 40 units wide: four 20-unit tiles around its centre.
"""

from django.utils.safestring import mark_safe

COLOURS = {
    "pine": "#0f4c47",
    "teal": "#2f8f83",
    "mist": "#cfe3de",
    "white": "#fff",
    "marigold": "#f5b83d",
    "plum": "#6b2d5c",
    "line": "#9dbdb6",
}
LETTERS = {name[0]: colour for name, colour in COLOURS.items() if name not in ("plum", "marigold", "line")}
LETTERS |= {"y": COLOURS["marigold"], "u": COLOURS["plum"]}

# Top left, top right, bottom right, bottom left: the way from a cell's centre to its corners.
CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1))

# A Mastery cell is a kind (f four leaves, d four quarter discs, r rings) and one colour letter for each part.
MASTERY = "f ywyw,d umtm,r mpy,f twmm,d ytyu,r tpw,f mytm,d wmum,f yyyy,r mpw,d tmyt,f wtwt".split(",")
MASTERY_TWIN = "f wymy,d umtm,r mpy,f tmwm,d ytyu,r tpw,f ymyt,d mumw".split(",")

# An Entry cell is one or two leaves over fine rings: corner and colour letter.
ENTRY = "1p,2y,3t,0p,2y,1t 3p,1p 3y,0u 2p,0t,2p,3y,1t".split(",")
ENTRY_TWIN = "1p,2y,3t,0p,2y,1t 3p,3p 1y,0u 2p".split(",")

CELLS = {"mastery": MASTERY, "entry": ENTRY}
TWIN_CELLS = {"mastery": MASTERY_TWIN, "entry": ENTRY_TWIN}


def leaf(x, y, corner, fill, r=20):
    """Return a leaf from the centre of a cell to one of its corners."""
    a, b = CORNERS[corner]
    return f'<path d="M{x} {y}a{r} {r} 0 0 1 {a * r} {b * r}a{r} {r} 0 0 1 {-a * r} {-b * r}" fill="{fill}"/>'


def quarter(x, y, corner, fill, r=20):
    """Return a quarter disc; the hair of stroke closes the seams between neighbours."""
    a, b = CORNERS[corner]
    path = f"M{x} {y}h{a * r}A{r} {r} 0 0 {int(a * b > 0)} {x} {y + b * r}z"
    return f'<path d="{path}" fill="{fill}" stroke="{fill}" stroke-width=".3"/>'


def rings(x, y, fills):
    """Return three discs, one in the other."""
    sized = zip((20, 13.6, 7.2), fills, strict=True)
    return "".join(f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"/>' for r, fill in sized)


def mastery_cell(x, y, cell):
    """Draw one solid cell."""
    kind, letters = cell.split()
    fills = [LETTERS[letter] for letter in letters]
    if kind == "r":
        return rings(x, y, fills)
    shape = leaf if kind == "f" else quarter
    return "".join(shape(x, y, corner, fill) for corner, fill in enumerate(fills))


def entry_cell(x, y, cell):
    """Draw one cell of line-work with its leaves."""
    lines = "".join(
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="{COLOURS["line"]}" stroke-width=".6"/>'
        for r in (20, 15.2, 10.4, 5.6)
    )
    return lines + "".join(leaf(x, y, int(part[0]), LETTERS[part[1]]) for part in cell.split())


DRAW = {"mastery": mastery_cell, "entry": entry_cell}


def svg(level, columns, rows, body):
    """Wrap drawn cells into an SVG that fills its box."""
    return mark_safe(  # noqa: S308 - made of this module's own constants and numbers
        f'<svg class="w-pat w-pat--{level}" viewBox="0 0 {40 * columns} {40 * rows}" '
        f'preserveAspectRatio="xMinYMin slice" aria-hidden="true" focusable="false">{body}</svg>'
    )


def pattern(level, columns, rows, start=0):
    """Return the pattern of a level ("entry" or "mastery"; any other key gets Entry's) as safe SVG."""
    level = level if level in DRAW else "entry"
    cells = CELLS[level]
    body = ""
    for i in range(columns * rows):
        column, row = i % columns, i // columns
        cell = cells[(i + row * 5 + start) % len(cells)]
        body += DRAW[level](40 * column + 20, 40 * row + 20, cell)
    return svg(level, columns, rows, body)


def twin(level):
    """Return the band of the printed certificate: the same cells in the same order, two columns wide."""
    level = level if level in DRAW else "entry"
    cells = TWIN_CELLS[level]
    drawn = (DRAW[level](40 * (i % 2) + 20, 40 * (i // 2) + 20, cells[i % len(cells)]) for i in range(16))
    return svg(level, 2, 8, "".join(drawn))
