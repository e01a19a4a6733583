"""Draws what lies under a certificate's text, once, as vector PDF: the level's pattern, the frame, the rules.

Every shape is a quarter, the same quarter as in the collaboration's mark. Lengths are in millimetres from the
bottom left of a landscape A4 page; a tile's corners count from 0, bottom left, against the clock.
"""

from pathlib import Path

LEVELS = ("entry", "mastery")

PINE, TEAL, MIST, SEA, GOLD, PLUM = "#0f4c47", "#2f8f83", "#eef4f1", "#cfe3de", "#f5b83d", "#6b2d5c"
PAPER, CARD, INK, HAZE = "#faf7f2", "#ffffff", "#1c2627", "#9dbdb6"

LEFT, BOTTOM, WIDTH, HEIGHT = 6, 6, 285, 198
TILE = 16.5
CELL = 2 * TILE
BAND = 2 * CELL
CELLS = 8
ARC = 0.5522847498  # how far a Bézier curve's handles reach for a quarter of a circle
CORNERS = ((0, 0, 1, 1), (1, 0, -1, 1), (1, 1, -1, -1), (0, 1, 1, -1))

# Entry: line work everywhere, and leaves that begin to fill it; the last four make one whole flower.
LEAVES = (
    ((2, PINE),),
    ((1, GOLD),),
    ((0, TEAL),),
    ((3, PINE),),
    ((1, GOLD),),
    ((2, TEAL), (0, PINE)),
    ((0, PINE), (2, GOLD)),
    ((3, PLUM), (1, PINE)),
)
# Mastery: every cell is full.
FULL = (
    ("flower", (GOLD, SEA, GOLD, CARD)),
    ("disc", (SEA, TEAL, SEA, PLUM)),
    ("rings", (SEA, PINE, GOLD)),
    ("flower", (SEA, CARD, SEA, TEAL)),
    ("disc", (PLUM, GOLD, TEAL, GOLD)),
    ("rings", (TEAL, PINE, CARD)),
    ("flower", (TEAL, GOLD, SEA, GOLD)),
    ("disc", (CARD, SEA, PLUM, SEA)),
)


def build(folder: Path) -> None:
    """Write `background-<level>.pdf` for every level that has a pattern of its own; always the same bytes."""
    for level, draw in (("entry", _entry), ("mastery", _mastery)):
        _page(folder / f"background-{level}.pdf", draw)


def _page(path: Path, draw) -> None:
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(297 * mm, 210 * mm), pageCompression=1, invariant=1)
    canvas.scale(mm, mm)
    canvas.saveState()
    outline = _rounded(canvas, LEFT, BOTTOM, WIDTH, HEIGHT, 6)
    canvas.clipPath(outline, stroke=0, fill=0)
    draw(canvas)
    _mark(canvas, 90, 178.6, 11, (SEA, PINE, SEA, GOLD))
    _line(canvas, INK, 0.2, *[(x, 57, x + 56) for x in (90, 155, 220)])
    canvas.restoreState()
    _stroke(canvas, outline, PINE, 0.5)
    canvas.showPage()
    canvas.save()


def _entry(canvas) -> None:
    _ground(canvas, MIST)
    for cell in range(CELLS):
        for x, y, middle in _tiles(cell):
            for radius in (1, 0.76, 0.52, 0.28):
                _arc(canvas, x, y, middle, radius * TILE)
    for cell, leaves in enumerate(LEAVES):
        for tile, colour in leaves:
            _leaf(canvas, *_tiles(cell)[tile], colour)
    _card(canvas, border=HAZE)
    _fill_box(canvas, LEFT + BAND, BOTTOM, 0.5, HEIGHT, PINE)
    _line(canvas, HAZE, 0.35, (90, 30.2, 276))


def _mastery(canvas) -> None:
    _ground(canvas, PINE)
    for cell, (kind, colours) in enumerate(FULL):
        if kind == "rings":
            _rings(canvas, cell, colours)
        else:
            shape = _leaf if kind == "flower" else _quarter
            for tile, colour in zip(_tiles(cell), colours, strict=True):
                shape(canvas, *tile, colour)
    _card(canvas)
    _fill_box(canvas, LEFT + BAND, BOTTOM, 1.4, HEIGHT, GOLD)
    _line(canvas, GOLD, 0.9, (90, 30.2, 276))


