"""Whether a round took only steps that exist, read from its lines after the fact (T6, T15, T16).

The guards refused everything else when it was asked for; this looks again, for the case that somebody went
past guards and constraints. Both questions yield (kind, label) of what chain.Finding has sentences for.
"""

from collections import Counter

from reviews.models import CLOSING, Outcome
from reviews.models.decisions import SIGNING

BY_OTHERS = (Outcome.SIGNED, Outcome.SENT_BACK, Outcome.REASSIGNED, Outcome.ISSUED)


def wrong_lines(round_, lines, label_of):
    """Lines out of turn, by the person whose work it is, or by somebody who has signed before.

    A signature also says what its stage asks for: the stage was changed when the two differ.
    """
    signed, people, closed = Counter(), set(), False
    for line in lines:
        if (closed and line.outcome != Outcome.ERASED) or not _in_turn(line, round_, signed):
            yield "out of turn", label_of(line)
        if line.mentor_id != round_.submission.owner_id or _is_own_work(line):
            yield "own work", label_of(line)
        if line.outcome in SIGNING and line.signatory_id in people:
            yield "signed twice", label_of(line)
        if line.outcome == Outcome.SIGNED and not _is_of_its_stage(line):
            yield "edited", f"Stage {line.stage.position}"
        if line.outcome in SIGNING:
            people.add(line.signatory_id)
            signed[line.stage_id] += 1
        closed = closed or line.outcome in CLOSING


def _is_of_its_stage(line):
    return line.role == line.stage.role and line.statement in (line.stage.statement, None)


def _in_turn(line, round_, signed):
    """Whether everybody before had signed when the line was written, and its own stage was not done yet."""
    if line.outcome not in BY_OTHERS:
        return True
    stages = round_.stages.all()
    before = [stage for stage in stages if line.stage is None or stage.position < line.stage.position]
    if any(signed[stage.pk] < stage.signatures_wanted for stage in before):
        return False
    own = next((stage for stage in stages if stage.pk == line.stage_id), None)
    return own is None or signed[own.pk] < own.signatures_wanted


def _is_own_work(line):
    people = {line.signatory_id, line.recorded_by_id, line.passed_to_id}
    return line.outcome in BY_OTHERS and line.mentor_id in people


def wrong_stages(round_, lines):
    """Stages that are gone or closed without their signatures; a round that is nobody's turn.

    A stage that is closed has its signatures, unless the round ended there; so a lost last line shows.
    """
    stages = list(round_.stages.all())
    gaps = set(range(1, len(stages) + 1)) - {stage.position for stage in stages}
    yield from (("deleted", f"Stage {position}") for position in sorted(gaps))
    for stage in stages:
        own = [line for line in lines if line.stage_id == stage.pk and line.outcome == Outcome.SIGNED]
        if _is_done(stage, round_, lines) and len(own) < stage.signatures_wanted:
            yield "unsigned", f"Stage {stage.position}"
    closing = any(line.outcome in CLOSING for line in lines)
    if bool(round_.closed_at) != closing:
        yield "deleted" if round_.closed_at else "edited", "The closing decision"
    elif not closing and sum(stage.is_open for stage in stages) != (0 if round_.signed_at else 1):
        yield "no turn", ""


def _is_done(stage, round_, lines):
    """Whether the record says that everybody has signed this stage."""
    if round_.signed_at or any(line.outcome == Outcome.ISSUED for line in lines):
        return True
    ended = any(line.outcome in (Outcome.SENT_BACK, Outcome.WITHDRAWN) for line in lines)
    last = max((each.position for each in round_.stages.all() if each.opened_at), default=0)
    return stage.closed_at is not None and not (ended and stage.position == last)
