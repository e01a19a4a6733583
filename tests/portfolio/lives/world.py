"""What all lives share: two levels with modules and stages, three providers, and their people.

Rows are written directly and in few queries: it is the reading that is judged here, not the verbs.
"""

from dataclasses import dataclass

from forms.models import FormVersion
from modules.models import Level, ModulePage, Phase, YearStage
from people.models import SharingNotice
from people.roles import Role
from portfolio import ratings
from portfolio.models import AuditPage, RecordSheetPage
from tests.factories.modules import CriterionFactory, FrameworkFactory, StandardFactory
from tests.factories.people import ProviderFactory, SchoolFactory, UserFactory, holder

CODES = ("S1.1", "S1.2", "S1.3", "S2.1", "S2.2", "S2.3")


@dataclass
class World:
    """Rows that no life changes, apart from the settings of the two levels."""

    levels: dict  # {slug: Level}
    modules: dict  # {slug: {code: ModulePage's key}}
    criteria: list  # of two versions of the standards: {code: Criterion}
    stages: list
    phases: dict  # {(provider, stage): Phase}
    providers: list
    school: object
    people: dict  # {role: User}
    notice: object
    audit_version: object
    sheet_page: object


def make_world():
    """On a site with its content and forms."""
    versions = [standards("2016"), standards("2026")]
    stages = list(YearStage.objects.all())
    providers = [ProviderFactory() for _ in range(3)]
    school = SchoolFactory(partner=providers[0])
    levels = {level.slug: level for level in Level.objects.filter(slug__in=("entry", "mastery"))}
    return World(
        levels=levels,
        modules={
            slug: dict(ModulePage.objects.filter(level=level, live=True).values_list("code", "pk"))
            for slug, level in levels.items()
        },
        criteria=versions,
        stages=[stage.pk for stage in stages],
        phases={
            (provider.pk, stage.pk): Phase.objects.create(
                provider=provider, title=f"Our {stage}", stage=stage, order=stage.order
            ).pk
            for provider in providers
            for stage in stages
        },
        providers=providers,
        school=school,
        people={
            "pcm": holder(Role.PCM, school=school),
            "link_tutor": holder(Role.LINK_TUTOR, provider=providers[0]),
            "lead": holder(Role.PROVIDER_LEAD, provider=providers[0]),
            "stranger": UserFactory(),
        },
        notice=SharingNotice.objects.latest_published(),
        audit_version=audit_version(AuditPage.objects.first()),
        sheet_page=RecordSheetPage.objects.get(level__slug="entry"),
    )


def standards(version):
    """{code: Criterion} of one version of a framework with two standards."""
    framework = FrameworkFactory(name="Standards", version=version)
    rows = {number: StandardFactory(framework=framework, number=number) for number in (1, 2)}
    return {
        code: CriterionFactory(standard=rows[int(code[1])], code=code, order=int(code[-1])) for code in CODES
    }


def audit_version(page):
    """A version of the audit's form that asks little: a rating for each criterion, and what has changed."""
    grid = {
        "id": "grid",
        "kind": "rating_grid",
        "label": "How confident are you?",
        "scale": [{"id": str(point), "label": f"Point {point}"} for point in range(1, 5)],
        "rows": [{"key": code, "code": code, "text": f"Does {code}."} for code in CODES],
    }
    account = {"id": ratings.ACCOUNT, "kind": "long_text", "label": "What has changed?"}
    steps = [
        {"id": "one", "title": "Ratings", "fields": [grid]},
        {"id": "two", "title": "Change", "fields": [account]},
    ]
    return FormVersion.objects.create(page=page, number=900, definition=steps, sha256="f" * 64)
