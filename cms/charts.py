"""Small plots drawn on the server as inline SVG: no script, no style attributes, sizes in per cent.

Each stands beside the same numbers in words or in a table, so it is hidden from screen readers; the ring
alone carries its own label. Colours come from classes in the style sheet.
"""

from math import pi

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

RING_RADIUS = 42

# One vocabulary for evidence marks: key, word, drawing. Shapes differ so that colour is never the only sign.
MARKS = {
    "accepted": (
        "Accepted",
        '<circle cx="10" cy="10" r="8" class="accepted"/><path d="M6 10.2l2.8 2.8L14.2 7.4" class="tick"/>',
    ),
    "with_reviewer": ("With reviewer", '<circle cx="10" cy="10" r="7.5" class="with-reviewer"/>'),
    "changes_needed": (
        "Changes needed",
        '<rect x="2.5" y="2.5" width="15" height="15" rx="3" class="changes-needed"/>'
        '<path d="M10 5.5v5.4M10 13v1.8" class="bang"/>',
    ),
    "draft": ("Draft", '<circle cx="10" cy="10" r="7.5" class="draft"/>'),
    "before": ("Before", '<circle cx="10" cy="10" r="7" class="before"/>'),
    "now": ("Now", '<circle cx="10" cy="10" r="8" class="now"/>'),
}


def share(value, total):
    """Return value of total as a percentage from 0 to 100 with one decimal; nothing of nothing is 0."""
    if not total:
        return "0"
    return f"{min(max(100 * value / total, 0), 100):.1f}".removesuffix(".0")


def ring(done, total, what="tasks"):
    """Return a ring filled to done of total, labelled "5 of 11 tasks done"."""
    around = 2 * pi * RING_RADIUS
    filled = around * float(share(done, total)) / 100
    return format_html(
        '<svg class="w-ring" viewBox="0 0 104 104" role="img" aria-label="{} of {} {} done">'
        '<circle cx="52" cy="52" r="{}" fill="none" stroke="#ece7dd" stroke-width="12"/>{}'
        '<text x="52" y="61" text-anchor="middle">{}/{}</text></svg>',
        done,
        total,
        what,
        RING_RADIUS,
        _arc(filled, around) if filled else "",  # a round cap would draw a dot for nothing done
        done,
        total,
    )


def _arc(filled, around):
    return format_html(
        '<circle cx="52" cy="52" r="{}" fill="none" stroke="#0f4c47" stroke-width="12" '
        'stroke-linecap="round" stroke-dasharray="{} {}" transform="rotate(-90 52 52)"/>',
        RING_RADIUS,
        f"{filled:.1f}",
        f"{around:.1f}",
    )


def dumbbell(before, after, low=1, high=5):
    """Return before and after joined on a scale from low to high, one line of the grid for each point.

    Either may be None: then only the other is drawn.
    """

    def place(value):
        return f"{share(value - low, high - low)}%"

    grid = format_html_join(
        "",
        '<line class="grid" x1="{0}" x2="{0}" y1="4" y2="30"/>',
        ((place(point),) for point in range(low, high + 1)),
    )
    link = ""
    if before is not None and after is not None:
        link = format_html(
            '<line class="link" x1="{}" x2="{}" y1="17" y2="17"/>', place(before), place(after)
        )
    ends = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="17" r="{}"/>',
        (
            (name, place(value), radius)
            for name, value, radius in (("before", before, "7.5"), ("now", after, "9"))
            if value is not None
        ),
    )
    fell = before is not None and after is not None and after < before
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false">{}{}{}</svg>',
        "down" if fell else "up",
        grid,
        link,
        ends,
    )


def mark(state, words=True):
    """Return the symbol of an evidence state with its word for screen readers; unknown or empty says "None".

    `words=False` leaves the word out, for keys that print it beside the symbol.
    """
    state = (state or "").replace("-", "_")
    if state not in MARKS:
        return mark_safe('<span class="govuk-visually-hidden">None</span>') if words else ""
    word, drawing = MARKS[state]
    symbol = format_html(
        '<svg class="w-mark" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(drawing),  # noqa: S308 - a constant above
    )
    if not words:
        return symbol
    return format_html('{}<span class="govuk-visually-hidden">{}</span>', symbol, word)


def bar(value, total, late=False):
    """Return a bar filled to value of total; full ones are darker, late ones red."""
    name = "late" if late else "done" if total and value >= total else "part"
    return format_html(
        '<svg class="w-bar" aria-hidden="true" focusable="false">'
        '<rect class="{}" width="{}%" height="12"/></svg>',
        name,
        share(value, total),
    )


def span(start, length, total):
    """Return a bar that begins at start and is length long, both measured against total."""
    return format_html(
        '<svg class="w-bar" aria-hidden="true" focusable="false">'
        '<rect class="part" x="{}%" width="{}%" height="12"/></svg>',
        share(start, total),
        share(length, total),
    )


def funnel(value, top):
    """Return one stage's bar, measured against the first stage's number."""
    return format_html(
        '<svg aria-hidden="true" focusable="false"><rect class="track" width="100%" height="30" rx="6"/>'
        '<rect class="fill" width="{}%" height="30" rx="6"/></svg>',
        share(value, top),
    )
