"""Erasing parts of what was sent (T43)."""

from django.db import transaction

from forms import files
from forms.errors import NotNow
from forms.models import SealedPart, SendingFile


@transaction.atomic
def erase_parts(*, sending, labels, by):
    """Erase parts of what was sent: content and salt for ever, bytes of files after commit. The seal still
    holds.

    The caller (`by` being the person whose act it is) notes the labels as erased in the record; without
    that, `seals.verify` calls the parts deleted. A file that another sending still shows keeps its bytes
    until it is erased there too. Returns the labels that were erased now.
    """
    if not by.is_active:
        raise NotNow("Only somebody with an account can erase this.")
    parts = list(sending.parts.select_for_update().filter(label__in=labels, salt__isnull=False))
    keys = [part.content["key"] for part in parts if part.kind == SealedPart.Kind.FILE]
    SealedPart.objects.filter(pk__in=[part.pk for part in parts]).update(salt=None, content=None)
    elsewhere = SealedPart.objects.filter(
        kind=SealedPart.Kind.FILE, salt__isnull=False, content__key__in=keys
    )
    still_shown = set(elsewhere.values_list("content__key", flat=True)) if keys else set()
    for link in SendingFile.objects.filter(sending=sending, attachment__key__in=set(keys) - still_shown):
        files.erase(link.attachment)
    return [part.label for part in parts]
