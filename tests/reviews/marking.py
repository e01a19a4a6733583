"""Settings of a web server that says when a request has come in: `ARRIVED` names the file that it touches."""

import os
from pathlib import Path

from cms.settings import *  # noqa: F403
from cms.settings import MIDDLEWARE

MIDDLEWARE = ["tests.reviews.marking.mark", *MIDDLEWARE]


def mark(get_response):
    """Touch the file at each POST, before anything else is done about it."""

    def handle(request):
        if request.method == "POST":
            Path(os.environ["ARRIVED"]).touch()
        return get_response(request)

    return handle
