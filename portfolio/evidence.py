"""Questions about evidence: which pieces answer to a search, which count and why not, where they were sent,
who is asked to confirm them, and who may report or settle a concern about them.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property

from cms.dates import date_uk
from cms.permissions import Allowed, Refused
from forms.models import SealedPart
from people.permissions import staffed_providers
from portfolio.models import Concern, EvidenceCriterion, EvidenceItem
from portfolio.permissions import evidence_visible_to
from reviews.queue import rounds_visible_to

COUNTS, OUTSIDE, NEEDS = "counts", "outside", "needs"
STANDINGS = {COUNTS: "Counts", OUTSIDE: "Does not count", NEEDS: "Needs criteria"}


# --- the list ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """One piece of evidence with what the record says about it."""

    item: EvidenceItem
    links: list
    standing: str  # one of STANDINGS
    why_not: str  # why it does not count, and what to do; "" when it does

    @property
    def text(self):
        """All its words, for searching."""
        item = self.item
        parts = (item.title, item.description, item.reflection, item.location, item.link, item.other_name)
        return " ".join([*parts, *(link.note for link in self.links)]).casefold()


class Pieces:
    """The evidence of a record: one query beyond it, for what has no criterion and what was removed."""

    def __init__(self, record):
        self.record = record

    @cached_property
    def _rest(self):
        links = EvidenceCriterion.objects.filter(evidence=OuterRef("pk"))
        own = EvidenceItem.objects.filter(enrolment=self.record.enrolment)
        return list(own.filter(~Exists(links) | Q(removed_at__isnull=False)))

    @property
    def removed(self):
        """What was taken out, the latest first."""
        gone = (item for item in self._rest if item.removed_at)
        return sorted(gone, key=lambda item: item.removed_at, reverse=True)

    @cached_property
    def kept(self):
        """Every piece in the portfolio, what needs criteria first, then the latest activity first."""
        links = {}
        for link in self.record.links:
            links.setdefault(link.evidence_id, []).append(link)
        items = [*self.record.evidence, *(item for item in self._rest if not item.removed_at)]
        pieces = [piece_of(self.record, item, links.get(item.pk, [])) for item in items]
        return sorted(pieces, key=_by_need_and_day)


def _by_need_and_day(piece):
    return piece.standing != NEEDS, -piece.item.activity_date.toordinal(), -piece.item.pk


def piece_of(record, item, links):
    """The Piece of an item and its links."""
    why_not = "" if links and record.counts(item) else why_it_does_not_count(record, item, links)
    standing = NEEDS if not links else OUTSIDE if why_not else COUNTS
    return Piece(item, links, standing, why_not)


def why_it_does_not_count(record, item, links=True):
    """Why a piece of evidence counts nowhere, and the way on (R16-R18)."""
    day = date_uk(item.activity_date)
    if not links:
        return "Choose the criteria that it shows. Until then it counts for none."
    if record.is_in_time(item):
        name = item.other.name if item.other_id else "the other person"
        return f"It counts as soon as {name} has confirmed the conversation."
    during = [each for each in record.placements if each.start <= item.activity_date <= each.end]
    if during:
        return (
            f"It happened on {day}, during a placement that does not count now. "
            "Your list of placements says why."
        )
    return (
        f"None of your placements that count was under way on {day}, so it is outside your placements. "
        "Correct the date, or note the placement that it comes from. "
        "Training, CPD and reading count at any time."
    )


def search(pieces, chosen):
    """The pieces that answer to all of `chosen`: {words, kind, criterion, placement, standing}.

    `criterion` is a set of criteria ids, `placement` a Placement: what names it, or happened during it and
    names none.
    """
    words = chosen.get("words", "").casefold().split()
    tests = {
        "words": lambda piece: all(word in piece.text for word in words),
        "kind": lambda piece: piece.item.kind == chosen["kind"],
        "criterion": lambda piece: any(link.criterion_id in chosen["criterion"] for link in piece.links),
        "placement": lambda piece: is_from(piece.item, chosen["placement"]),
        "standing": lambda piece: piece.standing == chosen["standing"],
    }
    asked = [test for name, test in tests.items() if chosen.get(name)]
    return [piece for piece in pieces if all(test(piece) for test in asked)]


def is_from(item, placement):
    """Whether a piece comes from the placement: it says so, or says nothing and happened then."""
    if item.placement_id:
        return item.placement_id == placement.pk
    return placement.start <= item.activity_date <= placement.end


# --- what depends on a piece -------------------------------------------------------------------------------


def only_evidence_for(record, item):
    """The key criteria that would be left without evidence that counts if this piece were taken out (R19)."""
    shown_by = {
        criterion: {link.evidence_id for link in links if record.counts(link.evidence)}
        for criterion in record.key_criteria
        if (links := record.links_by_criterion[criterion.pk])
    }
    return [criterion for criterion, pieces in shown_by.items() if pieces == {item.pk}]


def sealed_copies(item):
    """The sealed parts that hold this piece in the record sheets that were sent, erased ones not."""
    return SealedPart.objects.filter(
        kind=SealedPart.Kind.ENCLOSED,
        content__piece="evidence",
        content__id=item.slug,
        sending__submission__record_sheet__enrolment=item.enrolment_id,
    ).order_by("sending__number", "position")


# --- concerns (E19) ----------------------------------------------------------------------------------------


def evidence_reportable_by(user):
    """Evidence about which this person may raise a concern: one's own, that of the provider whose office or
    lead one is, and that of mentors whose sheet one may read (see can_report).
    """
    rounds = rounds_visible_to(user).values("submission__record_sheet__enrolment")
    theirs = Q(enrolment__provider__in=staffed_providers(user)) | Q(enrolment__in=rounds)
    own = evidence_visible_to(user).values("pk")
    rows = EvidenceItem.objects.filter(Q(pk__in=own) | theirs)
    return rows.select_related("enrolment__person", "enrolment__provider", "enrolment__level")


def can_report(user, item):
    """May this person raise a concern about the piece? Whoever reads it, here or where it was sent (E19)."""
    if item.redacted_at:
        return Refused("The partnership office has taken this out already.")
    if item.enrolment.person_id == user.pk or item.enrolment.provider_id in staffed_providers(user):
        return Allowed()
    return Allowed() if copies_read_by(user, item).exists() else Refused("You cannot read this evidence.")


def copies_read_by(user, item):
    """The sealed copies of the piece in rounds that this person may read."""
    return sealed_copies(item).filter(sending__round__in=rounds_visible_to(user))


def title_for(user, item):
    """What the piece is called to this person: others than the mentor know the title that was sent."""
    if item.enrolment.person_id == user.pk:
        return item.title
    copy = copies_read_by(user, item).last()
    return copy.content["title"] if copy else f"Evidence of {date_uk(item.activity_date)}"


def concerns_visible_to(user):
    """Concerns about evidence at the providers whose office or lead the person is."""
    rows = Concern.objects.filter(evidence__enrolment__provider__in=staffed_providers(user))
    people = ("reported_by", "settled_by", "evidence__enrolment__person", "evidence__enrolment__provider")
    return rows.select_related(*people, "evidence__enrolment__level")


def can_settle(user, concern):
    """May this person settle the concern? Office or lead of the mentor's provider, never the mentor (E19)."""
    enrolment = concern.evidence.enrolment
    if enrolment.person_id == user.pk:
        return Refused("This is about your own evidence, so somebody else has to settle it.")
    if enrolment.provider_id not in staffed_providers(user):
        return Refused("Only the partnership office of the mentor’s provider can settle this.")
    return Refused("This has been settled already.") if concern.settled_at else Allowed()
