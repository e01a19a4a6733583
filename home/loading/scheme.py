"""The framework of 2016 with its criteria, and the two levels (R1)."""

from home.loading.words import read
from modules.models import Criterion, Framework, Level, Standard


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
    for entry in read("levels"):
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
