"""What a certificate will say: the record that everybody signed, the level's own words, who signed when."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from forms.models import SealedPart
from people.roles import Role
from portfolio.names import name_to_appear
from register import codes
from register.facts import CertificateFacts, Signatory
from reviews.models import Outcome
from reviews.typed import names_match

ROLES = {Role.PCM: "Professional co-ordinating mentor"}  # where the certificate's word is not the menu's


def facts_of(round_, *, by, number="", code=""):
    """The CertificateFacts of a round that `by` would issue today.

    Without number and code they are stand-ins of the same length, for the preview. The round comes from
    `register.rounds`, so that no query is made here.
    """
    enrolment, today = round_.submission.record_sheet.enrolment, timezone.localdate()
    level, frozen = enrolment.level, details(round_.sending)
    code = code or "0" * codes.LENGTH
    return CertificateFacts(
        level_key=level.pattern,
        level_title=level.certificate_title,
        statement=level.certificate_statement,
        name=name_to_appear(round_.sending),
        school=frozen.get("school", ""),
        provider=frozen.get("provider", ""),
        framework=frozen.get("framework", ""),
        framework_title=enrolment.framework.name,
        number=number or codes.number(today.year, 0),
        revision=1,
        code=code,
        award_date=today,
        url=settings.BASE_URL + reverse("register:check", args=[code]),
        host=urlsplit(settings.BASE_URL).netloc + reverse("register:check_box").rstrip("/"),
        signatories=(*signatories(round_, level), issuer(by, frozen, today)),
        specimen=settings.DEMO,
    )


def details(sending):
    """The frozen record's page about the person: name, school, provider, framework. Empty once erased."""
    enclosed = [part for part in sending.parts.all() if part.kind == SealedPart.Kind.ENCLOSED]
    pieces = [part.content for part in enclosed if not part.is_erased]
    return next((piece for piece in pieces if piece.get("piece") == "details"), {})


def signatories(round_, level):
    """Those whose signatures the level asks for, in the order in which they signed: a line for each role."""
    signed = {}
    for line in round_.decisions.all():
        if line.outcome == Outcome.SIGNED and line.role in level.required_signatures:
            signed.setdefault(line.role, []).append(line)
    return [_signatory(lines) for lines in sorted(signed.values(), key=lambda lines: lines[-1].seq)]


def _signatory(lines):
    """The line of one role: whoever signed it last, with how many others where several did."""
    last = lines[-1]
    place = last.stage.place
    name, more = name_of(last), len(lines) - 1
    if more:
        name = f"{name} and {more} other{'s' if more > 1 else ''}"
    day = last.paper_on or timezone.localdate(last.at)  # by hand, the day on the paper (E23)
    return Signatory(name, capacity_word(last), place.name if place else "", "Signed", day)


def capacity_word(line):
    """In which capacity somebody signed, as certificates name it (E2, E3, E8)."""
    if line.stage.is_panel:
        return "Scheme’s panel"
    word = role_word(line.role)
    if line.acting:
        word = f"Acting {word[0].lower()}{word[1:]}"
    return f"Deputy {word[0].lower()}{word[1:]}" if line.deputy_of_id and not line.acting else word


def name_of(line):
    """The signatory's name in their own spelling; as typed then, if the account has another name since."""
    if not line.typed_name or names_match(line.typed_name, line.signatory):
        return line.signatory.name
    return line.typed_name


def role_word(role):
    """A role as certificates name it."""
    return ROLES.get(role, Role(role).label)


def issuer(by, frozen, today):
    """The issuing officer's line."""
    return Signatory(by.name, role_word(Role.OFFICE), frozen.get("provider", ""), "Issued", today)
