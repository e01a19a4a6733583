"""The providers of the collaboration and the notice about sharing."""

from home.loading.words import read
from people.models import Provider, SharingNotice


def load_providers():
    """The members that are missing; those already there, former members too, stay as they are (R2)."""
    known = set(Provider.objects.values_list("slug", flat=True))
    new = [Provider(**entry) for entry in read("providers") if entry["slug"] not in known]
    for provider in new:
        provider.full_clean()
        provider.save()
    return [str(provider) for provider in new]


def load_notice():
    """The first wording of the sharing notice (R33), unless a notice is there."""
    if SharingNotice.objects.exists():
        return []
    return [str(SharingNotice.objects.create(**read("notice")))]
