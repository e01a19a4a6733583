"""Reads a mentor's record (portfolio/facts.py) in a constant number of queries."""

from django.db.models import Exists, F, OuterRef, Q, Subquery
from wagtail.models import Page

from cms.dates import date_uk
from forms.models import Sending, Status, Submission
from modules.models import Criterion, Level, YearStage
from people.models import SharingDecision
from people.models.periods import today
from people.permissions import school_of
from portfolio import ratings
from portfolio.facts import Module, Record, SentBack
from portfolio.models import (
    Award,
    Conversation,
    Enrolment,
    EvidenceCriterion,
    Exemption,
    ModuleCompletion,
    Observation,
    Placement,
)
from reviews.models import Decision, Outcome, Round, Stage


def with_answers(enrolments):
    """Enrolments with their rows, the person's latest answer about sharing, and the dates of the valid award
    and of the one at the level before; whether that one is signed and not issued yet.
    """
    awards = Award.objects.valid().filter(person=OuterRef("person"))
    award = awards.filter(level=OuterRef("level"))
    before = awards.filter(level=OuterRef("level__prerequisite"))
    exempt = Exemption.objects.valid().filter(person=OuterRef("person"), level=OuterRef("level"))
    answer = SharingDecision.objects.filter(person=OuterRef("person")).order_by("-at", "-pk")
    rows = ("person", "level__prerequisite", "framework", "provider")
    return enrolments.select_related(*rows).annotate(
        awarded_on=Subquery(award.values("awarded_on")[:1]),
        prerequisite_on=Subquery(before.values("awarded_on")[:1]),
        has_exemptions=Exists(exempt),
        prerequisite_signed=Exists(signed_sheets(OuterRef("person"), OuterRef("level__prerequisite"))),
        sharing_at=Subquery(answer.values("at")[:1]),
        sharing=Subquery(answer.values("shares")[:1]),
    )


def signed_sheets(person, level):
    """Rounds of the person's record sheets of a level that everybody signed and nobody closed yet (E9)."""
    return Round.objects.filter(
        submission__record_sheet__enrolment__person=person,
        submission__record_sheet__enrolment__level=level,
        signed_at__isnull=False,
        closed_at=None,
        award=None,
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
        observations=rows(Observation, enrolment, "recorded_by"),
        placements=rows(Placement, enrolment, "school", "provider", "provider_phase__stage"),
        links=list(
            EvidenceCriterion.objects.filter(evidence__enrolment=enrolment).select_related("evidence")
        ),
        answered_sharing_on=enrolment.sharing_at,
        shares=enrolment.sharing,
        awarded_on=enrolment.awarded_on,
        exemptions=exemptions_of(enrolment) if enrolment.has_exemptions else {},
        prerequisite_on=enrolment.prerequisite_on,
        prerequisite_signed=enrolment.prerequisite_signed,
    )
    if record.level.needs_full_cycle:
        record.stages_of_the_year = list(YearStage.objects.all())
    add_pages(record)
    add_forms(record)
    add_comparison(record)
    return record


def exemptions_of(enrolment):
    """{key of a requirement: what is waived for the person at this level, with who decided}."""
    valid = Exemption.objects.valid().filter(person=enrolment.person_id, level=enrolment.level_id)
    return {row.requirement: row for row in valid.select_related("decided_by", "provider")}


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


def add_comparison(record):
    """Fill in how the level's audit differs from the mentor's first, where it has to be done again (R12)."""
    if not (record.level.needs_second_audit and record.audit):
        return
    sendings = list(sent_audits(record.enrolment.person_id))
    latest = next(sending for sending in sendings if sending.submission_id == record.audit.pk)
    if sendings[0] != latest:
        record.compared_with = sendings[0].sent_at
        record.comparison = ratings.compare(sendings[0], latest)


def sent_audits(person):
    """The last sending of each audit of the person, at any level, with its version; oldest first."""
    again = Sending.objects.filter(submission=OuterRef("submission"), number__gt=OuterRef("number"))
    audits = Sending.objects.filter(
        ~Exists(again),
        submission__audit__enrolment__person=person,
        submission__status__in=(Status.SENT, Status.ACCEPTED),
    )
    return audits.select_related("version").order_by("sent_at", "pk")


def add_round(record):
    """Fill in the record sheet's latest round: its stages, and why it was sent back if it was."""
    back = Decision.objects.filter(round=OuterRef("round"), outcome=Outcome.SENT_BACK)
    stages = (
        Stage.objects.filter(round__submission=record.sheet)
        .select_related("round", "school", "provider", "claimed_by")
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
