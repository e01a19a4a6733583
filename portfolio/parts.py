"""The parts of mentors' records (portfolio/facts.py), read for many enrolments in one query each.

Each function takes Records and fills in what it reads. `portfolio.record.load_many` calls them all.
"""

from collections import defaultdict
from copy import copy
from itertools import groupby

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Coalesce
from wagtail.models import Page

from modules.models import Criterion, Level, YearStage
from people.models import Appointment, Provider, User
from people.roles import Role
from portfolio.facts import Module, waits_for_confirmation
from portfolio.models import (
    Conversation,
    EvidenceCriterion,
    Exemption,
    Observation,
    Placement,
    Request,
)
from portfolio.papers import add_papers
from portfolio.together import known, together


def by_enrolment(records):
    """{id of an enrolment: its Record}."""
    return {record.enrolment.pk: record for record in records}


# --- what the level asks for ------------------------------------------------------------------------------


def add_criteria(records):
    """The criteria of each enrolment's own framework; a key criterion is known by its code (E20)."""
    levels = {record.level.pk for record in records}
    key = Level.key_criteria.through.objects.filter(criterion__code=OuterRef("code"))
    rows = Criterion.objects.filter(framework__in={record.enrolment.framework_id for record in records})
    rows = rows.select_related("standard").in_order()
    rows = rows.annotate(**{f"key_at_{level}": Exists(key.filter(level=level)) for level in levels})
    criteria = defaultdict(list)
    for row in rows:
        for level in levels:
            criterion = copy(row)
            criterion.is_key = getattr(row, f"key_at_{level}")
            criteria[row.framework_id, level].append(criterion)
    for record in records:
        record.criteria = criteria[record.enrolment.framework_id, record.level.pk]


def stages(levels):
    """The stages of the year, each with `at_5` for whether the level 5 names it as one of its own."""
    named = Level.stages.through.objects.filter(yearstage=OuterRef("pk"))
    return YearStage.objects.annotate(
        **{f"at_{level}": Exists(named.filter(level=level)) for level in levels}
    )


def add_stages(record, stages):
    """The stages that the level's full cycle covers; all, where the level names none (R14)."""
    if record.level.needs_full_cycle:
        stages = sorted(stages, key=lambda stage: stage.order)
        chosen = [stage for stage in stages if getattr(stage, f"at_{record.level.pk}")]
        record.stages_of_the_year = chosen or stages


def level_pages(levels):
    """The live module, audit and record sheet pages of levels in tree order; `of` is a page's level."""
    pages = Page.objects.live().annotate(
        code=F("modulepage__code"),
        audit=F("formpage__auditpage__pk"),
        sheet=F("formpage__reviewedformpage__recordsheetpage__pk"),
        of=Coalesce(
            "modulepage__level",
            "formpage__auditpage__level",
            "formpage__reviewedformpage__recordsheetpage__level",
        ),
    )
    return pages.filter(of__in=levels).order_by("path")


def add_pages(records):
    """The level's modules, with what the mentor has finished, and where its forms are.

    A page comes once for each enrolment that has completed it, else once.
    """
    found = by_enrolment(records)
    pages = level_pages({record.level.pk for record in records}).annotate(
        done=FilteredRelation(
            "modulepage__completions", condition=Q(modulepage__completions__enrolment__in=list(found))
        ),
        enrolment=F("done__enrolment"),
        completed_on=F("done__completed_on"),
        reflection=F("done__reflection"),
    )
    levels = defaultdict(list)
    for _, rows in groupby(pages, key=lambda page: page.pk):
        rows = list(rows)
        levels[rows[0].of].append((rows[0], {row.enrolment: row for row in rows if row.enrolment}))
    for record in records:
        for page, done in levels[record.level.pk]:
            add_page(record, page, done.get(record.enrolment.pk))


def add_page(record, page, done):
    """One page of the level; `done` says what the mentor has made of a module, None for nothing yet."""
    if page.code:
        facts = (done.completed_on, done.reflection) if done else ()
        record.modules.append(Module(page.code, page.title, *facts))
    elif page.audit:
        record.audit_page = record.audit_page or page
    else:
        record.sheet_page = record.sheet_page or page


# --- the mentor's work ------------------------------------------------------------------------------------


