"""What a mentor is reminded of: what lies half done, what has ended, what ends soon (R13, R15, E11, E12).

Nothing about a level that they have left, paused or reached, nor while others read the record sheet.
"""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.utils import timezone

from cms.dates import date_uk
from forms.models import Status, Submission
from modules.models import Level, YearStage
from people.models.periods import today
from portfolio import cycle
from portfolio.ahead import window_ends
from portfolio.models import (
    Audit,
    Award,
    Enrolment,
    Event,
    EvidenceItem,
    ModuleCompletion,
    Placement,
    Request,
)
from portfolio.reminders.lines import Line

AUDIT_LIES, NOTHING_DONE = timedelta(days=14), timedelta(days=30)
BEFORE_THE_WINDOW_ENDS = timedelta(days=60)
AFTER_A_PAUSE = timedelta(days=60)
WITH_OTHERS = (Status.SENT, Status.ACCEPTED)


def lines(people):
    """Lines of these people's own enrolments, in about a dozen queries however many they are."""
    enrolments = {row.pk: row for row in under_way(people)}
    requests = _granted(enrolments)
    active = [row for pk, row in enrolments.items() if not _goes_on(pauses_of(requests[pk]))]
    placements, stages, lying = _placements(active), _stages(active), _audits(active)
    for enrolment in active:
        own, granted = placements[enrolment.pk], requests[enrolment.pk]
        found = [*_audit(enrolment, lying), *_ended(enrolment, own), *_after_pause(enrolment, granted)]
        found += _window(enrolment, own, granted, stages[enrolment.level_id])
        yield from found or _quiet(enrolment)


def under_way(people):
    """Current enrolments of these people at levels not reached, with when each was last worked on."""
    award = Award.objects.valid().filter(person=OuterRef("person"), level=OuterRef("level"))
    sheets = Submission.objects.filter(record_sheet__enrolment=OuterRef("pk"), status__in=WITH_OTHERS)
    rows = Enrolment.objects.current().filter(~Exists(award), person__in=people, person__is_active=True)
    return rows.select_related("level").annotate(
        is_with_others=Exists(sheets),
        wrote_at=_latest(EvidenceItem.objects, "changed_at"),
        sheet_at=_latest(Submission.objects, "changed_at", "record_sheet__enrolment"),
        audit_at=_latest(Submission.objects, "changed_at", "audit__enrolment"),
        event_at=_latest(Event.objects, "at"),
        module_on=_latest(ModuleCompletion.objects, "completed_on"),
    )


def _latest(rows, column, owner="enrolment"):
    found = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Subquery(found.annotate(latest=Max(column)).values("latest"))


def touched_on(enrolment):
    """The day on which the mentor last worked on the enrolment, as far as it is known."""
    moments = (enrolment.wrote_at, enrolment.sheet_at, enrolment.audit_at, enrolment.event_at)
    days = [timezone.localdate(moment) for moment in moments if moment]
    return max([*days, *filter(None, [enrolment.module_on]), enrolment.started_on])


def _granted(enrolments):
    """{enrolment's id: granted pauses and extensions}."""
    found = defaultdict(list)
    for row in Request.objects.granted().filter(enrolment__in=enrolments).order_by("start", "pk"):
        found[row.enrolment_id].append(row)
    return found


def pauses_of(requests):
    """[(first day, last day or None)] of these granted requests that are pauses."""
    return [(row.start, row.end) for row in requests if row.kind == Request.Kind.PAUSE]


def _goes_on(pauses):
    return any(start <= today() and (end is None or end >= today()) for start, end in pauses)


def _stages(enrolments):
    """{id of a level: the stages of the year that its cycle covers}; none chosen means all (R14)."""
    levels = {row.level_id for row in enrolments if row.level.needs_full_cycle}
    every = {stage.pk: stage for stage in YearStage.objects.all()} if levels else {}
    chosen = defaultdict(list)
    for level, stage in Level.stages.through.objects.filter(level__in=levels).values_list(
        "level", "yearstage"
    ):
        chosen[level].append(every[stage])
    return defaultdict(list, {level: chosen[level] or list(every.values()) for level in levels})


def _audits(enrolments):
    """{enrolment's id: an audit begun and not touched for two weeks}."""
    lie = Q(submission__status=Status.DRAFT, submission__changed_at__lt=timezone.now() - AUDIT_LIES)
    rows = Audit.objects.filter(lie, enrolment__in=enrolments).select_related("submission").order_by("pk")
    return {row.enrolment_id: row for row in rows}


def _placements(enrolments):
    found = defaultdict(list)
    for row in Placement.objects.filter(enrolment__in=enrolments).select_related("provider_phase", "school"):
        found[row.enrolment_id].append(row)
    return found


# --- the lines ---------------------------------------------------------------------------------------------


def _audit(enrolment, lying):
    """The audit was begun and then left (R11)."""
    if draft := lying.get(enrolment.pk):
        facts = f"Begun and not completed; last saved on {date_uk(draft.submission.changed_at)}."
        key = f"portfolio/audit/{draft.submission.reference}"
        yield Line(enrolment.person_id, key, f"Your confidence audit for {enrolment.level.title}", facts)


def _ended(enrolment, placements):
    """Placements whose last day is behind them, and nobody has said whether they were seen through (R13)."""
    if not enrolment.level.needs_completion or enrolment.is_with_others:
        return
    for row in placements:
        if row.end < today() and not (row.completed or row.interrupted):
            facts = f"Its last day was {date_uk(row.end)}. Mark it as completed if you saw it through."
            key = f"portfolio/placement/{row.slug}/{row.end}"
            yield Line(enrolment.person_id, key, f"Your placement at {row.school.name}", facts)


def _window(enrolment, placements, granted, stages):
    """The time for a full cycle ends within two months, and stages of the year are still to come (R15)."""
    counting = [row for row in placements if row.counts != Placement.Counts.NOT]
    if not (enrolment.level.needs_full_cycle and counting) or enrolment.is_with_others:
        return
    if not cycle.missing_stages(stages, [row for row in counting if row.end < today()]):
        return
    months = enrolment.level.window_months + sum(row.months or 0 for row in granted)
    ends = window_ends(min(row.start for row in counting), months, pauses_of(granted))
    if today() <= ends <= today() + BEFORE_THE_WINDOW_ENDS:
        facts = f"The time for your placements ends on {date_uk(ends)}. You can ask your provider for more."
        key = f"portfolio/window/{enrolment.slug}/{ends}"
        yield Line(enrolment.person_id, key, f"Your placements for {enrolment.level.title}", facts)


def _after_pause(enrolment, granted):
    """A pause that has ended lately, while nothing has been done since (E12)."""
    ended = (row for row in granted if row.kind == Request.Kind.PAUSE and row.end)
    for row in ended:
        if today() - AFTER_A_PAUSE <= row.end < today() and touched_on(enrolment) <= row.end:
            facts = f"Your pause ended on {date_uk(row.end)}. You can go on where you left off."
            key = f"portfolio/pause/{row.slug}"
            yield Line(enrolment.person_id, key, f"Your way to {enrolment.level.title}", facts)


def _quiet(enrolment):
    """Nothing was done for a month, and nothing waits for somebody else."""
    since = touched_on(enrolment)
    if enrolment.is_with_others or today() - since < NOTHING_DONE:
        return
    facts = f"Nothing has changed since {date_uk(since)}. Your desk shows the next step."
    yield Line(
        enrolment.person_id,
        f"portfolio/next/{enrolment.slug}/{since}",
        f"Your way to {enrolment.level.title}",
        facts,
    )
