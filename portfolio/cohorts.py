"""Many enrolments counted by the database: where they stand, how far they came, what their work shows.

Each function takes a queryset of enrolments and asks one query, however many there are. Whether everything
is in place only the law can say, mentor by mentor (portfolio/requirements.py); what is counted here are plain
facts that stand for it: a module counts when it is completed, a criterion when there is evidence for it,
whatever its date. Groups of fewer than FEWEST people are left out of what tells about people's work.
"""

from dataclasses import dataclass, field

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from forms.models import Status
from modules.models import Criterion, Level, ModulePage
from people.models import Appointment
from people.roles import Role
from portfolio.models import Audit, Award, EvidenceCriterion, ModuleCompletion, Observation, RecordSheet
from portfolio.record import signed_sheets
from reviews.models import Stage

FEWEST = 5
DONE = (Status.SENT, Status.ACCEPTED)

WORKING, READING, CHANGING, SIGNED, CERTIFIED = "working", "reading", "changing", "signed", "certified"
STEPS = {
    WORKING: "Working towards it",
    READING: "With reviewers",
    CHANGING: "Changes needed",
    SIGNED: "Signed off",
    CERTIFIED: "Certified",
}


@dataclass
class Asked:
    """What a level asks for, as far as the database can count it."""

    pk: int
    title: str
    modules: int = 0
    key_codes: set = field(default_factory=set)  # empty: every criterion of the mentor's framework (R19)


def levels():
    """The levels in order, each as Asked. One query."""
    pages = ModulePage.objects.live().filter(level=OuterRef("pk")).order_by().values("level")
    count = Coalesce(Subquery(pages.annotate(n=Count("pk")).values("n")), 0)
    found = {}
    rows = Level.objects.annotate(count=count).values_list("pk", "title", "count", "key_criteria__code")
    for pk, title, modules, code in rows.order_by("order"):
        level = found.setdefault(pk, Asked(pk, title, modules))
        level.key_codes |= {code} - {None}
    return list(found.values())


# --- where everybody stands --------------------------------------------------------------------------------


def with_step(enrolments):
    """Enrolments with `step`, one of STEPS: the look of a list, not the law's."""
    sheet = RecordSheet.objects.filter(enrolment=OuterRef("pk")).exclude(submission__status=Status.WITHDRAWN)
    award = Award.objects.valid().filter(person=OuterRef("person"), level=OuterRef("level"))
    signed = signed_sheets(OuterRef("person"), OuterRef("level"))
    enrolments = enrolments.annotate(
        sheet_status=Subquery(sheet.order_by("-submission").values("submission__status")[:1])
    )
    return enrolments.annotate(
        step=Case(
            When(Exists(award), then=Value(CERTIFIED)),
            When(sheet_status=Status.SENT, then=Value(READING)),
            When(sheet_status=Status.RETURNED, then=Value(CHANGING)),
            When(Q(sheet_status=Status.ACCEPTED) & Exists(signed), then=Value(SIGNED)),
            default=Value(WORKING),
        )
    )


def with_school(enrolments):
    """Enrolments with `school_id` and `school_name` of the post that the mentor holds today, if any."""
    posts = Appointment.objects.current().as_role(Role.MENTOR).filter(person=OuterRef("person"), acting=False)
    latest = posts.order_by("-start", "-pk")
    return enrolments.annotate(
        school_id=Subquery(latest.values("school")[:1]),
        school_name=Subquery(latest.values("school__name")[:1]),
    )


def standing(enrolments):
    """How many stand where: rows of {level, school_id, school_name, step, n}."""
    rows = with_school(with_step(enrolments)).order_by().values("level", "school_id", "school_name", "step")
    return list(rows.annotate(n=Count("pk")))


def by_school(enrolments):
    """How many are at which school: {school_id, school_name, mentors, due, reading, certified} each."""
    rows = with_school(with_joint(with_step(enrolments))).order_by().values("school_id", "school_name")
    counted = rows.annotate(
        mentors=Count("person", distinct=True),
        due=Count("pk", filter=Q(joint_due=True)),
        reading=Count("pk", filter=Q(step=READING)),
        certified=Count("pk", filter=Q(step=CERTIFIED)),
    )
    return list(counted)


def with_joint(enrolments):
    """Enrolments of `with_step` with `joint_due`: a joint observation is asked for, and none is noted."""
    held = Observation.objects.filter(enrolment=OuterRef("pk"), kind=Observation.Kind.JOINT)
    due = Q(level__needs_joint_observation=True) & ~Q(step=CERTIFIED) & ~Q(Exists(held))
    return enrolments.annotate(joint_due=Case(When(due, then=Value(True)), default=Value(False)))


