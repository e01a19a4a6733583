"""A mentor's record as plain data: read in a constant number of queries, then asked without any."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from wagtail.models import Page

from cms.dates import date_uk
from forms.models import Sending, Status, Submission
from modules.models import Criterion, Level
from people.models import SharingDecision
from people.models.periods import today
from people.permissions import school_of
from portfolio.models import (
    Award,
    Conversation,
    Enrolment,
    EvidenceCriterion,
    ModuleCompletion,
    Observation,
    Placement,
)
from reviews.models import Decision, Outcome, Stage


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
    """What the requirements look at. Tests build it by hand; `load` reads it from the database."""

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
        """Key criteria without any evidence."""
        return [criterion for criterion in self.key_criteria if not self.links_by_criterion[criterion.pk]]

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
            counts[criterion.standard] = (covered + bool(self.links_by_criterion[criterion.pk]), asked + 1)
        return [(standard, covered, asked) for standard, (covered, asked) in counts.items()]

    @property
    def open_stage(self):
        """The stage whose turn it is, or None."""
        return next((stage for stage in self.stages if stage.is_open), None)


def with_answers(enrolments):
    """Enrolments with their rows, the valid award's date and the person's latest answer about sharing."""
    award = Award.objects.valid().filter(person=OuterRef("person"), level=OuterRef("level"))
    answer = SharingDecision.objects.filter(person=OuterRef("person")).order_by("-at", "-pk")
    return enrolments.select_related("person", "level", "framework", "provider").annotate(
        awarded_on=Subquery(award.values("awarded_on")[:1]),
        sharing_at=Subquery(answer.values("at")[:1]),
        sharing=Subquery(answer.values("shares")[:1]),
    )


def load(enrolment):
    """Read an enrolment's record: about a dozen queries, however much there is in it."""
    if not hasattr(enrolment, "sharing_at"):
        enrolment = with_answers(Enrolment.objects).get(pk=enrolment.pk)
    record = Record(
        enrolment=enrolment,
        level=enrolment.level,
        today=today(),
        criteria=criteria_of(enrolment),
        conversations=rows(Conversation, enrolment),
        observations=rows(Observation, enrolment),
        placements=rows(Placement, enrolment, "school", "provider"),
        links=list(
            EvidenceCriterion.objects.filter(evidence__enrolment=enrolment).select_related("evidence")
        ),
        answered_sharing_on=enrolment.sharing_at,
        shares=enrolment.sharing,
        awarded_on=enrolment.awarded_on,
    )
    add_pages(record)
    add_forms(record)
    return record


def rows(model, enrolment, *related):
    """An enrolment's rows in the order in which they were made, so that their numbers stay the same."""
    found = model.objects.filter(enrolment=enrolment).order_by("pk")
    return list(found.select_related(*related) if related else found)


def criteria_of(enrolment):
    """The criteria of the enrolment's own framework; a key criterion is known by its code (E20)."""
    key = Level.key_criteria.through.objects.filter(
        level=enrolment.level_id, criterion__code=OuterRef("code")
    )
    criteria = Criterion.objects.filter(framework=enrolment.framework_id).select_related("standard")
    return list(criteria.annotate(is_key=Exists(key)).in_order())


def level_pages(level):
    """The level's live module, audit and record sheet pages in tree order, with `code`, `audit`, `sheet`."""
    pages = Page.objects.live().annotate(
        code=F("modulepage__code"),
        audit=F("formpage__auditpage__pk"),
        sheet=F("formpage__reviewedformpage__recordsheetpage__pk"),
    )
    return pages.filter(
        Q(modulepage__level=level)
        | Q(formpage__auditpage__level=level)
        | Q(formpage__reviewedformpage__recordsheetpage__level=level)
    ).order_by("path")


def add_pages(record):
    """Fill in the level's modules, with what the mentor has finished, and where its forms are."""
    done = ModuleCompletion.objects.filter(enrolment=record.enrolment, module=OuterRef("pk"))
    pages = level_pages(record.level).annotate(
        completed_on=Subquery(done.values("completed_on")[:1]),
        reflection=Subquery(done.values("reflection")[:1]),
    )
    for page in pages:
        if page.code:
            record.modules.append(Module(page.code, page.title, page.completed_on, page.reflection or ""))
        elif page.audit:
            record.audit_page = record.audit_page or page
        else:
            record.sheet_page = record.sheet_page or page


def add_forms(record):
    """Fill in the audits and record sheets, and how far the sheet's review has come."""
    last = Sending.objects.filter(submission=OuterRef("pk")).order_by("-number")
    submissions = (
        Submission.objects.filter(
            Q(audit__enrolment=record.enrolment) | Q(record_sheet__enrolment=record.enrolment)
        )
        .select_related("audit", "record_sheet", "page")
        .annotate(sent_at=Subquery(last.values("sent_at")[:1]))
        .defer("answers", "page__steps")
        .order_by("pk")
    )
    for submission in submissions:
        (record.audits if hasattr(submission, "audit") else record.sheets).append(submission)
    if record.sheet and record.sheet.sent_at:
        add_round(record)


def add_round(record):
    """Fill in the record sheet's latest round: its stages, and why it was sent back if it was."""
    back = Decision.objects.filter(round=OuterRef("round"), outcome=Outcome.SENT_BACK)
    stages = (
        Stage.objects.filter(round__submission=record.sheet)
        .select_related("round", "school", "provider")
        .annotate(
            back_by=Subquery(back.values("signatory__name")[:1]),
            back_at=Subquery(back.values("at")[:1]),
            back_why=Subquery(back.values("comment")[:1]),
        )
    )
    stages = list(stages.order_by("round__number", "position"))
    if stages:
        last = stages[-1]
        record.round = last.round
        record.stages = [stage for stage in stages if stage.round_id == record.round.pk]
        if last.back_at:
            record.sent_back = SentBack(last.back_by, last.back_at, last.back_why)


def why_sent_back(submission):
    """Who sent a returned sheet back and why, in a sentence or two; "" while it is not returned."""
    if submission.status != Status.RETURNED:
        return ""
    backs = Decision.objects.filter(round__submission=submission, outcome=Outcome.SENT_BACK)
    last = backs.select_related("signatory").order_by("round__number").last()
    if last is None:
        return ""
    return f"{last.signatory.name} sent this back on {date_uk(last.at)}: {last.comment or 'reason erased.'}"


def subject(enrolment):
    """Facts about an enrolment for prefilling and addressing its forms.

    `school` (where the mentor works now, None without an appointment), `provider`, `level` and `framework`
    are rows.
    """
    person = enrolment.person
    return {
        "name": person.name,
        "email": person.email,
        "trn": person.trn or "",
        "school": school_of(person),
        "provider": enrolment.provider,
        "level": enrolment.level,
        "framework": enrolment.framework,
    }
