"""A person's name, changed with its history (E14)."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.permissions import require
from people import permissions
from people.identifiers import clean_name
from people.models import FormerName, User


@transaction.atomic
def change_name(*, person, name, by):
    """Give the person another name and keep the one before for the offices' search; return the person.

    Certificates and what was signed keep the name they bear. The same name again changes nothing. Raises
    PermissionDenied (permissions.can_change_name), and ValidationError for no name or one that is too long.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    require(permissions.can_change_name(by, person))
    before, person.name = person.name, clean_name(name)
    if person.name == before:
        return person
    try:
        person.clean_fields(exclude=[field.name for field in User._meta.fields if field.name != "name"])
    except ValidationError:
        raise ValidationError({"name": "Enter a name of up to 120 characters"}) from None
    person.save(update_fields=["name"])
    note_former_name(person, before, by=by)
    return person


def note_former_name(person, before, *, by):
    """Keep a name that somebody has given up, once; the name they have now is none."""
    person.former_names.filter(name=person.name).delete()
    if before and before != person.name and not person.former_names.filter(name=before).exists():
        FormerName.objects.create(person=person, name=before, changed_by=by)
