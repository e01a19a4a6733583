"""A mentor's record as plain data, and what follows from it without asking the database.

`portfolio.record.load` reads one; tests build them by hand.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse

from forms.models import Status
from portfolio import cycle
from portfolio.models import EvidenceItem, Exemption

# Kinds of evidence that need not come from a placement (R16).
AT_ANY_TIME = (EvidenceItem.Kind.CPD, EvidenceItem.Kind.READING)


@dataclass(frozen=True)
class Module:
    """A module of the level, and when this mentor finished it (None: not yet)."""

    code: str
    title: str
    completed_on: date | None = None
    reflection: str = ""


@dataclass(frozen=True)
class SentBack:
    """Who sent the sheet back, when and why. `why` is None once it was erased."""

    by: str
    at: datetime
    why: str | None


@dataclass
class Record:
    """What the requirements look at."""

    enrolment: object
    level: object
    today: date
    criteria: list = field(default_factory=list)  # of the enrolment's framework, in order, each with `is_key`
    modules: list = field(default_factory=list)
    audit_page: object = None  # the level's live form pages
    sheet_page: object = None
    audits: list = field(default_factory=list)  # submissions with `sent_at`, oldest first
    sheets: list = field(default_factory=list)
    conversations: list = field(default_factory=list)
    observations: list = field(default_factory=list)
    placements: list = field(default_factory=list)
    links: list = field(default_factory=list)  # EvidenceCriterion rows with their evidence
    answered_sharing_on: date | None = None
    shares: bool | None = None
    awarded_on: date | None = None
    round: object = None  # the sheet's latest round, and its stages in order
    stages: list = field(default_factory=list)
    sent_back: SentBack | None = None
    stages_of_the_year: list = field(default_factory=list)  # for a level that asks for the full cycle
    exemptions: dict = field(default_factory=dict)  # {key of a requirement: the valid Exemption}
    prerequisite_on: date | None = None  # the valid award of the level before
    prerequisite_signed: bool = False  # its record sheet is signed by everybody, not issued yet
    compared_with: datetime | None = None  # when the mentor's first audit was sent
    comparison: object = None  # of the first audit with this level's, as portfolio/ratings.py makes it

    def url(self, name, *args):
        """An address below this enrolment: `record.url("module", "m1")`."""
        return reverse(f"portfolio:{name}", args=[self.enrolment.slug, *args])

    @cached_property
    def audit(self):
        """The latest audit that was sent, or None (R11)."""
        done = (Status.SENT, Status.ACCEPTED)
        return next((audit for audit in reversed(self.audits) if audit.status in done), None)

    @cached_property
    def audit_draft(self):
        """An audit begun and not sent, or None."""
        return next((audit for audit in reversed(self.audits) if audit.status == Status.DRAFT), None)

    @cached_property
    def sheet(self):
        """The record sheet that counts now: the latest that was not taken back, or None."""
        return next((sheet for sheet in reversed(self.sheets) if sheet.status != Status.WITHDRAWN), None)

    @cached_property
    def key_criteria(self):
        """The criteria that need evidence. A level that names none asks for all of them (R19, Q1)."""
        return [criterion for criterion in self.criteria if criterion.is_key] or self.criteria

    @cached_property
    def links_by_criterion(self):
        """{criterion id: its evidence links}."""
        found = {criterion.pk: [] for criterion in self.criteria}
        for link in self.links:
            found.setdefault(link.criterion_id, []).append(link)
        return found

    @cached_property
    def missing_criteria(self):
        """Key criteria without any evidence that counts."""
        return [criterion for criterion in self.key_criteria if not self.has_evidence(criterion)]

    def has_evidence(self, criterion):
        """Whether some evidence that counts shows the criterion."""
        return any(self.counts(link.evidence) for link in self.links_by_criterion[criterion.pk])

    def counts(self, item):
        """Whether a piece of evidence counts: at a level with a full cycle only from its placements (R16)."""
        if not self.level.needs_full_cycle or item.kind in AT_ANY_TIME:
            return True
        return any(each.start <= item.activity_date <= each.end for each in self.evidence_placements)

    @cached_property
    def outside(self):
        """The pieces of evidence that do not count, because they come from no placement that counts."""
        return [item for item in self.evidence if not self.counts(item)]

    @cached_property
    def completed_placements(self):
        """Placements that are over and were seen through."""
        return [placement for placement in self.placements if cycle.is_over(placement, self.today)]

    @cached_property
    def counted_placements(self):
        """Of these, what counts towards the level; all of them where a provider has waived the window."""
        if not self.level.needs_full_cycle or Exemption.Waives.WINDOW in self.exemptions:
            return self.completed_placements
        return cycle.counted(self.completed_placements, self.stages_of_the_year, self.level.window_months)

    @cached_property
    def missing_stages(self):
        """Stages of the year without a placement that counts."""
        return cycle.missing_stages(self.stages_of_the_year, self.counted_placements)

    @cached_property
    def evidence_placements(self):
        """Where evidence may come from: placements that count; while stages are missing, also under way."""
        under_way = [
            placement
            for placement in self.placements
            if placement not in self.completed_placements and placement.end >= self.today
        ]
        return self.counted_placements + (under_way if self.missing_stages else [])

    @cached_property
    def evidence(self):
        """The pieces of evidence, in the order in which they were added."""
        pieces = {link.evidence_id: link.evidence for link in self.links}
        return sorted(pieces.values(), key=lambda item: item.pk)

    @property
    def coverage(self):
        """(standard, covered, asked): how many of each standard's key criteria have evidence."""
        counts = {}
        for criterion in self.key_criteria:
            covered, asked = counts.get(criterion.standard, (0, 0))
            counts[criterion.standard] = (covered + self.has_evidence(criterion), asked + 1)
        return [(standard, covered, asked) for standard, (covered, asked) in counts.items()]

    @property
    def open_stage(self):
        """The stage whose turn it is, or None."""
        return next((stage for stage in self.stages if stage.is_open), None)
