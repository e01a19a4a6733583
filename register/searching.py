"""Looking somebody up in the register, which is noted for the mentor to read (R35).

One box takes a name, a school, a certificate's number, a TRN or an email address. All but names and schools
have to be exact. Words are looked for in SearchWord, by their first letters.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cms.permissions import require
from people.identifiers import clean_email, clean_trn
from people.models import User
from people.permissions import forget_hats
from register.folding import OF_MANY_SCHOOLS, START, folded, start_of
from register.models import Lookup, SearchWord, Status
from register.room import may_enter, register_visible_to, room_hats

MOST = 20  # certificates shown at once
LETTERS = 3  # of a name, at the least
NUMBER = re.compile(r"MC-?(\d{4})-?(\d{6})(?:-(\d{1,3}))?")
LIKE_A_TRN = re.compile(r"(RP)?[\s/\-.]*\d[\d\s/\-.]*", re.IGNORECASE)

By = Lookup.By


@dataclass(frozen=True)
class Typed:
    """What somebody typed: what it is, and how it is compared. `words` of a name, else `text`.

    `edition` is the one that was named behind a certificate's number, or 0.
    """

    by: str
    text: str = ""
    words: tuple = ()
    edition: int = 0


@dataclass(frozen=True)
class Found:
    """One line of the answer, and nothing more about the mentor than is in it (scheme.md 7)."""

    name: str
    level: str
    awarded_on: date
    provider: str
    status: str

    @property
    def word(self):
        """Valid, Replaced or Not valid; why is nobody else's business (E17)."""
        return Status(self.status).label


def read(text):
    """The Typed of what was typed. Raises ValidationError with what to type instead."""
    text = unicodedata.normalize("NFKC", text or "").strip()
    if "@" in text:
        return Typed(By.EMAIL, clean_email(text))
    if number := NUMBER.fullmatch(re.sub(r"\s", "", text).upper()):
        year, count, edition = number.groups()
        return Typed(By.NUMBER, f"MC-{year}-{count}", edition=int(edition or 0))
    if LIKE_A_TRN.fullmatch(text):
        return Typed(By.TRN, clean_trn(text))
    words = folded(text)
    kept = [word for word in words if word not in OF_MANY_SCHOOLS] or words
    if sum(map(len, words)) < LETTERS:
        raise ValidationError(f"Type at least {LETTERS} letters of the name", code="short")
    return Typed(By.NAME, words=tuple(kept))


@transaction.atomic
def look_up(*, by, hat, typed, reason):
    """Search for what was `typed` (a Typed) for the provider of `hat`, and note it.

    Returns ([Found], whether there are more). Each mentor shown gets a Lookup; when nobody is shown, one
    without a person. Raises PermissionDenied when the person does not hold the post any more.
    """
    forget_hats(by)
    require(may_enter(by) and hat in room_hats(by))
    rows = list(matches(register_visible_to(hat.provider_id), typed).order_by("-pk")[: MOST + 1])
    shown = rows[:MOST]
    note = {
        "looked_by": by,
        "provider_id": hat.provider_id,
        "role": hat.role,
        "by": typed.by,
        "reason": reason,
    }
    people = list(dict.fromkeys(row.person_id for row in shown)) or [None]
    Lookup.objects.bulk_create(Lookup(person_id=person, **note) for person in people)
    found = [line(row, typed.edition) for row in shown]
    return sorted(found, key=lambda each: (folded(each.name), each.level)), len(rows) > MOST


def line(certificate, edition=0):
    """The Found of an award's latest certificate, its provider at hand.

    Of an older edition it says that it is replaced; the name on that one is shown to nobody (E14).
    """
    facts = certificate.printed
    replaced = 0 < edition < certificate.revision
    status = Status.SUPERSEDED if replaced else certificate.status
    return Found(facts.name, facts.level_title, facts.award_date, certificate.provider.name, status)


def matches(rows, typed):
    """Of these certificates, those that were typed."""
    rows = rows.select_related("provider")
    if typed.by in (By.EMAIL, By.TRN):
        person = User.objects.filter(**{typed.by: typed.text}).first()
        return rows.filter(person__in=User.objects.accounts_of(person)) if person else rows.none()
    if typed.by == By.NUMBER:
        return rows.filter(number=typed.text, revision__gte=typed.edition)
    first, *others = sorted(typed.words, key=len, reverse=True)
    rows = rows.filter(pk__in=SearchWord.objects.filter(begins(first)).values("certificate"))
    for word in others:
        rows = rows.filter(Exists(SearchWord.objects.filter(begins(word), certificate=OuterRef("pk"))))
    return rows


def begins(word):
    """Words that begin with this one; one of less than three letters has to be the whole word."""
    return Q(start=start_of(word), word__startswith=word) if len(word) >= START else Q(start=word, word=word)
