"""What the office sees at a glance: who can be certified now, who needs it first, and where everyone is."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone

from cms.dates import school_year_start
from forms.models import Status as Sent
from people.roles import Role
from portfolio.models import Audit, Award, Enrolment, RecordSheet
from register.layout import problems
from register.models import Status
from register.permissions import already_certified, certificates_visible_to, offices_of
from register.standing import with_standing
from register.wording import facts_of, role_word
from reviews.models import Outcome, Stage

LATELY = 10
PROBLEMS_AND_LATELY = 50  # how many certificates the desk looks at: those not made yet first


@dataclass(frozen=True)
class Row:
    """A record sheet that everybody signed: what will print, and what stands against it."""

    reference: str
    mentor: str  # the account's name, in case nobody can read what was asked to print
    facts: object
    level: str
    signed: list  # [(short role, moment)]
    tag: str = ""  # what kind of exception it is, in two words
    reasons: tuple = ()
    action: str = ""  # the one thing to do about it

    @property
    def is_ready(self):
        """Whether it can be issued by the person who looks at it."""
        return not self.reasons


def row_of(round_, user):
    """The Row of a round from `register.rounds`; asks the database nothing."""
    facts = facts_of(round_, by=user)
    level = round_.submission.record_sheet.enrolment.level
    signed = [
        (Role(line.role).heading, line.at)
        for line in round_.decisions.all()
        if line.outcome == Outcome.SIGNED
    ]
    against = exception(round_, user, facts, level)
    return Row(
        round_.submission.reference, round_.submission.owner.name, facts, level.title, signed, *against
    )


SETTLE, ASK, OPEN = "See who else can", "Ask about it", "Look at it"


def exception(round_, user, facts, level):
    """(tag, reasons, action) of what stands against issuing, or nothing."""
    if round_.held:
        return "Possible double", (already_certified(level),), OPEN
    if missing := [role for role in level.required_signatures if role not in _roles(round_)]:
        words = ", ".join(role_word(role) for role in missing)
        return "Signature missing", (f"The level asks for this signature too: {words}.",), OPEN
    if found := problems(facts):
        return "Cannot print", tuple(found), ASK
    if user.pk in _hands(round_):
        return "Not by you", (NOT_BY_YOU,), SETTLE
    return ()


NOT_BY_YOU = "You took part in this record sheet yourself, so a colleague has to issue the certificate."


def _roles(round_):
    return {line.role for line in round_.decisions.all() if line.outcome == Outcome.SIGNED}


def _hands(round_):
    """Everybody who sent, signed or recorded a signature here: none of them issues (T6, E23)."""
    signed = [line for line in round_.decisions.all() if line.outcome == Outcome.SIGNED]
    people = [person for line in signed for person in (line.signatory_id, line.recorded_by_id)]
    return {round_.submission.owner_id, *people}


def certificates_at_work(user):
    """(being made, failed, to be decided about, issued lately) of the person's offices, in one query.

    An edition that was replaced is not among them: another one stands in its place.
    """
    unmade_first = Case(
        When(status=Status.ISSUING, then=Value(0)),
        When(~Q(problem=""), then=Value(0)),
        When(Q(waits=True) | Q(under_review=True), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = list(
        with_standing(certificates_visible_to(user))
        .filter(provider__in=offices_of(user))
        .exclude(status=Status.SUPERSEDED)
        .select_related("level", "award__round__submission")
        .order_by(unmade_first, "-issued_at", "-pk")[:PROBLEMS_AND_LATELY]
    )
    failed = [row for row in rows if row.problem]
    made = [row for row in rows if row.status == Status.ISSUING and not row.problem]
    issued = [row for row in rows if row.status != Status.ISSUING and not row.problem]
    lately = sorted(issued, key=lambda row: row.issued_at, reverse=True)[:LATELY]
    decide = [row for row in rows if row.waits or row.under_review]
    return made, failed, decide, lately


def with_reviewers(user):
    """How many record sheets wait at each stage for whom: [{who, waiting, late}], in order."""
    stages = Stage.objects.open().filter(
        round__submission__provider__in=offices_of(user), round__submission__record_sheet__isnull=False
    )
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    counts = stages.values("position", "role").annotate(waiting=Count("pk"), late=late).order_by("position")
    return [{**row, "who": Role(row["role"]).short} for row in counts]


def funnel(user):
    """Where those are who started this school year: [{count, what, share of the first}]."""
    begun = school_year_start(timezone.localdate())
    sheets = RecordSheet.objects.filter(enrolment=OuterRef("pk"))
    audits = Audit.objects.filter(enrolment=OuterRef("pk")).exclude(submission__status=Sent.DRAFT)
    awards = Award.objects.valid().filter(enrolment=OuterRef("pk"))
    reached = {
        "audited": Exists(audits),
        "sent": Exists(sheets.filter(submission__rounds__isnull=False)),
        "signed": Exists(sheets.filter(submission__status=Sent.ACCEPTED)),
        "awarded": Exists(awards),
    }
    enrolments = Enrolment.objects.current().filter(provider__in=offices_of(user), started_on__gte=begun)
    found = enrolments.aggregate(
        started=Count("pk"), **{name: Count("pk", filter=Q(condition)) for name, condition in reached.items()}
    )
    steps = [
        ("started", "started"),
        ("audited", "first audit done"),
        ("sent", "record sheet sent"),
        ("signed", "signed off"),
        ("awarded", "certificate issued"),
    ]
    of = found["started"]
    return [{"count": found[key], "what": what, "share": _share(found[key], of)} for key, what in steps]


def _share(count, of):
    return f"{round(100 * count / of)}%" if of else ""
