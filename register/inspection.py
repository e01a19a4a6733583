"""The whole register looked through, from sealed sendings to the signatures on stored files (X11, S22).

`manage.py check_register` prints what is found here.
"""

from forms import seals
from forms.findings import Finding as Noticed
from forms.models import Sending
from portfolio.models import Award
from register import chain, codes, signing, store
from register.models import Certificate, CertificateSequence, Kind, Revocation, Status
from reviews.chain import check_all as check_reviews
from reviews.models import Decision, Outcome


class Finding(Noticed):
    """About what lies between the parts of the register."""

    FAULTS = {
        "no decision": "{what} rests on no issuing decision.",
        "no certificate": "{what} has no certificate any more.",
        "number missing": "{what} was given out and is not on the register.",
        "number unknown": "{what} is on the register and was never given out.",
        "file missing": "The file of {what} is not in storage.",
        "file changed": "The file of {what} is not the one that was stored.",
        "signature": "The signature of {what} does not hold: {why}",
        "one person": "{what} is revoked, and no two people decided so.",
    }


def findings():
    """Yield everything that is to be said, each with kind, is_fault and str(); nothing when all is intact."""
    yield from unreviewed_sendings()
    yield from check_reviews()
    yield from certificates()
    yield from what_lost_its_certificate()
    yield from numbers()


def unreviewed_sendings():
    """Seals of what was sent without a review, such as audits."""
    sent = Sending.objects.filter(page__reviewedformpage=None, round=None).order_by("pk")
    for sending in sent.prefetch_related("parts").iterator(chunk_size=200):
        yield from seals.verify(sending)


def certificates():
    """Each certificate: its row and events, its issuing decision, its file and signature, who revoked it."""
    rows = Certificate.objects.order_by("pk").select_related("award").prefetch_related("events")
    for certificate in rows.iterator(chunk_size=200):
        yield from chain.verify(certificate)
        yield from issuing_decision(certificate)
        yield from stored_file(certificate)
        yield from two_people(certificate)


def issuing_decision(certificate):
    """`sealed_by` is the hash of the decision that ended the award's round."""
    hashes = Decision.objects.filter(round=certificate.award.round_id, outcome=Outcome.ISSUED)
    if certificate.sealed_by not in hashes.values_list("hash", flat=True):
        yield Finding("no decision", certificate.reference)


def stored_file(certificate):
    """The file is there, is the one that was stored, and bears our signature."""
    if certificate.stored_at is None:
        return
    content = store.read(certificate.storage_key)
    if content is None:
        erased = any(event.kind == Kind.ERASED for event in certificate.events.all())
        if not (erased and certificate.is_erased):
            yield Finding("file missing", certificate.reference)
        return
    if store.sha256_of(content) != certificate.sha256:
        yield Finding("file changed", certificate.reference)
    if not (answer := signing.verify(content)).ok:
        yield Finding("signature", certificate.reference, why=answer.reason)


def two_people(certificate):
    """What is revoked was asked for by one person and confirmed by another (E17)."""
    if certificate.status != Status.REVOKED:
        return
    if not Revocation.objects.confirmed().filter(award=certificate.award_id).exists():
        yield Finding("one person", certificate.reference)


def what_lost_its_certificate():
    """Issuing decisions and awards without a certificate: one was deleted, or never made."""
    issued = Decision.objects.filter(outcome=Outcome.ISSUED).exclude(round__award__certificates__isnull=False)
    for decision in issued.select_related("round__sending").order_by("pk").iterator():
        yield Finding("no certificate", f"{decision.round.sending}, which was issued,")
    for award in Award.objects.filter(certificates=None).order_by("pk").iterator():
        yield Finding("no certificate", f"Award {award.pk}")


def numbers():
    """Numbers are given out without gaps, so a gap is a certificate that was taken away."""
    known = set(Certificate.objects.values_list("number", flat=True))
    given = {
        codes.number(sequence.year, n)
        for sequence in CertificateSequence.objects.all()
        for n in range(1, sequence.last + 1)
    }
    yield from (Finding("number missing", number) for number in sorted(given - known))
    yield from (Finding("number unknown", number) for number in sorted(known - given))
