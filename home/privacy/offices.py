"""To whom a person turns to have their data corrected: the partnership offices that keep their record."""

from django.db.models import Q

from people.models import Provider
from people.permissions import hats


def offices_for(person):
    """Providers whose office answers the person, by name.

    Those of their enrolments and roles; without any, members in partnership with their schools; without
    those, every member.
    """
    held = [hat.provider_id for hat in hats(person) if hat.provider_id]
    known = Provider.objects.filter(Q(enrolments__person=person) | Q(pk__in=held)).distinct()
    if found := list(known.order_by("name")):
        return found
    schools = [hat.school_id for hat in hats(person) if hat.school_id]
    near = Provider.objects.members().filter(partnerships__school__in=schools).distinct().order_by("name")
    return list(near) or list(Provider.objects.members().order_by("name"))
