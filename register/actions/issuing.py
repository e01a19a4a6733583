"""Issuing a certificate, or sending the record sheet back instead."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

import portfolio.actions
import reviews.actions
from cms.permissions import require
from forms.errors import NotNow
from forms.seals import new_salt
from people.models import User
from people.permissions import forget_hats
from register import chain, codes
from register.actions.making import enqueue, lock_person
from register.layout import problems
from register.models import Certificate, CertificateSequence, Kind
from register.permissions import can_issue, can_see_office
from register.rounds import for_issuing
from register.wording import facts_of
from reviews.models import Round


@transaction.atomic
def issue(*, round, by):
    """Issue the certificate of a round that everybody has signed and return it (R30).

    Asked again, it returns the same one (acceptance 15). Decision, award, number, certificate, event and the
    worker's task stand or fall together; the worker draws, signs and sends (T12). Raises PermissionDenied
    (permissions.can_issue), or NotNow with a sentence for each thing that would not print.
    """
    forget_hats(by)
    round_ = _lock(round)
    if known := Certificate.objects.filter(award__round=round_).order_by("-revision").first():
        require(can_see_office(by, known))
        return known
    require(can_issue(by, round_))
    enrolment = round_.submission.record_sheet.enrolment
    number, code = _next_number(timezone.localdate().year), codes.new_code()
    facts = facts_of(round_, by=by, number=number, code=code)
    if found := problems(facts):
        raise NotNow(" ".join(found))
    decision = reviews.actions.record_issue(
        round=round_, by=by, required_roles=enrolment.level.required_signatures
    )
    award = portfolio.actions.record_award(enrolment=enrolment, round=round_, by=by, on=facts.award_date)
    certificate = Certificate.objects.create(
        award=award,
        number=number,
        code=code,
        person_id=award.person_id,
        provider_id=enrolment.provider_id,
        level_id=award.level_id,
        facts=facts.to_json(),
        salt=new_salt(),
        sealed_by=decision.hash,
        issued_by=by,
        issued_at=decision.at,
    )
    chain.append(certificate, Kind.ISSUED, by=by, **chain.issued_facts(certificate))
    enqueue(certificate.pk)
    return certificate


@transaction.atomic
def send_back(*, round, by, reason, seal):
    """Send a signed record sheet back to the mentor instead of issuing; return the Decision (scheme.md 4).

    Raises PermissionDenied, Changed for another seal than the one shown, NotNow without a reason.
    """
    return reviews.actions.send_back(round=round, by=by, reason=reason, seal=seal)


# --- inside the transaction --------------------------------------------------------------------------------


def _lock(round_):
    """The round again with all that issuing asks; its mentor and it stay locked until the transaction ends.

    The mentor too, because one person may have two enrolments and gets one certificate.
    """
    owner = User.objects.get(submissions__rounds=round_.pk)
    lock_person(owner)
    Round.objects.select_for_update().only("pk").get(pk=round_.pk)
    found = for_issuing(Round.objects.filter(pk=round_.pk, submission__record_sheet__isnull=False)).first()
    if found is None:
        raise PermissionDenied("This is no record sheet, so no certificate comes of it.")
    return found


def _next_number(year):
    """The next certificate number of this year; taken for good when the transaction commits."""
    CertificateSequence.objects.get_or_create(year=year)
    CertificateSequence.objects.filter(year=year).update(last=F("last") + 1)
    return codes.number(year, CertificateSequence.objects.get(year=year).last)
