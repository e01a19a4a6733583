"""How certificates stand: their editions, what waits to be decided, which rest on a revoked one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from portfolio.models import Award, Exemption
from register.corrections import Why
from register.models import Certificate, Kind, Revocation, Status


def with_standing(certificates):
    """Certificates with `waits` (a revocation waits for its second person) and `under_review` (E9).

    Under review is a valid certificate whose level builds on one that was revoked, where neither another
    award nor a waiver stands in its place. It stays valid until the office has decided.
    """
    open_ones = Revocation.objects.open().filter(award=OuterRef("award"))
    before = {"person": OuterRef("person"), "level": OuterRef("level__prerequisite")}
    waived = Exemption.objects.valid().filter(
        person=OuterRef("person"), level=OuterRef("level"), requirement=Exemption.Waives.PREREQUISITE
    )
    held = Award.objects.valid().held_along("person").filter(level=OuterRef("level__prerequisite"))
    revoked = Award.objects.exclude(withdrawn_at=None).filter(**before)
    return certificates.annotate(
        waits=Exists(open_ones),
        under_review=Exists(revoked) & ~Exists(held) & ~Exists(waived) & Q(status=Status.VALID),
    )


def stands_under_review(certificate):
    """The same question about one certificate."""
    return with_standing(Certificate.objects.filter(pk=certificate.pk)).filter(under_review=True).exists()


@dataclass(frozen=True)
class Edition:
    """One edition in the history of a certificate: when and by whom, and why it ended."""

    certificate: Certificate
    ended_at: datetime | None
    ended_by: object
    why: str


def editions_of(certificate):
    """Every Edition of a certificate, the newest first; two queries."""
    rows = Certificate.objects.filter(award=certificate.award_id).select_related("issued_by")
    rows = rows.prefetch_related("events__by").order_by("-revision")
    return [_edition(row) for row in rows]


def _edition(row):
    ends = [event for event in row.events.all() if event.kind in (Kind.SUPERSEDED, Kind.REVOKED)]
    if not ends:
        return Edition(row, None, None, "")
    why = next((event.facts.get("why", "") for event in ends if event.kind == Kind.SUPERSEDED), "")
    return Edition(row, ends[-1].at, ends[-1].by, Why(why).label if why in Why.values else "")


def revocation_of(certificate):
    """The Revocation that counts for a certificate: the one that waits, else the latest; None without any."""
    rows = Revocation.objects.filter(award=certificate.award_id)
    people = ("asked_by", "decided_by", "appeal_by", "award__person")
    return rows.select_related("award__enrolment__provider", *people).order_by("-asked_at", "-pk").first()


def reason_for_the_holder(certificate):
    """Why it was revoked, in the words of Revocation.Reason; "" while it was not."""
    row = Revocation.objects.confirmed().filter(award=certificate.award_id).order_by("-decided_at").first()
    return row.get_reason_display() if row else ""
