"""The page cache: what may be kept, what never is, and how a change reaches every process."""

import time

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction, Site

from cms import pagecache
from cms.pagecache import PageCacheMiddleware, Token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("page_cache_on")]


class Counter:
    """A site of one view that counts how often it is asked, and answers with what it is given."""

    def __init__(self, respond=None):
        self.asked, self.respond = 0, respond or (lambda request: HttpResponse(b"guidance"))
        self.site = PageCacheMiddleware(self)

    def __call__(self, request):
        self.asked += 1
        return self.respond(request)

    def get(self, path="/", method="get", **extra):
        return self.site(getattr(RequestFactory(), method)(path, **extra))

    def twice(self, path="/", **extra):
        """How often the view was asked for two visits of the same page."""
        self.get(path, **extra)
        self.get(path, **extra)
        return self.asked


def renewed(action):
    """True if the action, once committed, gave all pages a new version."""
    before = pagecache.token.now()
    with transaction.atomic():
        connection = transaction.get_connection()
        held, connection.run_on_commit = connection.run_on_commit, []
        action()
        waiting, connection.run_on_commit = connection.run_on_commit, held
    for _, renew, _ in waiting:
        renew()
    return pagecache.token.now() != before


@pytest.fixture
def page():
    return Page.objects.get(depth=1).add_child(instance=Page(title="Module 1", slug="module-1"))


def test_second_visitor_is_answered_from_memory():
    site = Counter(lambda request: HttpResponse(b"guidance", headers={"X-Kind": "module"}))
    first, second = site.get(), site.get()
    assert (first["X-Page-Cache"], second["X-Page-Cache"], site.asked) == ("miss", "hit", 1)
    assert (second.content, second["X-Kind"], second["Content-Type"]) == (
        first.content,
        "module",
        first["Content-Type"],
    )


def test_kept_page_is_not_changed_by_what_a_later_middleware_adds():
    site = Counter()
    site.get()
    site.get()["X-Mine"] = "only for you"
    assert "X-Mine" not in site.get().headers


def test_head_is_answered_from_memory_without_a_body():
    site = Counter(lambda request: HttpResponse(b"guidance", headers={"Content-Length": "8"}))
    site.get()
    head = site.get(method="head")
    assert (head["X-Page-Cache"], head["Content-Length"], head.content) == ("hit", "8", b"")


def test_head_alone_keeps_nothing():
    site = Counter()
    site.get(method="head")
    assert site.get()["X-Page-Cache"] == "miss"


@pytest.mark.parametrize("path", ["/", "/guidance/", "/guidance/?page=2"])
def test_public_addresses_are_kept(path):
    assert Counter().twice(path) == 1


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/admin/",
            "/my/",
            "/my/data/",
            "/reviews/AB/",
            "/office/",
            "/account/login/",
            "/verify/",
            "/verify/7X/",
        ),
        *(
            "/health/ready",
            "/register/",
            "/api/v1/x",
            "/documents/1/a.pdf",
            "/?q=ada",
            "/?page=1&q=ada",
            "/?x",
        ),
    ],
)
def test_addresses_behind_a_door_or_with_a_question_are_never_kept(path):
    assert Counter().twice(path) == 2


