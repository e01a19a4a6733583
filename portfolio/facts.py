"""A mentor's record as plain data, and what follows from it without asking the database.

`portfolio.record.load` reads one; tests build them by hand.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse

from forms.models import Status
from portfolio import cycle
from portfolio.models import EvidenceItem, Exemption, Placement

Counts, Waives = Placement.Counts, Exemption.Waives
FOR_THE_STAGE = (Counts.WHOLLY, Counts.PARTLY)  # as which a placement counts for its stage of the year (R14)

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


def waits_for_confirmation(item):
    """Whether somebody here has still to confirm a professional conversation with them (R18)."""
    is_talk = item.kind == EvidenceItem.Kind.CONVERSATION
    return bool(is_talk and item.other_id and not item.confirmed_at)


def years_before(day, years):
    """The same day so many years before; 28 February where there is no 29th (E26)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


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
    account_accepted: tuple[str, date] | None = None  # who accepted the latest audit's account, when (E10)
    pauses: list[tuple[date, date | None]] = field(default_factory=list)  # granted, oldest first (E12)
    extra_months: int = 0  # what the provider has granted beyond the level's months (E11)
    requests: list = field(default_factory=list)  # of the person at this level, newest first
    confirmers: dict = field(default_factory=dict)  # {evidence id: (name, role) of who has to confirm it}

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
        """Whether a piece of evidence counts: it is in the portfolio, confirmed, and of the right time."""
        return not (item.removed_at or waits_for_confirmation(item)) and self.is_in_time(item)

    def is_in_time(self, item):
        """Whether it comes from where it has to: at a level with a full cycle from its placements (R16).

        Where a provider has waived that, any day will do that is not older than the level allows (R20).
        """
        if not self.level.needs_full_cycle or item.kind in AT_ANY_TIME:
            return True
        if Waives.DATES in self.exemptions and item.activity_date >= self.earliest_by_experience:
            return True
        return any(each.start <= item.activity_date <= each.end for each in self.evidence_placements)

    @property
    def earliest_by_experience(self):
        """The first day from which evidence of earlier years counts; without a limit that of all days."""
        years = self.level.experience_years
        return years_before(self.today, years) if years else date.min

    @cached_property
    def outside(self):
        """The pieces of evidence that do not count, because they come from no placement that counts."""
        return [item for item in self.evidence if not self.is_in_time(item)]

    @cached_property
    def unconfirmed(self):
        """The pieces of evidence that wait for the other person of a conversation to confirm them (R18)."""
        return [item for item in self.evidence if waits_for_confirmation(item)]

    @cached_property
    def told_only(self):
        """Conversations that count though nobody here can confirm them: the other has only a name (R18)."""
        talks = (item for item in self.evidence if item.kind == EvidenceItem.Kind.CONVERSATION)
        return [item for item in talks if item.other_name and not item.other_id]

    @cached_property
    def foreign_links(self):
        """Links to criteria of other standards than the enrolment's: they never count (E20)."""
        own = {criterion.pk for criterion in self.criteria}
        return [link for link in self.links if link.criterion_id not in own]

    # --- placements ---------------------------------------------------------------------------------------

    def is_over(self, placement):
        """Whether a placement is behind the mentor, as far as this level cares (Q11)."""
        return cycle.is_over(placement, self.today, self.level.needs_completion)

    def needs_decision(self, placement):
        """Whether its provider has to say if a placement counts, whatever has been decided (E5, E7)."""
        elsewhere = placement.provider_id != self.enrolment.provider_id
        return placement.shared or placement.interrupted or elsewhere

    def counts_as(self, placement):
        """A value of Placement.Counts; "" while its provider has still to decide (E5, E7)."""
        if placement.counts or self.needs_decision(placement):
            return placement.counts
        return Counts.WHOLLY

    @cached_property
    def undecided_placements(self):
        """Placements of which their provider has still to say whether they count."""
        return [placement for placement in self.placements if not self.counts_as(placement)]

    @cached_property
    def refused_placements(self):
        """Placements of which their provider has said that they do not count, or not wholly."""
        return [placement for placement in self.placements if placement.counts in (Counts.PARTLY, Counts.NOT)]

    @cached_property
    def completed_placements(self):
        """Placements that are over and count as placements (R13)."""
        return [
            each for each in self.placements if self.is_over(each) and self.counts_as(each) == Counts.WHOLLY
        ]

    @cached_property
    def cycle_placements(self):
        """Placements that are over and count for their stage of the year: also those that count partly."""
        return [
            each for each in self.placements if self.is_over(each) and self.counts_as(each) in FOR_THE_STAGE
        ]

    @cached_property
    def counted_placements(self):
        """Of these, what counts towards the level; all of them where a provider has waived the window."""
        if not self.level.needs_full_cycle:
            return self.completed_placements
        if Waives.WINDOW in self.exemptions:
            return self.cycle_placements
        count = cycle.counted_of_one if self.level.needs_same_student else cycle.counted
        return count(self.cycle_placements, self.stages_of_the_year, self.window_months, self.pauses)

    @cached_property
    def missing_stages(self):
        """Stages of the year without a placement that counts."""
        missing = cycle.missing_stages_of_one if self.level.needs_same_student else cycle.missing_stages
        return missing(self.stages_of_the_year, self.counted_placements)

    @cached_property
    def evidence_placements(self):
        """Where evidence may come from: placements that count; while stages are missing, also under way."""
        under_way = [
            each
            for each in self.placements
            if not self.is_over(each) and each.end >= self.today and self.counts_as(each) in FOR_THE_STAGE
        ]
        return self.counted_placements + (under_way if self.missing_stages else [])

    # --- time ---------------------------------------------------------------------------------------------

    @property
    def window_months(self):
        """Within how many months the placements have to lie: the level's and what was granted (E11)."""
        return self.level.window_months + self.extra_months

    @property
    def pause(self):
        """The pause that goes on today as (first day, last day or None), or None."""
        going_on = (
            pause
            for pause in self.pauses
            if pause[0] <= self.today and (pause[1] or self.today) >= self.today
        )
        return next(going_on, None)

    @property
    def is_paused(self):
        """Whether the mentor's clock stands still today (E12)."""
        return self.pause is not None

    def open_request(self, kind):
        """What the mentor has asked for and nobody has decided yet, or None; `kind` as in Request.Kind."""
        return next((each for each in self.requests if each.is_open and each.kind == kind), None)

    # --- the rest -----------------------------------------------------------------------------------------

    @cached_property
    def evidence(self):
        """The pieces of evidence in the portfolio, in the order in which they were added."""
        pieces = {link.evidence_id: link.evidence for link in self.links if not link.evidence.removed_at}
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
