"""Very many mentors on their way, over ten school years: what the desks of provider leads count.

Those whose record sheet is sent are made in home/scale/sheets.py; these have not come so far.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cms.dates import school_year_start
from forms.models import Status, Submission
from home.scale.places import appoint, people_of
from home.scale.sheets import AT_ONCE, reference
from modules.models import Criterion, Level, ModulePage
from people.models.periods import months_after, today
from people.roles import Role
from portfolio.models import Audit, Enrolment, EvidenceCriterion, EvidenceItem, ModuleCompletion

YEARS = 10
PIECES, CRITERIA = 3, 4  # of evidence, and how many criteria each serves
AFTER_SHEETS = 10_000_000  # numbers of submissions from here on are not used by copies of sheets


def make_enrolments(pattern, places, count, first=1):
    """So many enrolments, dealt out to places and school years in turn; yields how many are there so far.

    Of four mentors one is on the second level with two audits; of three two have completed the modules; every
    second one has evidence. `pattern` is the sheet (sheets.Pattern) whose mentor's audit is copied; they are
    numbered from `first` on.
    """
    scheme, after = Scheme(pattern), first + count
    for begin in range(first, after, AT_ONCE):
        numbers = range(begin, min(begin + AT_ONCE, after))
        with transaction.atomic():
            _batch(scheme, places, numbers)
        yield numbers[-1] - first + 1


class Scheme:
    """The levels with their modules and criteria, and the audit to copy."""

    def __init__(self, pattern):
        self.levels = list(Level.objects.order_by("order"))
        self.modules = {
            level.pk: list(ModulePage.objects.live().filter(level=level)) for level in self.levels
        }
        self.criteria = list(Criterion.objects.filter(framework=pattern.enrolment.framework).in_order())
        self.audit = pattern.enrolment.audits.select_related("submission").first().submission
        self.this_year = school_year_start(today())

    def level_of(self, number):
        return self.levels[1 if number % 4 == 0 and len(self.levels) > 1 else 0]

    def started(self, number, places):
        """A day of a school year: all the places have mentors of every year."""
        year = number // places % YEARS
        return min(months_after(self.this_year, -12 * year) + timedelta(days=number % 60), today())


def _batch(scheme, places, numbers):
    at = [places[number % len(places)] for number in numbers]
    mentors = people_of("on-the-way", len(numbers), numbers[0])
    appoint(mentors, Role.MENTOR, [{"school": place.school} for place in at])
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            slug=f"w{number:07}",
            person=mentor,
            level=scheme.level_of(number),
            framework_id=scheme.levels[0].framework_id,
            provider=place.provider,
            started_on=scheme.started(number, len(places)),
        )
        for number, mentor, place in zip(numbers, mentors, at, strict=True)
    )
    rows = list(zip(numbers, enrolments, strict=True))
    _modules(scheme, rows)
    _evidence(scheme, rows)
    _audits(scheme, rows)


def _modules(scheme, rows):
    ModuleCompletion.objects.bulk_create(
        ModuleCompletion(
            enrolment=enrolment,
            module=module,
            completed_on=enrolment.started_on,
            reflection="What I learned.",
        )
        for number, enrolment in rows
        if number % 3
        for module in scheme.modules[enrolment.level_id]
    )


def _evidence(scheme, rows):
    items = EvidenceItem.objects.bulk_create(
        EvidenceItem(
            slug=f"e{number * PIECES + piece:07x}",
            enrolment=enrolment,
            title=f"Piece of evidence {piece + 1}",
            kind=EvidenceItem.Kind.MEETING,
            activity_date=enrolment.started_on,
            anonymous=True,
        )
        for number, enrolment in rows
        if number % 2
        for piece in range(PIECES)
    )
    EvidenceCriterion.objects.bulk_create(
        EvidenceCriterion(evidence=item, criterion=criterion)
        for position, item in enumerate(items)
        for criterion in _some(scheme.criteria, position)
    )


def _some(criteria, position):
    first = position * CRITERIA % len(criteria)
    return (criteria + criteria)[first : first + CRITERIA]


def _audits(scheme, rows):
    """An audit of each, two of those on the second level."""
    wanted = [
        (number, again, enrolment)
        for number, enrolment in rows
        for again in ((0, 1) if enrolment.level_id != scheme.levels[0].pk else (0,))
    ]
    now = timezone.now()
    submissions = Submission.objects.bulk_create(
        Submission(
            reference=reference(AFTER_SHEETS + 2 * number + again),
            owner=enrolment.person,
            page_id=scheme.audit.page_id,
            version_id=scheme.audit.version_id,
            status=Status.SENT,
            answers=scheme.audit.answers,
            created_at=now,
            changed_at=now,
        )
        for number, again, enrolment in wanted
    )
    kinds = (Audit.Kind.BASELINE, Audit.Kind.EXTRA)
    Audit.objects.bulk_create(
        Audit(enrolment=enrolment, submission=submission, kind=kinds[again])
        for (_, again, enrolment), submission in zip(wanted, submissions, strict=True)
    )
