"""What happened since a page was opened, for whoever decides on it too late (T13).

A page carries three facts: the seal of what was on it, the stage at which it would be decided, and the
number of the last decision that had been made. A colleague's signature at a stage that wants several is no
hindrance.
"""

from reviews.history import told, told_sending
from reviews.models import Outcome

GENERAL = "This has changed since you opened it. Look at it again before you decide."


def is_stale(typed, desk):
    """Whether the page that was filled in showed another sending, stage or assignment than now."""
    if (typed.get("seal"), typed.get("stage")) != (desk.round.sending.seal, desk.position):
        return True
    return any(line.outcome == Outcome.REASSIGNED for line in _later(desk.round, typed))


def news(typed, rounds):
    """Sentences about what happened since, oldest first; [] when nothing did. `rounds` are latest first."""
    shown = round_on(typed, rounds)
    if shown is None:
        return []
    later = [round_ for round_ in rounds if round_.number > shown.number]
    lines = [told(line) for line in _later(shown, typed)]
    for round_ in reversed(later):
        lines += [told_sending(round_), *(told(line) for line in round_.decisions.all())]
    return lines


def round_on(typed, rounds):
    """The round that was on the page, or None when it is none of these."""
    return next((round_ for round_ in rounds if round_.sending.seal == typed.get("seal")), None)


def _later(round_, typed):
    seen = typed.get("seen") or ""
    since = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    return [line for line in round_.decisions.all() if line.seq > since and line.outcome != Outcome.ERASED]
