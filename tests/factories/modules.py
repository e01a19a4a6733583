"""Short ways to make frameworks, levels and guidance pages, and a way to borrow the whole site's content."""

from contextlib import contextmanager
from datetime import date

import factory
from django.core.management import call_command
from django.db import transaction
from factory.django import DjangoModelFactory
from wagtail.models import Page
from wagtail_factories import PageFactory

from home.models import HomePage, StandardPage
from modules.models import (
    CriteriaPage,
    Criterion,
    Framework,
    Level,
    LevelPage,
    ModulePage,
    OutlinePage,
    Standard,
)
from tests import databases


@contextmanager
def loaded_content(django_db_blocker):
    """The site as `load_content` leaves it, for as long as the block lasts; not for single tests."""
    with django_db_blocker.unblock():
        if not databases.is_sqlite():  # in a transaction around those of the tests
            with transaction.atomic():
                call_command("load_content", verbosity=0)
                yield
                transaction.set_rollback(True)
            return
        databases.fill(databases.content())
        yield
        databases.fill(databases.template())


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = Framework

    name = factory.Sequence(lambda n: f"Framework {n}")
    short_name = factory.LazyAttribute(lambda framework: framework.name)
    version = "1"
    slug = factory.Sequence(lambda n: f"framework-{n}")
    effective_from = date(2020, 9, 1)


class StandardFactory(DjangoModelFactory):
    class Meta:
        model = Standard

    framework = factory.SubFactory(FrameworkFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.LazyAttribute(lambda standard: f"Standard number {standard.number}")
    goal = "Do it well."


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    standard = factory.SubFactory(StandardFactory)
    order = factory.Sequence(lambda n: n + 1)
    code = factory.LazyAttribute(lambda criterion: f"S{criterion.standard.number}.{criterion.order}")
    text = "Does something well."


class LevelFactory(DjangoModelFactory):
    """A level with nothing before it. `key_criteria` may be given as a list."""

    class Meta:
        model = Level
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"level-{n}")
    title = factory.Sequence(lambda n: f"Level {n}")
    order = factory.Sequence(lambda n: n + 100)
    framework = factory.SubFactory(FrameworkFactory)
    certificate_title = factory.LazyAttribute(lambda level: f"{level.title} certificate")
    certificate_statement = "has mentored a student teacher."

    @factory.post_generation
    def key_criteria(self, create, given, **kwargs):
        if create and given:
            self.key_criteria.set(given)


class NamedPageFactory(PageFactory):
    """Pages with titles, and so addresses, of their own."""

    class Meta:
        model = Page
        abstract = True

    title = factory.Sequence(lambda n: f"Page {n}")


class HomePageFactory(NamedPageFactory):
    class Meta:
        model = HomePage

    hero_title = "Mentoring is skilled work."
    hero_lead = "Two certificates."


class StandardPageFactory(NamedPageFactory):
    class Meta:
        model = StandardPage


class LevelPageFactory(NamedPageFactory):
    class Meta:
        model = LevelPage

    level = factory.SubFactory(LevelFactory)
    caption = "What it is about"
    audience = "Teachers"
    time = "A year"
    to_do = "Two modules"
    agreed_by = "The school"


class OutlinePageFactory(NamedPageFactory):
    class Meta:
        model = OutlinePage


class ModulePageFactory(NamedPageFactory):
    class Meta:
        model = ModulePage

    level = factory.SubFactory(LevelFactory)
    code = factory.Sequence(lambda n: f"M{n}")
    aims = "do one thing\ndo another"


class CriteriaPageFactory(NamedPageFactory):
    class Meta:
        model = CriteriaPage

    level = factory.SubFactory(LevelFactory)
