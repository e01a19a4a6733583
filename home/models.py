"""The public pages at the front of the site, and the copies that people ask for of their own data."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.pages import GuidancePage
from forms.models.attachments import new_key
from modules.models import EventPage, LevelPage
from people.models import Provider


class HowStep(blocks.StructBlock):
    """One of the steps of "How it works"."""

    title = blocks.CharBlock(max_length=60)
    text = blocks.TextBlock()

    class Meta:
        icon = "list-ol"


class HomePage(Page):
    """The front page: what the scheme is, its levels side by side, how it works, who recognises it (R2)."""

    hero_title = models.CharField(
        max_length=120, help_text="The first sentence of the page, in large letters."
    )
    hero_highlight = models.CharField(
        max_length=60, blank=True, help_text="A short sentence after it, in colour."
    )
    hero_lead = models.TextField(help_text="What the scheme is, in one or two sentences.")
    levels_title = models.CharField(max_length=80, default="Two levels, one after the other")
    steps = StreamField([("step", HowStep())], blank=True)
    steps_note = models.TextField(blank=True, help_text="A sentence below the steps.")
    coordinators_title = models.CharField(max_length=80, blank=True)
    coordinators_text = models.TextField(blank=True)
    coordinators_page = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Where the box for people who co-ordinate mentors leads.",
    )  # fmt: skip

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("hero_title"), FieldPanel("hero_highlight"), FieldPanel("hero_lead")], "Top"
        ),
        FieldPanel("levels_title"),
        MultiFieldPanel([FieldPanel("steps"), FieldPanel("steps_note")], "How it works"),
        MultiFieldPanel(
            [
                FieldPanel("coordinators_title"),
                FieldPanel("coordinators_text"),
                FieldPanel("coordinators_page"),
            ],
            "Box for people who co-ordinate mentors",
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("hero_title"), index.SearchField("hero_lead")]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.StandardPage",
        "modules.LevelPage",
        "modules.EventsPage",
        "modules.FlyerPage",
        "portfolio.AuditPage",
        "forms.FormPage",
    ]
    max_count = 1

    def route(self, request, path_components):
        """Finds the deepest page of an address in one query, where Wagtail asks twice for every level.

        What is left of the address goes to that page, so pages with addresses of their own work as usual.
        """
        for_every_depth = [
            self.url_path + "".join(f"{part}/" for part in path_components[:depth])
            for depth in range(1, len(path_components) + 1)
        ]
        if not for_every_depth:
            return super().route(request, [])
        page = Page.objects.filter(url_path__in=for_every_depth).order_by("-depth").first()
        if page is None:
            raise Http404
        return page.specific.route(request, path_components[page.depth - self.depth :])

    def levels(self):
        """The front pages of the parts, in the order of their levels."""
        return LevelPage.objects.live().descendant_of(self).select_related("level").order_by("level__order")

    def events(self):
        """The next three training events (R37)."""
        events = EventPage.objects.going_ahead().descendant_of(self)
        return events.to_come().filter(starts_at__gte=timezone.now())[:3]

    def providers(self):
        """The providers that recognise the certificates today, by name."""
        return Provider.objects.members().order_by("name")


class StandardPage(GuidancePage):
    """Any page of text: the guide's introduction, initial preparation, help, privacy and so on."""

    lists_children = models.BooleanField(
        default=False,
        help_text="Show the pages below this one as cards, with the sentence written for search engines.",
    )

    content_panels = [*GuidancePage.content_panels, FieldPanel("lists_children")]

    parent_page_types = ["home.HomePage", "home.StandardPage", "modules.LevelPage"]
    subpage_types = [
        "home.StandardPage",
        "modules.LevelPage",
        "modules.ActivityPage",
        "modules.EventsPage",
        "modules.FlyerPage",
        "portfolio.AuditPage",
        "portfolio.RecordSheetPage",
        "portfolio.RequestPage",
        "forms.FormPage",
    ]


class DataExport(models.Model):
    """A copy of everything the site keeps about one person, made by a worker because they asked (T45).

    The ZIP lies in private storage until `gone_at`; then file and row go (home.privacy.tasks).
    """

    KEPT_FOR = timedelta(days=7)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="data_exports"
    )
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    asked_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)  # how often the worker has begun to make it
    problem = models.CharField(max_length=300, blank=True)  # why the worker gave up
    made_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)

    wagtail_reference_index_ignore = True  # a person's record is no content: no index row for each save

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(made_at=None, problem=""), name="data_export_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(made_at=None, gone_at=None, size=None)
                | Q(made_at__isnull=False, gone_at__isnull=False, size__isnull=False),
                name="data_export_made_has_an_end",
            ),
        ]

    def __str__(self):
        return f"Data of {self.person_id}"

    @property
    def is_being_made(self):
        return self.made_at is None and not self.problem

    @property
    def is_ready(self):
        """Whether it can be downloaded: made, and not older than it may be."""
        return self.made_at is not None and timezone.now() < self.gone_at

    def place(self, attempt=None):
        """Where an attempt's ZIP lies in private storage; that of the last one when not given."""
        return f"copies/{self.key}-{attempt or self.attempts}.zip"
