"""What every guidance page shares: an introduction, a body of blocks, and its place in its section.

The section is the part of the tree that a page is read in: the guide with its two parts, or a page that
stands alone, such as the privacy page. Side navigation, breadcrumbs and previous/next all come from one
query over the section.
"""

from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import GuidanceBlocks


@dataclass
class Link:
    """A line of navigation; in the side navigation, `children` are the lines below it."""

    label: str
    url: str
    current: bool = False
    open: bool = False
    children: list["Link"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What navigation needs of a page. Forty whole pages took a sixth of the time of drawing one."""

    path: str
    depth: int
    title: str
    search_description: str
    show_in_menus: bool
    url: str


class Section:
    """The live pages of the section that `page` belongs to, in tree order, as that page sees them."""

    def __init__(self, page, request=None):
        self.page = page
        self.request = request
        self.top = page.section_depth
        self.root_path = page.path[: page.steplen * self.top]

    @cached_property
    def pages(self):
        """Every live page of the section as a Neighbour, in reading order: one query."""
        pages = Page.objects.live().filter(path__startswith=self.root_path).order_by("path")
        fields = ("path", "depth", "title", "search_description", "show_in_menus", "url_path")
        return [Neighbour(*row, url=self._url(url_path)) for *row, url_path in pages.values_list(*fields)]

    def _url(self, url_path):
        """The address of a page of the section, which lies below the same site root as this page."""
        if self._own is None:
            return ""
        start, below_root = self._own
        return start + url_path[below_root:]

    @cached_property
    def _own(self):
        """What stands before this page's path in its address, and where the path begins in `url_path`."""
        parts = self.page.get_url_parts(self.request)
        if parts is None:
            return None
        whole, path = self.page.get_url(self.request), parts[2]
        return whole.removesuffix(path), len(self.page.url_path) - len(path)

    @property
    def title(self):
        """What the side navigation is called: the title of the section's first page."""
        return self.pages[0].title if self.pages else self.page.title

    def link(self, page, label=""):
        return Link(label or page.title, page.url)

    @property
    def crumbs(self):
        """The way here: the home page, and each page above this one inside the section."""
        above = [p for p in self.pages if p.depth < self.page.depth and self.page.path.startswith(p.path)]
        return [Link("Home", "/"), *(self.link(p) for p in above)]

    @property
    def previous(self):
        """The page to read before this one, or None."""
        before = [p for p in self.pages if p.path < self.page.path and p.show_in_menus]
        return self.link(before[-1]) if before else None

    @property
    def next(self):
        """The page to read after this one, or None."""
        after = [p for p in self.pages if p.path > self.page.path and p.show_in_menus]
        return self.link(after[0]) if after else None

    @property
    def children(self):
        """The live pages directly below this one."""
        return [p for p in self.pages if p.depth == self.page.depth + 1 and p.path.startswith(self.page.path)]

    @cached_property
    def items(self):
        """The side navigation: the section's front pages, and everything below the one that is being read.

        Empty for a page that stands alone.
        """
        shown = [p for p in self.pages if p.show_in_menus]
        if len(shown) < 2:
            return []
        items = []
        for page in shown:
            if page.depth > self.top + 1 and self._branch(page) != self._branch(self.page):
                continue
            link = self.link(page, label="Introduction" if page.depth == self.top else "")
            link.current = page.path == self.page.path
            if page.depth <= self.top + 1:
                link.open = (
                    page.depth > self.top and self.page.path.startswith(page.path) and not link.current
                )
                items.append(link)
            else:
                items[-1].children.append(link)
        return items

    def _branch(self, page):
        """The path of the front page that `page` lies below: pages of one part share it."""
        return page.path[: self.page.steplen * (self.top + 1)]


class GuidancePage(Page):
    """A page of guidance: shown with its section at the side, breadcrumbs, and previous/next."""

    # The depth in the tree where this page's section begins: 3 is a child of the home page.
    section_depth = 3
    show_in_menus_default = True

    introduction = models.TextField(
        blank=True,
        help_text="One or two sentences in larger type: what this page is for and who should read it.",
    )
    body = StreamField(GuidanceBlocks(), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction", boost=2),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    @property
    def heading(self):
        """What the page's h1 says."""
        return self.title

    def get_context(self, request, *args, **kwargs):
        """Adds `section` (see Section) to what the template knows."""
        return super().get_context(request, *args, **kwargs) | {"section": Section(self, request)}