def _cell(cell: int) -> tuple[float, float]:
    """A cell's bottom left corner; the cells run in two columns from the top."""
    return LEFT + cell % 2 * CELL, BOTTOM + HEIGHT - CELL * (cell // 2 + 1)


def _tiles(cell: int) -> list[tuple[float, float, int]]:
    """A cell's four tiles: bottom left corner, and which of its corners is the middle of the cell."""
    x, y = _cell(cell)
    return [(x, y, 2), (x + TILE, y, 3), (x + TILE, y + TILE, 0), (x, y + TILE, 1)]


def _ground(canvas, band: str) -> None:
    _fill_box(canvas, LEFT, BOTTOM, WIDTH, HEIGHT, PAPER)
    _fill_box(canvas, LEFT, BOTTOM, BAND, HEIGHT, band)


def _card(canvas, border: str = "") -> None:
    """The white card that the QR code stands on."""
    side = 39
    card = _rounded(canvas, LEFT + (BAND - side) / 2, BOTTOM + 20.5, side, side, 3.2)
    _fill(canvas, card, CARD)
    if border:
        _stroke(canvas, card, border, 0.35)


def _quarter(canvas, x, y, corner, colour) -> None:
    """A quarter of a disc whose middle is the tile's corner."""
    path, cx, cy = _arc_path(canvas, x, y, corner, TILE)
    path.lineTo(cx, cy)
    path.close()
    _fill(canvas, path, colour)


def _arc(canvas, x, y, corner, radius) -> None:
    path, *_ = _arc_path(canvas, x, y, corner, radius)
    _stroke(canvas, path, HAZE, 0.28)


def _arc_path(canvas, x, y, corner, radius):
    px, py, dx, dy = CORNERS[corner]
    cx, cy, a, b = x + px * TILE, y + py * TILE, dx * radius, dy * radius
    path = canvas.beginPath()
    path.moveTo(cx + a, cy)
    path.curveTo(cx + a, cy + ARC * b, cx + ARC * a, cy + b, cx, cy + b)
    return path, cx, cy


def _leaf(canvas, x, y, corner, colour) -> None:
    """A leaf from the tile's corner to the opposite one: two quarter arcs."""
    px, py, dx, dy = CORNERS[corner]
    ax, ay, a, b = x + px * TILE, y + py * TILE, dx * TILE, dy * TILE
    path = canvas.beginPath()
    path.moveTo(ax, ay)
    path.curveTo(ax + ARC * a, ay, ax + a, ay + b - ARC * b, ax + a, ay + b)
    path.curveTo(ax + a - ARC * a, ay + b, ax, ay + ARC * b, ax, ay)
    path.close()
    _fill(canvas, path, colour)


def _rings(canvas, cell, colours) -> None:
    x, y = _cell(cell)
    for radius, colour in zip((1, 0.68, 0.36), colours, strict=True):
        canvas.setFillColor(_colour(colour))
        canvas.circle(x + TILE, y + TILE, radius * TILE, fill=1, stroke=0)


def _mark(canvas, x, y, side, colours) -> None:
    """The collaboration's mark: four squares, each with its outer corner rounded."""
    square = side * 0.445
    far = side - square
    places = ((0, 0), (far, 0), (far, far), (0, far))
    for corner, ((dx, dy), colour) in enumerate(zip(places, colours, strict=True)):
        _fill(canvas, _mark_square(canvas, x + dx, y + dy, square, corner), colour)


def _mark_square(canvas, x, y, side, rounded):
    """A square with one round corner, drawn from that corner around and back to it."""
    px, py, dx, dy = CORNERS[rounded]
    cx, cy, r = x + px * side, y + py * side, 0.42 * side
    path = canvas.beginPath()
    path.moveTo(cx + dx * r, cy)
    path.lineTo(cx + dx * side, cy)
    path.lineTo(cx + dx * side, cy + dy * side)
    path.lineTo(cx, cy + dy * side)
    path.lineTo(cx, cy + dy * r)
    rest = (1 - ARC) * r
    path.curveTo(cx, cy + dy * rest, cx + dx * rest, cy, cx + dx * r, cy)
    path.close()
    return path


def _rounded(canvas, x, y, width, height, radius):
    path = canvas.beginPath()
    path.roundRect(x, y, width, height, radius)
    return path


def _fill_box(canvas, x, y, width, height, colour) -> None:
    canvas.setFillColor(_colour(colour))
    canvas.rect(x, y, width, height, fill=1, stroke=0)


def _line(canvas, colour, thickness, *lines) -> None:
    canvas.setStrokeColor(_colour(colour))
    canvas.setLineWidth(thickness)
    for x, y, end in lines:
        canvas.line(x, y, end, y)


def _fill(canvas, path, colour) -> None:
    canvas.setFillColor(_colour(colour))
    canvas.drawPath(path, fill=1, stroke=0)


def _stroke(canvas, path, colour, thickness) -> None:
    canvas.setStrokeColor(_colour(colour))
    canvas.setLineWidth(thickness)
    canvas.drawPath(path, fill=0, stroke=1)


def _colour(code: str):
    from reportlab.lib.colors import HexColor

    return HexColor(code)