def add_placements(records):
    """Placements in the order in which they were made, so that their numbers stay the same."""
    found = by_enrolment(records)
    rows = Placement.objects.filter(enrolment__in=list(found)).order_by("pk")
    for row in rows.select_related("school", "provider", "provider_phase__stage", "decided_by"):
        found[row.enrolment_id].placements.append(row)


def add_evidence(records):
    """The criteria that the evidence shows, and who has still to confirm a conversation (R18)."""
    found = by_enrolment(records)
    other = OuterRef("evidence__other")
    tutors = Appointment.objects.current().filter(role=Role.LINK_TUTOR, person=other)
    links = (
        EvidenceCriterion.objects.filter(evidence__enrolment__in=list(found), evidence__removed_at=None)
        .select_related("evidence")
        .annotate(with_name=F("evidence__other__name"), with_tutor=Exists(tutors))
    )
    for link in links:
        record = found[link.evidence.enrolment_id]
        record.links.append(link)
        if waits_for_confirmation(link.evidence):
            role = Role.LINK_TUTOR if link.with_tutor else Role.PCM
            record.confirmers[link.evidence_id] = (link.with_name, role.value)
    add_foreign_criteria([link for record in records for link in record.foreign_links])


def add_foreign_criteria(links):
    """The criteria of other standards, which are named though they do not count (E20); they are rare."""
    if links:
        criteria = Criterion.objects.select_related("framework")
        criteria = criteria.in_bulk({link.criterion_id for link in links})
        for link in links:
            link.criterion = criteria[link.criterion_id]


# --- a few rows of many tables ----------------------------------------------------------------------------


def add_small(records):
    """Conversations, observations, waivers, requests, stages of the year: a little of each, so at once."""
    enrolments, levels = list(by_enrolment(records)), {record.level.pk for record in records}
    of_people = {"person__in": {record.enrolment.person_id for record in records}, "level__in": levels}
    names = {"provider_name": F("provider__name")}
    found = together(
        talks=Conversation.objects.filter(enrolment__in=enrolments),
        seen=Observation.objects.filter(enrolment__in=enrolments),
        waived=Exemption.objects.valid()
        .filter(**of_people)
        .annotate(decided_by_name=F("decided_by__name"), **names),
        asked=Request.objects.filter(**of_people).annotate(**names),
        stages=stages(levels),
    )
    talks, seen = grouped(found["talks"], enrolment_of), grouped(found["seen"], enrolment_of)
    waived, asked = grouped(found["waived"], person_and_level), grouped(found["asked"], person_and_level)
    for record in records:
        key, whose = record.enrolment.pk, person_and_level(record.enrolment)
        record.conversations, record.observations = talks[key], seen[key]
        add_exemptions(record, waived[whose])
        add_requests(record, asked[whose])
        add_stages(record, found["stages"])


def grouped(rows, key):
    """{key of a row: rows in the order in which they were made}, so that their numbers stay the same."""
    found = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.pk):
        found[key(row)].append(row)
    return found


def enrolment_of(row):
    return row.enrolment_id


def person_and_level(row):
    """Whose and at which level: what waivers and requests belong to, enrolled or not (R7)."""
    return row.person_id, row.level_id


def add_exemptions(record, rows):
    """What is waived for the person at this level, with who decided (R7, R20)."""
    for row in rows:
        row.decided_by = known(User, row.decided_by_id, name=row.decided_by_name)
        row.provider = known(Provider, row.provider_id, name=row.provider_name)
    record.exemptions = {row.requirement: row for row in rows}


def add_requests(record, rows):
    """What the person asked for at this level, and what that gave this enrolment: pauses, more time."""
    for row in rows:
        row.provider = known(Provider, row.provider_id, name=row.provider_name)
    record.requests = sorted(rows, key=lambda row: (row.asked_at, row.pk), reverse=True)
    granted = [row for row in rows if row.granted and row.enrolment_id == record.enrolment.pk]
    record.extra_months = sum(row.months for row in granted if row.kind == Request.Kind.EXTENSION)
    pauses = ((row.start, row.end) for row in granted if row.kind == Request.Kind.PAUSE)
    record.pauses = sorted(pauses, key=lambda pause: pause[0])


FILL = (
    add_criteria,
    add_pages,
    add_small,
    add_placements,
    add_evidence,
    add_papers,
)
