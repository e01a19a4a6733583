"""When the database does not answer in time: a kind page that keeps what was typed (X3)."""

import logging

from django.db import OperationalError
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

RETRY_AFTER = 10  # seconds
# What SQLite says when it waited in vain; PostgreSQL's operational errors are about waiting or connections.
WAITED = ("database is locked", "database table is locked")
SECRET = "password"  # noqa: S105  fields that carry one are never written into a page


class BusyDatabase:
    """Middleware: answers 503 with Retry-After, and offers to send the same form again."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Return the page for a database that is busy or away; other errors stay errors."""
        if not isinstance(exception, OperationalError) or not is_passing(exception):
            return None
        typed = typed_in(request)
        context = {"typed": typed, "token": get_token(request), "again": request.get_full_path()}
        logger.warning("the database did not answer in time")
        # Without the request: what every page knows comes from the database.
        response = HttpResponse(render_to_string("503.html", context), status=503)
        response["Retry-After"] = str(RETRY_AFTER)
        response["Cache-Control"] = "no-store"
        return response


def is_passing(exception):
    """Whether waiting helps: SQLite names its lock, and has other operational errors that are faults."""
    from_sqlite = "sqlite3" in type(exception.__cause__).__module__
    return any(words in str(exception) for words in WAITED) if from_sqlite else True


def typed_in(request):
    """[(name, value)] of a form that can be sent again as it was; [] for others."""
    if request.method != "POST" or request.FILES or any(SECRET in name for name in request.POST):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
