"""The framework of 2016 with its criteria, the two levels (R1), and the stages of the school year (R14)."""

from home.loading.words import read
from modules.models import Criterion, Framework, Level, Phase, Standard, YearStage
from people.models import Provider


def load_framework():
    """The framework with its standards and criteria, if it is not there yet."""
    words = read("framework")
    standards = words.pop("standards")
    framework, new = Framework.objects.get_or_create(slug=words.pop("slug"), defaults=words)
    if not new:
        return []
    criteria = []
    for entry in standards:
        texts = entry.pop("criteria")
        standard = Standard.objects.create(framework=framework, **entry)
        criteria += [
            Criterion(standard=standard, framework=framework, code=code, text=text, order=order)
            for order, (code, text) in enumerate(texts.items(), start=1)
        ]
    Criterion.objects.bulk_create(criteria)
    return [f"{framework} with {len(criteria)} criteria"]


def load_levels():
    """The levels that are missing, each with its key criteria (Q1)."""
    framework = Framework.objects.get(slug=read("framework")["slug"])
    made = []
    for entry in read("levels")["levels"]:
        key = entry.pop("key_criteria")
        if prerequisite := entry.pop("prerequisite", None):
            entry["prerequisite"] = Level.objects.get(slug=prerequisite)
        level, new = Level.objects.get_or_create(
            slug=entry.pop("slug"), defaults=entry | {"framework": framework}
        )
        if new:
            criteria = framework.criteria()
            level.key_criteria.set(criteria if key == "all" else criteria.filter(code__in=key))
            made.append(f"level {level}")
    return made


def load_stages():
    """The stages of the year, if there are none yet; for each provider without phases one for each stage."""
    made = []
    if not YearStage.objects.exists():
        titles = read("levels")["stages"]
        made = YearStage.objects.bulk_create(
            YearStage(title=title, order=order) for order, title in enumerate(titles, start=1)
        )
    stages = list(YearStage.objects.all())
    phases = [
        Phase(provider=provider, title=stage.title, order=order, stage=stage)
        for provider in Provider.objects.filter(phases=None)
        for order, stage in enumerate(stages, start=1)
    ]
    return [*(f"stage {stage}" for stage in made), *(f"phase {p}" for p in Phase.objects.bulk_create(phases))]
