"""Lines that follow each other by their hashes, walked the same way wherever such a chain is kept (T16).

A line has `pk`, `seq`, `previous` and `hash`; the first one's `previous` is the chain's `start`.
"""

from forms.canonical import fingerprint


def breaks(lines, *, start, facts_of, label_of, noun):
    """Yield (kind, label) of each line that was edited, deleted or reordered; none when the chain is whole.

    `lines` come as they are numbered. `facts_of` gives what a line's hash covers, its "seq" among it, and
    `label_of` a line's neutral name; a line that is gone is named by `noun` and its number.
    """
    number, previous = 0, start
    places = _places(lines, start)
    for line in lines:
        missing = range(number + 1, line.seq)
        yield from (("deleted", f"{noun} {gap}") for gap in missing)
        facts, place = facts_of(line), places.get(line.pk)
        if fingerprint(facts) != line.hash:
            # A line whose hash is right at another place was moved there, not rewritten.
            moved = place and fingerprint({**facts, "seq": place}) == line.hash
            yield ("reordered" if moved else "edited"), label_of(line)
        elif line.previous != previous and not missing:
            yield ("edited" if place is None else "reordered"), label_of(line)
        number, previous = line.seq, line.hash


def _places(lines, start):
    """{line's id: its place} when one walks from the start along the hashes."""
    after = {line.previous: line for line in lines}
    places, key = {}, start
    while (line := after.pop(key, None)) is not None:
        places[line.pk] = len(places) + 1
        key = line.hash
    return places