def with_reader(enrolments):
    """Enrolments with `reader`: the role whose turn it is to read the record sheet, if it is anybody's."""
    stage = Stage.objects.open().filter(
        round__submission__record_sheet__enrolment=OuterRef("pk"), round__closed_at=None
    )
    return enrolments.annotate(reader=Subquery(stage.values("role")[:1]))


# --- how far they came -------------------------------------------------------------------------------------


def with_milestones(enrolments, asked):
    """Enrolments with `modules_completed`, `criteria_shown` and `criteria_asked`; `asked` is levels()."""
    completed = ModuleCompletion.objects.filter(
        enrolment=OuterRef("pk"), module__live=True, module__level=OuterRef("level")
    ).exclude(reflection="")
    done = completed.order_by().values("enrolment").annotate(n=Count("pk")).values("n")
    whole = Criterion.objects.filter(framework=OuterRef("framework")).order_by().values("framework")
    of_framework = Subquery(whole.annotate(n=Count("pk")).values("n"))
    shown = [When(level=level.pk, then=_criteria_shown(level)) for level in asked]
    wanted = [When(level=level.pk, then=Value(len(level.key_codes))) for level in asked if level.key_codes]
    return enrolments.annotate(
        modules_completed=Coalesce(Subquery(done), 0),
        criteria_shown=Case(*shown, default=Value(0), output_field=IntegerField()),
        criteria_asked=Case(*wanted, default=of_framework, output_field=IntegerField()),
    )


def _criteria_shown(level):
    """How many of the criteria that the level asks for have evidence."""
    links = EvidenceCriterion.objects.filter(
        evidence__enrolment=OuterRef("pk"),
        evidence__removed_at=None,
        criterion__framework=OuterRef("framework"),
    )
    if level.key_codes:
        links = links.filter(criterion__code__in=level.key_codes)
    counted = links.order_by().values("evidence__enrolment").annotate(n=Count("criterion", distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)


def has_all_modules(asked):
    """A condition on enrolments with milestones: every module of the level is completed."""
    found = Q(pk__in=())
    for level in asked:
        found |= Q(level=level.pk, modules_completed__gte=level.modules)
    return found


def has_all_evidence():
    """A condition on enrolments with milestones: every key criterion has evidence, whatever its date."""
    return Q(criteria_shown__gte=F("criteria_asked"))


def funnel(enrolments, asked):
    """How many came how far: {enrolled, audited, modules, evidence, sent, signed, certified}.

    Whoever has sent the record sheet has come past everything before it, also where it was waived.
    """
    sheets = RecordSheet.objects.filter(enrolment=OuterRef("pk"))
    audits = Audit.objects.filter(enrolment=OuterRef("pk"), submission__status__in=DONE)
    award = Award.objects.valid().filter(person=OuterRef("person"), level=OuterRef("level"))
    rows = with_milestones(enrolments, asked).annotate(
        is_sent=Exists(sheets.filter(submission__rounds__isnull=False)),
        is_signed=Exists(sheets.filter(submission__status=Status.ACCEPTED)),
        is_audited=Exists(audits),
        is_certified=Exists(award),
    )
    reached = {
        "audited": Q(is_audited=True) | Q(is_sent=True),
        "modules": has_all_modules(asked) | Q(is_sent=True),
        "evidence": has_all_evidence() | Q(is_sent=True),
        "sent": Q(is_sent=True),
        "signed": Q(is_signed=True),
        "certified": Q(is_certified=True),
    }
    counts = {name: Count("pk", filter=condition) for name, condition in reached.items()}
    return rows.aggregate(enrolled=Count("pk"), **counts)


# --- what their work shows ---------------------------------------------------------------------------------


def coverage(enrolments):
    """How many mentors have evidence for which criterion: {(level id, code): number}."""
    links = EvidenceCriterion.objects.filter(
        evidence__enrolment__in=enrolments.order_by().values("pk"), evidence__removed_at=None
    )
    rows = links.order_by().values("criterion__code", level=F("evidence__enrolment__level"))
    rows = rows.annotate(n=Count("evidence__enrolment", distinct=True))
    return {(row["level"], row["criterion__code"]): row["n"] for row in rows}


def criteria_of():
    """The criteria of the frameworks that levels use now, in order, each with its standard. One query."""
    used = Criterion.objects.filter(framework__in=Level.objects.values("framework"))
    return list(used.select_related("standard").in_order())
