"""A short way to a form's steps, the pages asked for most: the reference finds the draft and its page at
once.

Wagtail would first walk the tree down to the page, in seven queries. Whatever is not plainly this person's
own open draft under its page's own address goes the long way, so both ways answer alike.
"""

from django.urls import re_path
from wagtail.views import serve

from forms import wizard
from forms.permissions import can_edit, submissions_visible_to
from forms.versions import TAKEN
from forms.views.doors import among_own_work, base_of

BY_BROWSERS = ("GET", "HEAD", "POST")
ROOT_DEPTH = 2  # of the usual site's root page; below another root every page goes the long way


def step(request, path, reference, step):
    """One step of the person's own draft, or what Wagtail makes of the address."""
    if request.user.is_authenticated and request.method in BY_BROWSERS:
        rows = submissions_visible_to(request.user).filter(reference=reference)
        submission = rows.select_related("version", "page").defer("version__definition").first()
        if submission and _lies_at(submission.page, path) and can_edit(request.user, submission):
            submission.owner = request.user
            among_own_work(request)
            return wizard.respond(request, submission.form, submission, step, base_of(request, reference))
    return serve(request, f"{path}/{reference}/{step}/")


def _lies_at(page, path):
    return page.url_path.endswith(f"/{path}/") and page.depth == ROOT_DEPTH + path.count("/") + 1


urlpatterns = [
    re_path(
        rf"^(?P<path>[a-z0-9/-]+)/(?P<reference>[A-Z]{{10}})/(?P<step>(?!(?:{'|'.join(sorted(TAKEN))})/)[a-z0-9-]+)/$",
        step,
    ),
]