def test_pages_of_different_hosts_and_question_marks_are_kept_apart(settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    site = Counter(lambda request: HttpResponse(request.build_absolute_uri()))
    asked = [("one.example", "/"), ("two.example", "/"), ("one.example", "/?page=2")] * 2
    seen = [site.get(path, headers={"host": host}).content.decode() for host, path in asked]
    assert seen == ["http://one.example/", "http://two.example/", "http://one.example/?page=2"] * 2
    assert site.asked == 3


def test_a_host_that_is_not_ours_is_left_to_django(settings):
    settings.ALLOWED_HOSTS = ["one.example"]
    assert Counter().twice(headers={"host": "evil.example"}) == 2


@pytest.mark.parametrize("cookie", ["session=a", "messages=x", "csrf=a; session=a", 'broken"; session=a'])
def test_a_visitor_who_brings_a_cookie_is_answered_freshly(cookie):
    assert Counter().twice(headers={"cookie": cookie}) == 2


def test_the_csrf_cookie_alone_is_no_reason_to_answer_freshly(settings):
    assert Counter().twice(headers={"cookie": f"{settings.CSRF_COOKIE_NAME}=abc"}) == 1


def test_a_page_kept_for_visitors_is_not_shown_to_the_signed_in(settings):
    site = Counter()
    site.get()
    answer = site.get(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}=abc"})
    assert ("X-Page-Cache" in answer.headers, site.asked) == (False, 2)


@pytest.mark.parametrize("sent", [{"method": "post"}, {"headers": {"authorization": "Bearer x"}}])
def test_sending_and_credentials_pass_by(sent):
    site = Counter()
    site.get(**sent)
    site.get(**sent)
    assert site.asked == 2


def with_cookie(request):
    response = HttpResponse()
    response.set_cookie("seen", "1")
    return response


def with_csrf_token(request):
    return HttpResponse(get_token(request))


def with_nonce(request):
    request._csp_nonce = "once"
    return HttpResponse()


@pytest.mark.parametrize(
    "respond",
    [
        with_cookie,
        with_csrf_token,
        with_nonce,
        lambda request: HttpResponse(status=404),
        lambda request: HttpResponse(status=302),
        lambda request: HttpResponse(headers={"Cache-Control": "private, no-store"}),
        lambda request: HttpResponse(headers={"Vary": "Cookie, Accept-Language"}),
        lambda request: StreamingHttpResponse([b"guidance"]),
        lambda request: HttpResponse(b"x" * (pagecache.PAGE_ROOM + 1)),
    ],
)
def test_answers_that_belong_to_one_request_are_not_kept(respond):
    assert Counter(respond).twice() == 2


def test_vary_on_cookie_is_kept_because_no_cookie_came():
    assert Counter(lambda request: HttpResponse(headers={"Vary": "Cookie"})).twice() == 1


def test_an_answer_drawn_during_a_change_is_not_served_after_it():
    def changed_meanwhile(request):
        pagecache.token.renew()
        return HttpResponse(b"old")

    site = Counter(changed_meanwhile)
    assert site.twice() == 2


def test_another_process_learns_of_a_change_within_a_second():
    here, elsewhere = Token(), Token()
    before = elsewhere.now()
    here.renew()
    assert elsewhere.now() == before
    elsewhere.until = time.monotonic()  # as if LOOK_AGAIN had passed
    assert pagecache.LOOK_AGAIN <= 0.5
    assert elsewhere.now() == here.now() != before


def test_memory_is_bounded_and_drops_what_was_asked_for_longest_ago(monkeypatch):
    monkeypatch.setattr(pagecache, "ROOM", 20)
    site = Counter(lambda request: HttpResponse(b"8 bytes!"))
    for path in ["/a/", "/b/", "/a/", "/c/"]:
        site.get(path)
    assert [site.get(path)["X-Page-Cache"] for path in ["/a/", "/c/"]] == ["hit", "hit"]
    assert (len(pagecache.memory.pages), pagecache.memory.size) == (2, 16)


def test_a_page_is_drawn_anew_after_five_minutes(monkeypatch):
    monkeypatch.setattr(pagecache, "KEEP", -1)
    assert Counter().twice() == 2
    assert (pagecache.memory.size, len(pagecache.memory.pages)) == (8, 1)


def test_without_the_shared_cache_pages_are_served_uncached(monkeypatch, caplog):
    site = Counter()
    site.get()
    pagecache.token.until = 0
    monkeypatch.setattr(cache, "get_or_set", lambda *args, **kwargs: 1 / 0)
    assert ("X-Page-Cache" in site.get().headers, site.asked) == (False, 2)
    assert "does not answer" in caplog.text


def test_a_change_made_while_the_shared_cache_is_away_is_told_when_it_returns(monkeypatch):
    elsewhere = Token()
    old = elsewhere.now()
    with monkeypatch.context() as away:
        away.setattr(cache, "set", lambda *args, **kwargs: 1 / 0)
        pagecache.token.renew()
        assert pagecache.token.now() is None
    pagecache.token.until = elsewhere.until = 0
    assert pagecache.token.now() not in (None, old)
    assert elsewhere.now() == pagecache.token.now()


def test_a_rolled_back_change_renews_nothing():
    before = pagecache.token.now()
    with transaction.atomic():
        pagecache.bump()
        transaction.set_rollback(True)
    assert transaction.get_connection().run_on_commit == []
    assert pagecache.token.now() == before


def test_many_changes_in_one_transaction_renew_once(page):
    connection = transaction.get_connection()
    connection.run_on_commit = []
    pagecache.bump()
    pagecache.bump()
    assert len(connection.run_on_commit) == 1


def test_publishing_renews_and_saving_a_draft_does_not(page):
    page.title = "Module 1, revised"
    revision = page.save_revision()
    assert not renewed(page.save_revision)
    assert renewed(revision.publish)


def test_unpublishing_moving_deleting_and_restricting_renew(page):
    home = Site.objects.get().root_page
    assert renewed(lambda: page.move(home, "last-child"))
    page.refresh_from_db()
    assert renewed(lambda: PageViewRestriction.objects.create(page=page, restriction_type="login"))
    assert renewed(page.unpublish)
    assert renewed(page.delete)


def test_a_site_that_changes_its_root_renews():
    assert renewed(lambda: Site.objects.get().save())


def test_people_do_not_renew_pages():
    assert not pagecache.shows(get_user_model())


def test_shown_models_renew():
    class Notice(pagecache.Shown):
        class Meta:
            app_label = "cms"
            managed = False

    assert pagecache.shows(Notice)
