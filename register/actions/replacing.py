"""A corrected certificate in the place of one that bears a slip, or a name that has changed (E14)."""

from django.db import transaction
from django.utils import timezone

import people.actions
import portfolio.actions
from cms.permissions import require
from forms.errors import Changed, NotNow
from forms.seals import new_salt
from people.permissions import forget_hats
from register import chain, codes
from register.actions.making import enqueue, lock_person
from register.corrections import Words, corrected, obstacles
from register.models import Certificate, Kind, Status
from register.permissions import can_replace, can_see_office

MEANWHILE = "Somebody has issued another edition of this certificate meanwhile. Look at that one first."


@transaction.atomic
def replace(*, certificate, words, why, by, rename=False):
    """Issue a corrected edition in the place of `certificate`, the one that was looked at; return it.

    Number and award stay, the code is new, the old edition is replaced, and the worker draws, signs and sends
    as for a new one. `rename` gives the account the new name too. The same correction again returns the same
    edition; another one since raises Changed. Raises PermissionDenied (permissions.can_replace), or NotNow
    with what stands against it.
    """
    forget_hats(by)
    seen, latest = certificate, lock_editions(certificate.award)
    if latest.pk != seen.pk:
        require(can_see_office(by, latest))
        same = not latest.is_erased and Words.of(latest.printed) == words
        if same and latest.revision == seen.revision + 1:
            return latest
        raise Changed(MEANWHILE)
    require(can_replace(by, latest))
    if found := obstacles(latest, words):
        raise NotNow(" ".join(found))
    latest.status = Status.SUPERSEDED
    latest.save(update_fields=["status"])
    latest.words.all().delete()  # nobody finds a name by what was printed before
    chain.append(latest, Kind.SUPERSEDED, by=by, revision=latest.revision + 1, why=str(why))
    if words.award_date != latest.printed.award_date:
        portfolio.actions.correct_award_day(award=latest.award, by=by, on=words.award_date)
    if rename:
        people.actions.change_name(person=latest.person, name=words.name, by=by)
    return add_edition(latest, words, by=by)


def lock_editions(award):
    """The newest edition of an award's certificate; it, the others and their holder stay locked."""
    lock_person(award.person)
    editions = Certificate.objects.select_for_update(of=("self",)).select_related("award__round", "person")
    return editions.filter(award=award).order_by("-revision").first()


def add_edition(latest, words, *, by):
    """The next edition of a certificate, as a row with its first event and its task."""
    facts = corrected(latest.printed, words, revision=latest.revision + 1, code=codes.new_code())
    edition = Certificate.objects.create(
        award=latest.award,
        number=latest.number,
        revision=facts.revision,
        code=facts.code,
        person_id=latest.person_id,
        provider_id=latest.provider_id,
        level_id=latest.level_id,
        facts=facts.to_json(),
        salt=new_salt(),
        sealed_by=latest.sealed_by,
        issued_by=by,
        issued_at=timezone.now(),
    )
    chain.append(edition, Kind.ISSUED, by=by, **chain.issued_facts(edition))
    enqueue(edition.pk)
    return edition
