"""The guide's own kinds of page. Both parts are built from the same ones, in the same layout."""

from itertools import groupby
from operator import attrgetter

from django import forms
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from cms.blocks import RICH_TEXT, GuidanceBlocks
from cms.pages import GuidancePage
from modules.models.frameworks import Criterion
from modules.models.levels import Level


def lines(text):
    """The lines of a text area that hold anything."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def by_standard(criteria):
    """[(standard, [its criteria])] in the framework's order.

    Sorted here and not by the database, because in a preview the criteria come from the unsaved draft.
    """
    ordered = sorted(criteria, key=lambda each: (each.standard.number, each.order, each.code))
    return [(standard, list(group)) for standard, group in groupby(ordered, key=attrgetter("standard"))]


def modules_below(page):
    """The live modules below a page in reading order, each with its `criteria_count`."""
    modules = ModulePage.objects.live().descendant_of(page)
    return modules.annotate(criteria_count=models.Count("criteria")).order_by("path")


def about(minutes):
    """How long something takes, such as "About 1 hour 20 minutes"; an empty text if nobody knows."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    words = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in ((hours, "hour"), (rest, "minute")) if n]
    return f"About {' '.join(words)}"


class ActivityValue(blocks.StructValue):
    def duration(self):
        return about(self.get("minutes"))


class SuggestedActivity(blocks.StructBlock):
    """Something a mentor may do in a module. Never compulsory (R38)."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock()
    minutes = blocks.IntegerBlock(required=False, min_value=1, help_text="About how long it takes.")
    evidence = blocks.CharBlock(required=False, max_length=240, help_text="What it could become evidence of.")

    class Meta:
        icon = "tick-inverse"
        value_class = ActivityValue


class LevelPage(GuidancePage):
    """The front page of one part of the guide: what the level is, who it is for, what it takes."""

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="pages")
    caption = models.CharField(
        max_length=120, help_text="The part in a few words, such as “Being a successful mentor”."
    )
    audience = models.CharField(max_length=160, help_text="Who it is for.")
    time = models.CharField(max_length=160, help_text="How long it takes.")
    to_do = models.CharField(max_length=160, help_text="What the mentor does.")
    agreed_by = models.CharField(max_length=160, help_text="Who agrees that the level is reached.")
    closing = StreamField(GuidanceBlocks(), blank=True, help_text="What follows the list of modules.")

    content_panels = [
        *GuidancePage.content_panels[:1],
        FieldRowPanel([FieldPanel("level"), FieldPanel("caption")]),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("audience", "time", "to_do", "agreed_by")], "At a glance"
        ),
        FieldPanel("body"),
        FieldPanel("closing"),
    ]
    search_fields = [
        *GuidancePage.search_fields,
        index.SearchField("closing"),
        index.FilterField("level"),
    ]

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = [
        "home.StandardPage",
        "modules.OutlinePage",
        "modules.CriteriaPage",
        "portfolio.AuditPage",
        "portfolio.RecordSheetPage",
        "portfolio.RequestPage",
        "forms.FormPage",
    ]

    def modules(self):
        """The level's live modules (see modules_below)."""
        return modules_below(self)

    @property
    def facts(self):
        """(label, value) pairs for "at a glance"."""
        return [
            ("For", self.audience),
            ("Time", self.time),
            ("You do", self.to_do),
            ("Agreed by", self.agreed_by),
        ]


class OutlinePage(GuidancePage):
    """The outline of a part: its modules, and the activities suggested in each."""

    parent_page_types = ["modules.LevelPage"]
    subpage_types = ["modules.ModulePage"]

    def modules(self):
        """Its live modules (see modules_below)."""
        return modules_below(self)


