"""What somebody must have opened before they sign, and what of it they have."""

from django.db.models import Exists, OuterRef

from forms.models import SealedPart
from reviews.models import MustOpen, Opening


def still_to_open(user, stage):
    """[(label, file name)] of the files that the stage wants opened and this person has not opened yet."""
    opened = which_opened(user, stage)
    return [(label, name) for (label, name), done in opened.items() if not done]


def which_opened(user, stage):
    """{(label, file name): whether this person opened it} of the files that the stage wants opened.

    Where only what is new to the person must be opened, a file that they opened in an earlier round counts;
    it is known by its key, because labels shift when a file is added before it.
    """
    wanted = files_to_open(stage)
    if not wanted:
        return {}
    opened = set(Opening.objects.filter(round=stage.round, person=user).values_list("label", flat=True))
    known = _opened_before(user, stage) if stage.must_open == MustOpen.CHANGED else set()
    return {(label, each["name"]): label in opened or each["key"] in known for label, each in wanted}


def files_to_open(stage):
    """[(label, what is known of the file)] of the files that the stage wants opened by whoever signs."""
    if stage.must_open == MustOpen.PAGE:
        return []
    parts = stage.round.sending.parts.all()
    return [(part.label, part.content) for part in parts if _is_file(part)]


def _opened_before(user, stage):
    """Keys of the submission's files that this person opened in earlier rounds; no query in round 1."""
    if stage.round.number == 1:
        return set()
    opening = Opening.objects.filter(
        round=OuterRef("sending__round"), person=user, label=OuterRef("label")
    ).exclude(round=stage.round)
    parts = SealedPart.objects.filter(
        Exists(opening), sending__submission=stage.round.submission_id, kind=SealedPart.Kind.FILE
    )
    return {part.content["key"] for part in parts if not part.is_erased}


def _is_file(part):
    return part.kind == SealedPart.Kind.FILE and not part.is_erased
