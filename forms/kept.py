"""What somebody typed when they were no longer signed in: kept for an hour, for the page after signing in
(2.2.1).

One text for each step of a draft, so nobody can fill the cache with it; whoever does not know the token, or
does not own the draft, gets nothing.
"""

import secrets

from django.core.cache import cache
from django.http import QueryDict
from django.utils.crypto import constant_time_compare

HOUR = 60 * 60
LONGEST = 200_000  # characters; longer ones are not kept


def _name(submission, step):
    return f"forms:kept:{submission.pk}:{step}"


def keep(submission, step, posted):
    """Keep the posted fields (a QueryDict); return the token that finds them, "" when they are too long."""
    text = posted.urlencode()
    if len(text) > LONGEST:
        return ""
    token = secrets.token_urlsafe(16)
    cache.set(_name(submission, step), {"token": token, "text": text}, HOUR)
    return token


def take(submission, step, token):
    """The posted fields as a QueryDict, or None when there are none under this token."""
    found = cache.get(_name(submission, step))
    if not found or not constant_time_compare(found["token"], token):
        return None
    return QueryDict(found["text"])


def forget(submission, step):
    """Called when the restored step was saved."""
    cache.delete(_name(submission, step))