class ModulePage(GuidancePage):
    """One module: aims, something to read, activities to choose from, and the criteria it touches (R8)."""

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="modules")
    code = models.CharField(max_length=8, help_text="For example M1.")
    you_need = models.CharField(max_length=160, blank=True, help_text="What must be there to do it.")
    aims = models.TextField(help_text="What the mentor will be able to do. One aim on each line.")
    pre_reading = RichTextField(features=RICH_TEXT, blank=True, help_text="What to read or look at first.")
    activities = StreamField(
        [("activity", SuggestedActivity())],
        blank=True,
        help_text="Suggestions to choose from. None of them is ever compulsory.",
    )
    evidence_ideas = models.TextField(
        blank=True, help_text="What could be kept as evidence. One idea on each line."
    )
    criteria = ParentalManyToManyField(Criterion, blank=True, related_name="modules")

    content_panels = [
        *GuidancePage.content_panels[:1],
        FieldRowPanel([FieldPanel("level"), FieldPanel("code")]),
        FieldPanel("introduction"),
        FieldPanel("you_need"),
        FieldPanel("aims"),
        FieldPanel("pre_reading"),
        FieldPanel("body"),
        FieldPanel("activities"),
        FieldPanel("evidence_ideas"),
        FieldPanel("criteria", widget=forms.CheckboxSelectMultiple),
    ]
    search_fields = [
        *GuidancePage.search_fields,
        index.SearchField("aims"),
        index.SearchField("pre_reading"),
        index.SearchField("activities"),
        index.SearchField("evidence_ideas"),
        index.FilterField("level"),
    ]

    parent_page_types = ["modules.OutlinePage"]
    subpage_types = ["forms.FormPage"]

    @property
    def number(self):
        """The number in its code: 3 of M3."""
        return self.code.lstrip("M")

    @property
    def heading(self):
        """The title without "Module 3:", which the line above it says."""
        name = self.title.removeprefix(f"Module {self.number}:").strip()
        return name[:1].upper() + name[1:]

    @property
    def aim_list(self):
        return lines(self.aims)

    @property
    def idea_list(self):
        return lines(self.evidence_ideas)

    def criteria_by_standard(self):
        """(standard, its criteria that this module touches) in the framework's order."""
        return by_standard(self.criteria.select_related("standard"))


class ActivityPage(GuidancePage):
    """An activity that a mentor may like to try. Never compulsory at either level (R38)."""

    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="About how long it takes.")
    evidence_ideas = models.TextField(
        blank=True, help_text="What could be kept as evidence. One idea on each line."
    )
    criteria = ParentalManyToManyField(Criterion, blank=True, related_name="activities")

    content_panels = [
        *GuidancePage.content_panels,
        FieldPanel("minutes"),
        FieldPanel("evidence_ideas"),
        FieldPanel("criteria", widget=forms.CheckboxSelectMultiple),
    ]
    search_fields = [*GuidancePage.search_fields, index.SearchField("evidence_ideas")]

    parent_page_types = ["home.StandardPage"]
    subpage_types = []

    @property
    def duration(self):
        return about(self.minutes)

    @property
    def idea_list(self):
        return lines(self.evidence_ideas)

    def criteria_by_standard(self):
        """(standard, its criteria that this activity may help with) in the framework's order."""
        return by_standard(self.criteria.select_related("standard"))


class CriteriaPage(GuidancePage):
    """The criteria for certification: every standard of the level's framework, key criteria marked (R19)."""

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="criteria_pages")

    content_panels = [
        *GuidancePage.content_panels[:1],
        FieldPanel("level"),
        *GuidancePage.content_panels[1:],
    ]

    parent_page_types = ["modules.LevelPage"]
    subpage_types = []

    def standards(self):
        """(standard, its criteria) in order; each criterion knows whether it `is_key` at this level."""
        key = Level.key_criteria.through.objects.filter(level=self.level_id, criterion=models.OuterRef("pk"))
        criteria = Criterion.objects.filter(framework__levels=self.level_id).select_related("standard")
        return by_standard(criteria.annotate(is_key=models.Exists(key)))
