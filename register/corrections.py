"""What a corrected certificate says, and why it is issued (E14)."""

import dataclasses
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from cms.dates import date_uk
from register import codes
from register.layout import problems


class Why(models.TextChoices):
    """Why a certificate is replaced; kept with the event, shown to the office alone."""

    NAME = "name", "The mentor’s name has changed"
    SPELLING = "spelling", "A name or word was misspelt"
    SCHOOL = "school", "The wrong school was printed"
    DAY = "day", "The wrong date of award was printed"
    OTHER = "other", "Something else in what was printed"


@dataclass(frozen=True)
class Words:
    """What a correction may change. Everything else is printed as it was."""

    name: str
    school: str
    award_date: date

    @classmethod
    def of(cls, facts):
        """Those of the facts of a certificate."""
        return cls(facts.name, facts.school, facts.award_date)


def corrected(facts, words, *, revision, code=""):
    """The CertificateFacts of the next edition; without a code a stand-in, for the preview."""
    code = code or "0" * codes.LENGTH
    url = settings.BASE_URL + reverse("register:check", args=[code])
    changes = dataclasses.asdict(words) | {"revision": revision, "code": code, "url": url}
    return dataclasses.replace(facts, **changes)


def obstacles(certificate, words):
    """Sentences saying why this correction cannot be issued; none when it can.

    The day of award lies between the last signature and today: only what is true can be put right.
    """
    printed, signed = certificate.printed, timezone.localdate(certificate.award.round.signed_at)
    found = problems(corrected(printed, words, revision=certificate.revision + 1))
    if words == Words.of(printed):
        found.insert(0, "Nothing is different from what was printed.")
    if words.award_date != printed.award_date and not signed <= words.award_date <= timezone.localdate():
        found.append(f"The date of award lies between the last signature, {date_uk(signed)}, and today.")
    return found
