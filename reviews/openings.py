"""What somebody must have opened before they sign, and what of it they have."""

from forms.models import SealedPart
from reviews.models import MustOpen, Opening, Round


def still_to_open(user, stage):
    """[(label, file name)] of the files that the stage wants opened and this person has not opened yet."""
    opened = which_opened(user, stage)
    return [(label, name) for (label, name), done in opened.items() if not done]


def which_opened(user, stage):
    """{(label, file name): whether this person opened it} of the files that the stage wants opened."""
    wanted = files_to_open(stage)
    if not wanted:
        return {}
    opened = set(Opening.objects.filter(round=stage.round, person=user).values_list("label", flat=True))
    return {(label, name): label in opened for label, name in wanted}


def files_to_open(stage):
    """[(label, file name)] of the files that the stage wants opened by whoever signs."""
    if stage.must_open == MustOpen.PAGE:
        return []
    files = _files(stage.round.sending)
    if stage.must_open == MustOpen.CHANGED and stage.round.number > 1:
        before = Round.objects.select_related("sending").get(
            submission=stage.round.submission_id, number=stage.round.number - 1
        )
        known = {content["key"] for _, content in _files(before.sending)}
        files = [(label, content) for label, content in files if content["key"] not in known]
    return [(label, content["name"]) for label, content in files]


def _files(sending):
    parts = (part for part in sending.parts.all() if part.kind == SealedPart.Kind.FILE and not part.is_erased)
    return [(part.label, part.content) for part in parts]
