"""What every page needs to know: who is signed in, and where the main navigation leads them."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from people.permissions import edits_site, hats
from people.roles import PROVIDER_STAFF, REVIEWERS, Role
from reviews.routing import standing_in

PUBLIC = [("Home", "/"), ("Guide", "/guide/"), ("Check a certificate", "/verify/"), ("Help", "/help/")]


def site(request):
    """Context of each page: `who` (name and place), `main_nav` (label, url, current), `demo`.

    Guests cost no query.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"who": "", "main_nav": marked(PUBLIC, request.path), "demo": settings.DEMO}
    return {
        "who": SimpleLazyObject(lambda: who(user)),
        "main_nav": SimpleLazyObject(lambda: marked(doors(user), getattr(request, "here", request.path))),
        "demo": settings.DEMO,
    }


def who(user):
    """The person's name and where they work, as the header says it: "Jo Okafor, Hillcrest School"."""
    places = [str((hat.school or hat.provider).name) for hat in hats(user) if hat.school or hat.provider]
    return ", ".join([user.name, *places[:1]])


def doors(user):
    """The rooms that a person's roles open, as (label, url), in the order of a working day."""
    roles = {hat.role for hat in hats(user)}
    found = []
    if Role.MENTOR in roles or not roles:
        found.append(("My certificate", "/my/"))
    if roles & set(REVIEWERS) or standing_in(user):
        found.append(("Waiting for you", "/reviews/"))
    if Role.PCM in roles:
        found.append(("Your mentors", "/my/mentors/"))
    if Role.OFFICE in roles:
        found.append(("Office desk", "/office/"))
    if roles & PROVIDER_STAFF:
        found.append(("Needs somebody", "/reviews/hand-over/"))
    if Role.PROVIDER_LEAD in roles:
        found.append(("Waivers", "/my/waivers/"))
    if roles & {*PROVIDER_STAFF, Role.COORDINATOR}:
        found.append(("Reports", "/reviews/reports/"))
    if edits_site(user):
        found.append(("Edit the site", "/admin/"))
    return [*found, ("Guide", "/guide/"), ("Help", "/help/")]


def marked(links, path):
    """The links as dicts, with the longest one that `path` lies under marked current."""
    under = [url for _, url in links if path == url or (url != "/" and path.startswith(url))]
    here = max(under, key=len, default=None)
    return [{"label": label, "url": url, "current": url == here} for label, url in links]
