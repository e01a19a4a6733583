"""What every verb of a round begins with: the round's lock, and the checks of what was typed."""

from forms.errors import Changed, NotNow
from reviews.models import Round
from reviews.routing import open_stage


def lock(round_):
    """The round again, locked until the transaction ends, with what its guards look at."""
    Round.objects.select_for_update().only("pk").get(pk=round_.pk)
    return Round.objects.for_review().get(pk=round_.pk)


def lock_stage(stage):
    """The stage again, of its locked round."""
    return stage_of(lock(stage.round), stage)


def stage_of(round_, stage):
    """The locked round's own row of this stage."""
    return next(row for row in round_.stages.all() if row.pk == stage.pk)


def end(round_, decision):
    """Close the round, and the stage whose turn it was."""
    if stage := open_stage(round_):
        stage.closed_at = decision.at
        stage.save(update_fields=["closed_at"])
    round_.closed_at = decision.at
    round_.save(update_fields=["closed_at"])


def same(round_, seal):
    """Raise Changed when the person was shown another sending than this one (T13)."""
    if seal != round_.sending.seal:
        raise Changed("This has changed since you opened it. Look at it again before you decide.")


def expect(answer):
    """Raise NotNow with the sentence of a Refused."""
    if not answer:
        raise NotNow(answer.reason)
