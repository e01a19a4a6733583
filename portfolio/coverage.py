"""The coverage matrix: evidence for each criterion, and which modules touch it (R8, R17, R19; scheme.md 1.2).

Modules are matched to the enrolment's own version of the standards by the codes of their criteria (E20).
"""

from dataclasses import dataclass
from datetime import date

from modules.models import ModulePage
from portfolio.answers import listed
from portfolio.models import ModuleCompletion


@dataclass(frozen=True)
class Touch:
    """A module, when the mentor finished it (None: not yet), and the codes of the criteria it touches."""

    code: str
    title: str
    completed_on: date | None
    codes: frozenset


@dataclass(frozen=True)
class Row:
    """A criterion with its evidence and its modules. `counted` pieces count, `others` do not."""

    criterion: object
    is_key: bool
    counted: int
    others: int
    modules: list

    @property
    def is_missing(self):
        """Whether it is a key criterion that nothing shows yet."""
        return self.is_key and not self.counted

    @property
    def heat(self):
        """How much there is, for the look of the cell: 0 to 3."""
        return min(self.counted, 3)


@dataclass(frozen=True)
class Coverage:
    """Both directions of the matrix: [(standard, [Row])] and the modules."""

    groups: list
    modules: list

    @property
    def rows(self):
        return [row for _, rows in self.groups for row in rows]

    @property
    def missing(self):
        """Key criteria without evidence that counts."""
        return [row.criterion for row in self.rows if row.is_missing]

    @property
    def untouched(self):
        """Key criteria that no module touches: their evidence comes from practice."""
        return [row.criterion for row in self.rows if row.is_key and not row.modules]

    @property
    def ahead(self):
        """Key criteria that only modules touch which the mentor has not finished."""
        return [
            row.criterion
            for row in self.rows
            if row.is_key and row.modules and not any(module.completed_on for module in row.modules)
        ]

    @property
    def finding(self):
        """What the matrix says about evidence, in a sentence or two; what is missing first."""
        asked = sum(row.is_key for row in self.rows)
        covered = f"{asked - len(self.missing)} of {asked} key criteria have evidence."
        return f"Still without evidence: {codes(self.missing)}. {covered}" if self.missing else covered

    @property
    def module_finding(self):
        """What it says about modules."""
        said = []
        if self.untouched:
            said.append(f"No module touches {codes(self.untouched)}: show them from your practice.")
        if self.ahead:
            said.append(f"Only modules that you have not finished touch {codes(self.ahead)}.")
        return " ".join(said) or "You have finished a module for every key criterion."

    @property
    def by_module(self):
        """[(module, [(standard, its codes that the module touches)])] over all standards."""
        return [
            (
                module,
                [
                    (standard, [row.criterion.code for row in rows if row.criterion.code in module.codes])
                    for standard, rows in self.groups
                ],
            )
            for module in self.modules
        ]


def codes(criteria):
    """ "S1.1, S2.4 and S3.3"."""
    return listed(criterion.code for criterion in criteria)


def coverage(record):
    """The Coverage of a record: three queries beyond it, however much evidence there is."""
    modules = modules_up_to(record.level, record.enrolment.person)
    key = {criterion.pk for criterion in record.key_criteria}
    groups = {}
    for criterion in record.criteria:
        links = record.links_by_criterion[criterion.pk]
        counted = sum(record.counts(link.evidence) for link in links)
        touching = [module for module in modules if criterion.code in module.codes]
        row = Row(criterion, criterion.pk in key, counted, len(links) - counted, touching)
        groups.setdefault(criterion.standard, []).append(row)
    return Coverage(list(groups.items()), modules)


def modules_up_to(level, person):
    """The live modules of this level and those before, in order, with what the person has finished."""
    pages = ModulePage.objects.live().filter(level__order__lte=level.order).prefetch_related("criteria")
    done = dict(
        ModuleCompletion.objects.filter(enrolment__person=person, enrolment__withdrawn_on=None).values_list(
            "module", "completed_on"
        )
    )
    return [
        Touch(page.code, page.title, done.get(page.pk), frozenset(each.code for each in page.criteria.all()))
        for page in pages.order_by("level__order", "code").only("code", "title", "level", "path")
    ]
