"""What every page needs to know: who is signed in, and where the main navigation leads them."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from home.doors import BELOW, MENTOR, roles_of, rooms_of
from people.permissions import hats

PUBLIC = [
    ("Home", "/"),
    ("Guide", "/guide/"),
    ("Training", "/events/"),
    ("Check a certificate", "/verify/"),
    ("Help", "/help/"),
]


def site(request):
    """Context of each page: `who` (name and place), `main_nav` (label, url, current), `demo`.

    Guests cost no query.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"who": "", "main_nav": marked(PUBLIC, request.path), "demo": settings.DEMO}
    return {
        "who": SimpleLazyObject(lambda: who(user)),
        "main_nav": SimpleLazyObject(lambda: navigation(user, getattr(request, "here", request.path))),
        "demo": settings.DEMO,
    }


def who(user):
    """The person's name and where they work, as the header says it: "Jo Okafor, Hillcrest School"."""
    places = [str((hat.school or hat.provider).name) for hat in hats(user) if hat.school or hat.provider]
    return ", ".join([user.name, *places[:1]])


def navigation(user, path):
    """The main navigation of a person, with the room that `path` belongs to marked."""
    links = doors(user)
    return marked(links, home_of(path, links))


def doors(user):
    """The rooms that a person's roles open, as (label, url), in the order of a working day."""
    rooms = [(label, url) for label, _, url in rooms_of(user)]
    if not roles_of(user):
        rooms.insert(0, ("Your desk", MENTOR))
    return [*rooms, ("Guide", "/guide/"), ("Training", "/events/"), ("Help", "/help/")]


def home_of(path, links):
    """Where a page belongs in this navigation: its own address, or the desk that leads to it."""
    urls = [url for _, url in links]
    desks = next((desks for below, desks in BELOW.items() if path.startswith(below)), ())
    return next((desk for desk in desks if desk in urls), path)


def marked(links, path):
    """The links as dicts, with the longest one that `path` lies under marked current."""
    under = [url for _, url in links if path == url or (url != "/" and path.startswith(url))]
    here = max(under, key=len, default=None)
    return [{"label": label, "url": url, "current": url == here} for label, url in links]
