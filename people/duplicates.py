"""Which accounts may be one person's, and who may say so or join them (E16).

A teacher reference number is unique, so the same person twice shows by the name: the same name, at the same
school or with the same beginning of the e-mail address. Names that people had before count too.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from cms.permissions import Allowed, Refused
from people.identifiers import name_key
from people.models import Appointment, FormerName, Joining, PossibleDuplicate, User
from people.permissions import people_visible_to, staffed_providers

MANY = 20  # namesakes: with more than so many accounts of one name, every pair would be listed
SAME_SCHOOL, SAME_ADDRESS, REPORTED = "Same school", "Same beginning of the address", "Reported"


@dataclass(frozen=True)
class Pair:
    """Two accounts that may be one person's, and the signs of it."""

    first: User
    second: User
    signs: tuple
    note: str = ""
    said_by: object = None


# --- who may ----------------------------------------------------------------------------------------------


def may_look(user):
    """May this person see possible duplicates? Office and lead among their own people; administrators all."""
    if (user.is_active and user.is_superuser) or staffed_providers(user):
        return Allowed()
    return Refused("Only partnership offices, provider leads and administrators look for duplicates.")


def may_join(user):
    """May this person join accounts, and part them again? Administrators: it closes an account."""
    if user.is_active and user.is_superuser:
        return Allowed()
    return Refused("Only an administrator can join two accounts.")


def can_say(user, first, second):
    """May this person say whether two accounts are one person's? Of two that they see, never their own."""
    if user.pk in (first.pk, second.pk):
        return Refused("One of these is your own account. Ask a colleague.")
    if people_visible_to(user).filter(pk__in=(first.pk, second.pk)).count() == 2:
        return Allowed()
    return Refused("You can only say this of people whom your provider knows.")


def can_join(user, kept, joined):
    """May this person join `joined` to `kept` now? Both stand by themselves, and `kept` is open."""
    if not (answer := may_join(user)):
        return answer
    if user.pk in (kept.pk, joined.pk):
        return Refused("One of these is your own account. Another administrator has to join them.")
    if not kept.is_active:
        return Refused("The account that stays is closed. Open it first, or keep the other one.")
    if kept.same_as_id or joined.same_as_id:
        return Refused("One of these is joined with another account already. Part them first.")
    if joined.joined_accounts.exists():
        return Refused("Other accounts are joined to the one that would close. Keep that one, or part them.")
    return Allowed()


# --- finding ----------------------------------------------------------------------------------------------


def pairs(user):
    """The Pairs among the people whom the user sees, reported ones first; five queries, however many people.

    Pairs that somebody called two people are left out, and so are accounts that are joined already.
    """
    people = people_visible_to(user).filter(same_as=None).only("pk", "name", "email", "is_active", "trn")
    people = {person.pk: person for person in people}
    said = {(row.first_id, row.second_id): row for row in _said(people)}
    found = {key: signs for key, signs in _alike(people).items() if key not in said}
    listed = [
        Pair(people[one], people[other], (REPORTED,), row.note, row.said_by)
        for (one, other), row in said.items()
        if row.word == PossibleDuplicate.Word.SAME
    ]
    listed += [Pair(people[one], people[other], signs) for (one, other), signs in found.items()]
    return sorted(listed, key=lambda pair: (pair.said_by is None, pair.first.name.casefold(), pair.first.pk))


def pair_of(user, first, second):
    """(first, second) as Users when the person sees both accounts, the lower key first; else None."""
    rows = people_visible_to(user).select_related("same_as").in_bulk([first, second])
    return (rows[first], rows[second]) if first < second and len(rows) == 2 else None


def said_of(first, second):
    """What was last said of a pair, or None."""
    row = PossibleDuplicate.objects.select_related("said_by").filter(first=first, second=second)
    return row.first()


def joinings_of(first, second):
    """How often two accounts were joined and parted, the latest first."""
    rows = Joining.objects.select_related("kept", "joined", "joined_by", "parted_by")
    return list(rows.filter(Q(kept=first, joined=second) | Q(kept=second, joined=first)))


def joined_now(user):
    """The standing Joinings whose two accounts the person sees."""
    seen = people_visible_to(user)
    rows = Joining.objects.standing().filter(kept__in=seen, joined__in=seen)
    return list(rows.select_related("kept", "joined", "joined_by"))


def _said(people):
    """The words about pairs of these people."""
    rows = PossibleDuplicate.objects.select_related("said_by")
    return [row for row in rows if row.first_id in people and row.second_id in people]


def _alike(people):
    """{(key, key): signs} of the accounts with a name in common and a sign beside it."""
    by_name = defaultdict(set)
    for person in people.values():
        by_name[name_key(person.name)].add(person.pk)
    for pk, name in FormerName.objects.values_list("person_id", "name"):
        if pk in people:
            by_name[name_key(name)].add(pk)
    namesakes = [keys for name, keys in by_name.items() if name and 1 < len(keys) <= MANY]
    schools = _schools(set().union(*namesakes)) if namesakes else {}
    found = {}
    for keys in namesakes:
        for one, other in combinations(sorted(keys), 2):
            if signs := _signs(people[one], people[other], schools):
                found[one, other] = signs
    return found


def _schools(keys):
    """{person: ids of the schools where they hold or held a role}."""
    found = defaultdict(set)
    rows = Appointment.objects.filter(school__isnull=False).values_list("person_id", "school_id")
    for person, school in rows if len(keys) > 500 else rows.filter(person__in=keys):
        found[person].add(school)
    return found


def _signs(one, other, schools):
    """What two accounts of one name have in common besides."""
    signs = []
    if schools[one.pk] & schools[other.pk]:
        signs.append(SAME_SCHOOL)
    if one.email.split("@")[0] == other.email.split("@")[0]:
        signs.append(SAME_ADDRESS)
    return tuple(signs)
