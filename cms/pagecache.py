"""Pages for visitors without a session, kept in the memory of each web process (docs/decisions/0006).

A version token lives in the shared cache. Every kept page is filed under the token that was current *before*
it was drawn; whatever shows in public changes the token when its transaction commits, and all processes look
at the token again within half a second. So a change is live everywhere within a second, and no page needs to
be purged.
"""

import logging
import threading
import time
import uuid
from collections import OrderedDict
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpResponse

log = logging.getLogger(__name__)

KEY = "pagecache:token"
LOOK_AGAIN = 0.5  # seconds for which a process believes the token it has read
AFTER_FAULT = 2  # seconds without the page cache after the shared cache did not answer
KEEP = 300  # seconds a page is kept at most, for what changes with the clock alone
ROOM = 16 * 2**20  # bytes of page bodies in one process
PAGE_ROOM = 2**20  # bytes of one body; larger ones are not kept

# Doors behind which nothing is ever the same for everyone.
NEVER = (
    "/admin/", "/django-admin/", "/_util/", "/my/", "/reviews/", "/office/", "/account/", "/verify/",
    "/register/", "/api/", "/health/", "/static/", "/media/", "/documents/",
)  # fmt: skip
QUERIES = frozenset({"page"})  # the only questions that a public page answers differently to
VARIES = frozenset({"cookie"})  # harmless, because `may_ask` lets no cookie of one's own come along
ONE_TIME = frozenset({"x-request-id", "x-correlation-id", "date", "server-timing"})


class Shown(models.Model):
    """Mixin for models whose rows show on public pages: saving or deleting one renews all kept pages."""

    class Meta:
        abstract = True


def new():
    """A token that was never used before."""
    return uuid.uuid4().hex


class Token:
    """The version of everything public, as this process last saw it."""

    def __init__(self):
        self.forget()

    def forget(self):
        """Know nothing: the next question goes to the shared cache."""
        self.value, self.until, self.unsaid = None, 0.0, False

    def now(self):
        """The current token, or None while the shared cache does not answer and nothing may be kept."""
        if time.monotonic() < self.until:
            return self.value
        try:
            if self.unsaid:
                self.say(new())
            else:
                self.value = cache.get_or_set(KEY, new, timeout=None)
                self.until = time.monotonic() + LOOK_AGAIN
        except Exception:  # whichever backend it is, its own errors: the site goes on without the page cache
            self.fault()
        return self.value

    def say(self, value):
        """Tell every process that `value` is the token now."""
        cache.set(KEY, value, timeout=None)
        self.value, self.until, self.unsaid = value, time.monotonic() + LOOK_AGAIN, False

    def renew(self):
        """Make a new token; if the shared cache cannot be told now, tell it before serving any page again."""
        try:
            self.say(new())
        except Exception:
            self.unsaid = True
            self.fault()

    def fault(self):
        self.value, self.until = None, time.monotonic() + AFTER_FAULT
        log.warning("the shared cache does not answer; pages are served uncached", exc_info=True)


class Memory:
    """Kept pages, the least recently asked-for dropped first when ROOM is full."""

    def __init__(self):
        self.lock = threading.Lock()
        self.forget()

    def forget(self):
        """Drop every page."""
        self.pages, self.size = OrderedDict(), 0

    def get(self, key):
        """The page kept under `key`, or None."""
        with self.lock:
            page = self.pages.get(key)
            if page is None:
                return None
            if page[0] < time.monotonic():
                self._drop(key)
                return None
            self.pages.move_to_end(key)
            return page

    def put(self, key, headers, body):
        """Keep a page's headers (a list of pairs) and body for KEEP seconds."""
        with self.lock:
            if key in self.pages:
                self._drop(key)
            self.pages[key] = (time.monotonic() + KEEP, headers, body)
            self.size += len(body)
            while self.size > ROOM:
                self._drop(next(iter(self.pages)))

    def _drop(self, key):
        self.size -= len(self.pages.pop(key)[2])


token = Token()
memory = Memory()


def forget():
    """Forget token and pages in this process (tests begin so)."""
    token.forget()
    memory.forget()


