"""Taking words and files out of what was sent and decided; that they were there stays visible (T43, E19)."""

from django.db import transaction

import forms.actions
from forms import files
from reviews import chain
from reviews.actions.locking import lock
from reviews.models import Outcome


@transaction.atomic
def erase_parts(*, round, labels, by, reason):
    """Erase parts of what was sent, by their labels, and say so in the chain; return the Decision (T43, E19).

    The doors that lead here decide who may (privacy, the office's redaction). The reason must name nobody.
    """
    round_ = lock(round)
    decision = chain.append(
        round_, outcome=Outcome.ERASED, recorded_by=by, comment=reason, erased=sorted(set(labels))
    )
    forms.actions.erase_parts(sending=round_.sending, labels=decision.erased, by=by)
    return decision


@transaction.atomic
def erase_decision(*, decision, by, reason):
    """Erase words, typed name and scan of a decision; the rest of it stays. Return the new Decision."""
    round_ = lock(decision.round)
    erasing = chain.append(
        round_, outcome=Outcome.ERASED, recorded_by=by, comment=reason, erased=[chain.label_of(decision)]
    )
    emptied = {"salt": None, "typed_name": None, "statement": None, "comment": None}
    round_.decisions.filter(pk=decision.pk).update(**emptied)
    if decision.scan:
        files.erase(decision.scan)
    return erasing
