"""Whose submission it is, and where it stands: asked by every page of a form."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.views.decorators.http import require_http_methods

from forms import compiler, kept
from forms.models import Status, Submission
from forms.permissions import submissions_visible_to

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])

TAGS = {
    Status.DRAFT: "in_progress",
    Status.RETURNED: "changes_needed",
    Status.ACCEPTED: "signed_off",
    Status.WITHDRAWN: "withdrawn",
}


def signed_in(view):
    """Send visitors to sign in and back. What they were posting to a step is kept for then."""

    @wraps(view)
    def ask(request, page, *args, **kwargs):
        if request.user.is_authenticated:
            among_own_work(request)
            return view(request, page, *args, **kwargs)
        token = _keep_typed(request, page, *args) if request.method == "POST" and len(args) == 2 else ""
        return redirect_to_login(f"{request.path}?kept={token}" if token else request.get_full_path())

    return ask


def among_own_work(request):
    """A form may lie anywhere in the guide; to the person filling it in it belongs to their own work."""
    request.here = "/my/"


def _keep_typed(request, page, reference, step):
    submission = Submission.objects.filter(page_id=page.pk, reference=reference).open().first()
    known = submission and step in {each["slug"] for each in compiler.steps(submission.version)}
    return kept.keep(submission, step, request.POST) if known else ""


def mine(request, page, reference):
    """This person's submission of this form. Raises Http404 for everybody else's."""
    rows = submissions_visible_to(request.user).filter(page_id=page.pk, reference=reference)
    submission = rows.select_related("version").defer("version__definition").first()
    if submission is None:
        raise Http404
    submission._form = page
    submission.owner = request.user
    return submission


def base_of(request, reference):
    """The submission's own address, taken from the one being asked for: no query for the site's root."""
    return request.path[: request.path.rindex(reference) + len(reference)] + "/"


def tag_of(page, submission):
    """(status, word or "") of the one vocabulary."""
    if submission.status == Status.SENT:
        return ("with_reviewer", "") if page.is_reviewed else ("completed", "Sent")
    return TAGS[submission.status], ""
