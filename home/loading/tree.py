"""The site and its pages. A page keeps the key made from its place in the YAML, so a page that an editor has
renamed or moved is recognised and left alone.
"""

from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from wagtail.models import Page, Site

from home.loading.words import read, rich, stream, stream_of
from modules.models import Framework, Level

# The home page's own children, in the order in which they appear in the tree.
GUIDE = ["entry", "mastery", "activities"]
SUPPORT = ["pcm", "events", "help", "accessibility", "privacy", "cookies"]


def load_pages():
    """Every page that is missing, published; points the site at the home page."""
    tree = read("pages/home")
    tree["children"] = [read("pages/guide") | {"children": [read(f"pages/{name}") for name in GUIDE]}]
    tree["children"] += [read(f"pages/{name}") for name in SUPPORT]
    pcm_page = tree.pop("coordinators_page")
    loader = PageLoader()
    home = loader.load(tree, Page.get_first_root_node(), key="")
    if home in loader.made:
        home.coordinators_page = loader.known[page_key(pcm_page)]
        home.save()
        point_site_at(home)
    return [f"page {page.url_path}" for page in loader.made]


def page_key(place):
    """The translation key of the page at this place of the YAML tree, such as "guide/entry"."""
    return uuid5(NAMESPACE_URL, f"weltec-content:{place}")


class PageLoader:
    """Walks the YAML tree; `made` lists the pages it created, `known` finds any page by its key."""

    def __init__(self):
        self.made = []
        self.known = {page.translation_key: page for page in Page.objects.all()}
        self.levels = {level.slug: level for level in Level.objects.select_related("framework")}
        framework = Framework.objects.get(slug=read("framework")["slug"])
        self.criteria = {criterion.code: criterion for criterion in framework.criteria()}

    def load(self, entry, parent, key):
        """The page of this entry below `parent`, made if its key is unknown; its children likewise."""
        entry = dict(entry)
        children = entry.pop("children", [])
        page = self.known.get(page_key(key)) or self.make(entry, parent, key)
        for child in children:
            self.load(child, page, f"{key}/{child['slug']}".strip("/"))
        return page

    def make(self, entry, parent, key):
        now = timezone.now()
        model = apps.get_model(entry.pop("type"))
        page = model(
            translation_key=page_key(key),
            first_published_at=now,
            last_published_at=now,
            **{name: self.value(name, value) for name, value in entry.items()},
        )
        parent.add_child(instance=page)
        self.made.append(page)
        self.known[page.translation_key] = page
        return page

    def value(self, name, value):
        """What the YAML says for a field, as the field wants it."""
        match name:
            case "body" | "closing":
                return stream(value)
            case "activities":
                return stream_of("activity", value)
            case "steps":
                return stream_of("step", value)
            case "pre_reading":
                return rich(value)
            case "level":
                return self.levels[value]
            case "criteria":
                return [self.criteria[code] for code in value]
        return value


def point_site_at(home):
    """Makes `home` the root of the default site and removes Wagtail's welcome page."""
    address = urlsplit(settings.BASE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.hostname = address.hostname
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.root_page = home
    site.save()
    for page in Page.objects.filter(depth=2).exclude(pk=home.pk):
        if page.specific_class is Page:
            page.delete()
