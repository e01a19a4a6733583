"""The chain of a certificate's events: from the issuing decision on, each hash covers the one before.

So nobody can change, take out or reorder a line unseen (T16). What is printed enters as a salted commitment:
it can be erased on request, and the chain still holds.
"""

from datetime import UTC

from django.utils import timezone

from forms import chains, findings
from forms.canonical import fingerprint
from forms.seals import commit
from people.models import OutgoingMail
from register.models import CertificateEvent, Kind, Status

# --- writing -----------------------------------------------------------------------------------------------


def facts_of(event):
    """What an event's hash covers, as plain JSON."""
    return {
        "previous": event.previous,
        "number": event.certificate.number,
        "revision": event.certificate.revision,
        "seq": event.seq,
        "kind": str(event.kind),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": event.by_id,
        "facts": event.facts,
    }


def append(certificate, kind, *, by=None, **facts):
    """Add an event at the end of a certificate's chain and return it. The caller holds the lock."""
    last = certificate.events.order_by("-seq").first()
    event = CertificateEvent(
        certificate=certificate,
        seq=last.seq + 1 if last else 1,
        kind=kind,
        at=timezone.now(),
        by=by,
        facts=facts,
        previous=last.hash if last else certificate.sealed_by,
    )
    event.hash = fingerprint(facts_of(event))
    event.save(force_insert=True)
    return event


def issued_facts(certificate):
    """What the first event says of a certificate: what identifies it, and the commitment to the rest."""
    return {
        "number": certificate.number,
        "revision": certificate.revision,
        "code": certificate.code,
        "award": certificate.award_id,
        "person": certificate.person_id,
        "provider": certificate.provider_id,
        "level": certificate.level_id,
        "sealed_by": certificate.sealed_by,
        "issued_at": certificate.issued_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "commitment": None if certificate.is_erased else commit(certificate.salt, certificate.facts),
    }


def stored_facts(certificate):
    """What the event about the file says."""
    return {"key": certificate.storage_key, "size": certificate.size, "sha256": certificate.sha256}


# --- checking ----------------------------------------------------------------------------------------------


class Finding(findings.Finding):
    """About a certificate's row and its events."""

    FAULTS = {
        "edited": "{label} of {what} was changed after it was made.",
        "deleted": "{label} of {what} was deleted.",
        "reordered": "{label} of {what} was moved to another place.",
    }
    NOTES = {"erased": "{label} of {what} was erased."}


def verify(certificate):
    """What is to be said about a certificate's row and its events: a list of Finding, empty when intact.

    The stored file is looked at by `register.inspection`.
    """
    events = list(certificate.events.all())
    found = [*_chain(certificate, events), *_row(certificate, events), *_tail(certificate, events)]
    return [Finding(kind, certificate.reference, label) for kind, label in dict.fromkeys(found)]


def _label(event):
    return f"Event {event.seq} ({event.get_kind_display().lower()})"


def _chain(certificate, events):
    start = certificate.sealed_by
    return chains.breaks(events, start=start, facts_of=facts_of, label_of=_label, noun="Event")


def _row(certificate, events):
    """The row says what its events say; words that are gone were erased by an event that says so."""
    said = {event.kind: event for event in events}
    if issued := said.get(Kind.ISSUED):
        now, then = issued_facts(certificate), dict(issued.facts)
        if certificate.is_erased:
            yield ("erased" if Kind.ERASED in said else "deleted"), "What is printed"
            now["commitment"] = then.get("commitment")
        elif now["commitment"] != then.get("commitment"):
            yield "edited", "What is printed"
            now["commitment"] = then.get("commitment")
        if now != then:
            yield "edited", "The row"
    stored = said.get(Kind.STORED)
    if stored and stored.facts != stored_facts(certificate):
        yield "edited", "The note about the stored file"


# What must have been noted, given what the row says.
WANTED = {
    Status.ISSUING: [Kind.ISSUED],
    Status.VALID: [Kind.ISSUED, Kind.STORED],
    Status.SUPERSEDED: [Kind.ISSUED, Kind.STORED, Kind.SUPERSEDED],
    Status.REVOKED: [Kind.ISSUED, Kind.STORED, Kind.REVOKED],
}


def _tail(certificate, events):
    """A last line that is gone shows by the row's status and the mail that is owed; a status by its line."""
    kinds = {event.kind for event in events}
    wanted = list(WANTED.get(certificate.status, []))
    if OutgoingMail.objects.filter(kind="certificate", reference=mail_reference(certificate)).exists():
        wanted.append(Kind.MAILED)
    for kind in wanted:
        if kind not in kinds:
            yield "deleted", f"The line “{Kind(kind).label}”"
    for kind, status in ((Kind.SUPERSEDED, Status.SUPERSEDED), (Kind.REVOKED, Status.REVOKED)):
        if kind in kinds and certificate.status not in (status, Status.REVOKED):
            yield "edited", "The status"
    if Kind.STORED in kinds and certificate.status == Status.ISSUING:
        yield "edited", "The status"


def mail_reference(certificate):
    """What the outbox calls the message about this certificate."""
    return f"{certificate.number}/{certificate.revision}"
