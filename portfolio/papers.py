"""The audits and record sheets of many mentors, and how far each sheet has come (portfolio/parts.py)."""

from collections import defaultdict

from django.db.models import OuterRef, Q, Subquery

from cms.dates import local
from forms.models import FormVersion, Sending, Status, Submission
from portfolio import ratings
from portfolio.facts import SentBack
from reviews.models import Decision, Outcome, Stage


def add_papers(records):
    """Audits and record sheets, the comparison of two audits, and how far the sheet's review has come.

    An audit of an earlier level is read as well: progress is told from a person's first audit of all (R12).
    """
    found = {record.enrolment.pk: record for record in records}
    last = Sending.objects.filter(submission=OuterRef("pk")).order_by("-number")
    submissions = (
        Submission.objects.filter(
            Q(audit__enrolment__person__in={record.enrolment.person_id for record in records})
            | Q(record_sheet__enrolment__in=list(found))
        )
        .select_related("audit__account_accepted_by", "audit__enrolment", "record_sheet", "page")
        .annotate(sent_at=Subquery(last.values("sent_at")[:1]), sending=Subquery(last.values("pk")[:1]))
        .defer("answers", "page__steps")
        .order_by("pk")
    )
    audits = defaultdict(list)
    for submission in submissions:
        if not hasattr(submission, "audit"):
            found[submission.record_sheet.enrolment_id].sheets.append(submission)
            continue
        if submission.status in (Status.SENT, Status.ACCEPTED):
            audits[submission.audit.enrolment.person_id].append(submission)
        if record := found.get(submission.audit.enrolment_id):
            record.audits.append(submission)
    for record in records:
        add_acceptance(record)
    add_comparisons(records, audits)
    add_rounds([record for record in records if record.sheet and record.sheet.sent_at])


def add_acceptance(record):
    """Who accepted the account in the latest audit, and when (E10)."""
    row = record.audit and record.audit.audit
    if row and row.account_accepted_at:
        record.account_accepted = (row.account_accepted_by.name, local(row.account_accepted_at).date())


def add_comparisons(records, audits):
    """How the level's audit differs from the person's first, where it has to be done again (R12).

    `audits` are {person: audits that were sent, at any level}.
    """
    pairs = {}
    for record in records:
        if record.level.needs_second_audit and record.audit:
            first = min(audits[record.enrolment.person_id], key=lambda each: (each.sent_at, each.sending))
            if first.sending != record.audit.sending:
                record.compared_with = first.sent_at
                pairs[record.enrolment.pk] = (first.sending, record.audit.sending)
    parts = audit_parts({sending for pair in pairs.values() for sending in pair}) if pairs else {}
    for record in records:
        if pair := pairs.get(record.enrolment.pk):
            record.comparison = ratings.compared(*(parts[sending] for sending in pair))


def audit_parts(sendings):
    """{id of a Sending: its sealed answers}: one query for one mentor’s audits, two for those of many."""
    parts = ratings.audit_parts(sendings)
    if len(sendings) <= 2:
        parts = list(parts.select_related("sending__version"))
    else:  # many share a few versions, each of them large
        parts = list(parts.select_related("sending"))
        versions = FormVersion.objects.in_bulk({part.sending.version_id for part in parts})
        for part in parts:
            part.sending.version = versions[part.sending.version_id]
    found = defaultdict(list)
    for part in parts:
        found[part.sending_id].append(part)
    return found


def add_rounds(records):
    """The record sheet's latest round: its stages, and why it was sent back if it was."""
    if not records:
        return
    back = Decision.objects.filter(round=OuterRef("round"), outcome=Outcome.SENT_BACK)
    rows = (
        Stage.objects.filter(round__submission__in=[record.sheet.pk for record in records])
        .select_related("round", "school", "provider", "claimed_by")
        .annotate(
            back_by=Subquery(back.values("signatory__name")[:1]),
            back_at=Subquery(back.values("at")[:1]),
            back_why=Subquery(back.values("comment")[:1]),
        )
    )
    stages = defaultdict(list)
    for stage in rows.order_by("round__number", "position"):
        stages[stage.round.submission_id].append(stage)
    for record in records:
        add_round(record, stages[record.sheet.pk])


def add_round(record, stages):
    """The latest round of one sheet, from all its stages in order."""
    if stages:
        last = stages[-1]
        record.round = last.round
        record.stages = [stage for stage in stages if stage.round_id == record.round.pk]
        if last.back_at:
            record.sent_back = SentBack(last.back_by, last.back_at, last.back_why)