def bump():
    """Renew all kept pages, in every process, when the current transaction commits (outside of one: now)."""
    connection = transaction.get_connection()
    if not any(entry[1] == token.renew for entry in connection.run_on_commit):
        transaction.on_commit(token.renew)


class PageCacheMiddleware:
    """Stands first: answers from memory before anything else is asked, or keeps what comes back if it may."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = place(request) if may_ask(request) else None
        version = token.now() if key else None
        if version is None:
            return self.get_response(request)
        page = memory.get((version, key))
        if page:
            return answer(request, page)
        response = self.get_response(request)
        if request.method == "GET" and may_keep(request, response):
            headers = [(name, value) for name, value in response.items() if name.lower() not in ONE_TIME]
            memory.put((version, key), headers, response.content)
        response["X-Page-Cache"] = "miss"
        return response


def may_ask(request):
    """True for a request whose answer can be the same for everybody: it reads, and brings nothing of its own.

    No cookie but the CSRF one may come along, so that no session, message or setting can shape a page.
    """
    return (
        getattr(settings, "PAGE_CACHE", True)
        and request.method in ("GET", "HEAD")
        and "HTTP_AUTHORIZATION" not in request.META
        and not request.path_info.startswith(NEVER)
        and known_query(request.META.get("QUERY_STRING", ""))
        and request.COOKIES.keys() <= {settings.CSRF_COOKIE_NAME}
    )


def known_query(query):
    """True for no query string, or one that asks only what QUERIES lists."""
    return not query or {name for name, _ in parse_qsl(query, keep_blank_values=True)} <= QUERIES


def place(request):
    """What tells one public page from another, or None for a host that is not ours."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    return request.scheme, host, request.path, request.META.get("QUERY_STRING", "")


def may_keep(request, response):
    """True if the response holds nothing that belongs to this one request.

    Not kept: anything but 200, streams, cookies, CSRF tokens and CSP nonces, headers that forbid keeping, and
    bodies beyond PAGE_ROOM. A page under a view restriction answers with a redirect or a CSRF-protected form.
    """
    control = response.get("Cache-Control", "")
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not getattr(request, "_csp_nonce", None)
        and not any(word in control for word in ("private", "no-store", "no-cache", "max-age=0"))
        and varies <= VARIES
        and len(response.content) <= PAGE_ROOM
    )


def answer(request, page):
    """A fresh response of a kept page; for HEAD without the body."""
    _, headers, body = page
    response = HttpResponse(b"" if request.method == "HEAD" else body)
    for name, value in headers:
        response.headers[name] = value
    response["X-Page-Cache"] = "hit"
    return response


def connect():
    """Listen to everything of Wagtail that shows in public, and to our own `Shown` models."""
    from wagtail import signals

    for signal in (
        signals.published,
        signals.unpublished,
        signals.page_published,
        signals.page_unpublished,
        signals.page_slug_changed,
        signals.post_page_move,
    ):
        signal.connect(on_change, dispatch_uid="pagecache")
    post_save.connect(on_save, dispatch_uid="pagecache")
    post_delete.connect(on_delete, dispatch_uid="pagecache")


def on_change(sender, **kwargs):
    """A page or snippet was published, unpublished, moved or renamed."""
    bump()


def on_save(sender, instance, update_fields=None, raw=False, **kwargs):
    """Something was saved: a draft, which touches only its draft fields, shows nothing new."""
    if shows(sender) and not (update_fields and DRAFT_FIELDS.issuperset(update_fields)):
        bump()


def on_delete(sender, **kwargs):
    """Something was deleted, perhaps with its parent."""
    if shows(sender):
        bump()


# What saving a draft writes on the page's own row.
DRAFT_FIELDS = frozenset(
    [
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "wagtail_admin_comments",
    ]
)


def shows(model):
    """True for models that public pages are made of."""
    from wagtail.contrib.settings.models import AbstractSetting
    from wagtail.documents.models import AbstractDocument
    from wagtail.images.models import AbstractImage
    from wagtail.models import Locale, Page, PageViewRestriction, Site

    public = (
        Shown,
        Page,
        Site,
        Locale,
        PageViewRestriction,
        AbstractSetting,
        AbstractDocument,
        AbstractImage,
    )
    return issubclass(model, (*public, AbstractDocument, AbstractImage)) or hasattr(model, "snippet_viewset")
