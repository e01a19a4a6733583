"""What the admin shows to whom: editors no mentor's name, providers none of each other's (T5, T9, S6)."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from forms.models import Submission
from people.models import User
from portfolio.models import AuditPage, Enrolment, RecordSheetPage
from register.models import Certificate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

ALIKE = 6  # pages of one kind that a crawl looks at: editing page 7 and editing page 8 are of one kind
# Links that sign out, that only sort or filter what is shown already, or that Wagtail follows by script.
LEFT_OUT = re.compile(
    r"logout|[?&](ordering|p|_w_filter|next|export|date|content_type|locale)\b|/jsi18n/|/sprite/"
)


class Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self, html):
        super().__init__()
        self.found = set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        for name in ("href", "data-url", "data-w-swap-src-value", "hx-get"):
            if given.get(name):
                self.found.add(given[name])


def menu(html):
    """The addresses of the admin's side menu, which Wagtail draws by script from JSON."""
    return set(re.findall(r'"url": ?"(/admin/[^"]*)"', html.replace("\\u002D", "-")))


def crawl(client, *starts):
    """{address: what it says} of every page of the admin that can be reached by links from these."""
    pages, waiting, kinds = {}, list(starts), Counter()
    while waiting:
        url = waiting.pop(0)
        kind = re.sub(r"\d+", "N", url)
        if url in pages or (kinds[kind] >= ALIKE and url not in starts):
            continue
        kinds[kind] += 1
        response = client.get(url)
        if response.status_code != 200:
            pages[url] = ""
            continue
        pages[url] = text = b"".join(response).decode(errors="replace")
        for link in Links(text).found | menu(text):
            target = urlsplit(urljoin(url, link))
            inside = not target.netloc and target.path.startswith("/admin/")
            address = target.path + (f"?{target.query}" if target.query else "")
            if inside and not LEFT_OUT.search(address) and address not in pages:
                waiting.append(address)
    return pages


def client_of(name):
    client = Client()
    client.force_login(User.objects.get(name=name))
    return client


def canaries(enrolments):
    """What would betray one of these mentors: name, address, reference, certificate's number and code."""
    people = User.objects.filter(enrolments__in=enrolments).distinct()
    words = {word for person in people for word in (person.name, person.email)}
    words |= set(Submission.objects.filter(owner__in=people).values_list("reference", flat=True))
    for number, code in Certificate.objects.filter(person__in=people).values_list("number", "code"):
        words |= {number, code}
    return words


def betrayed(pages, words):
    """{address: the words found on it} for the pages that hold any; also as JSON would write them."""
    variants = {word: {word, json.dumps(word)[1:-1]} for word in words}
    found = {
        url: sorted(word for word, forms in variants.items() if any(form in text for form in forms))
        for url, text in pages.items()
    }
    return {url: words for url, words in found.items() if words}


# --- editors ------------------------------------------------------------------------------------------------

REPORTS = [
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:page_types_usage",
]


def starts():
    """The admin's first page, the tree, searches, and what belongs to the forms with submissions."""
    found = [reverse("wagtailadmin_home"), reverse("wagtailadmin_explore_root"), *map(reverse, REPORTS)]
    found.append("/admin/api/main/pages/?fields=*&limit=100")
    found += [f"/admin/pages/search/?q={word}" for word in ("record", "mentor", "Okafor")]
    for page in (*AuditPage.objects.all(), *RecordSheetPage.objects.all()):
        found += [
            reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
            for name in ("edit", "history", "usage", "workflow_history", "delete", "copy", "unpublish")
        ]
        found.append(reverse("wagtailadmin_explore", args=[page.pk]))
    return found


@pytest.mark.parametrize("name", [pytest.param("Ben Carter", marks=pytest.mark.long), "Irene Costa"])
def test_no_page_of_the_admin_tells_an_editor_a_mentors_name(name):
    stages = {enrolment.record_sheets.first() is not None for enrolment in Enrolment.objects.all()}
    assert stages == {True, False}, "there are sheets under way, and portfolios without one"
    pages = crawl(client_of(name), *starts())
    words = canaries(Enrolment.objects.all())
    assert sum(bool(text) for text in pages.values()) > 60
    assert len(words) > 30
    assert betrayed(pages, words) == {}


def test_the_crawl_would_see_a_name():
    """The office's own list holds names: what the test above looks for can be found."""
    url = reverse("people_modeladmin_index")
    page = client_of("Sam Lee").get(url).content.decode()
    assert betrayed({url: page}, {"Hannah Roy", "Nobody Here"}) == {url: ["Hannah Roy"]}


DENIED = [
    "/admin/users/",
    "/admin/users/new/",
    "/admin/groups/",
    "/admin/groups/new/",
    "/admin/workflows/list/",
    "/admin/workflows/add/",
    "/admin/workflows/tasks/index/",
    "/admin/collections/",
    "/admin/collections/add/",
    "/admin/sites/",
    "/admin/snippets/reviews/reviewworkflow/",
    "/admin/snippets/reviews/reviewworkflow/add/",
    "/admin/snippets/modules/level/",
    "/admin/snippets/modules/framework/add/",
    "/admin/people/",
    "/admin/people/appointment/",
    "/admin/people/appointment/create/",
    "/admin/people/school/create/",
    "/admin/messages/",
]


@pytest.mark.parametrize("name", ["Ben Carter", "Irene Costa"])
def test_editors_and_moderators_are_denied_what_is_not_content(name):
    client = client_of(name)
    answers = {url: (client.get(url).status_code, client.post(url).status_code) for url in DENIED}
    assert answers == dict.fromkeys(DENIED, (302, 302))


@pytest.mark.parametrize("name", ["Ben Carter", "Irene Costa", "Sam Lee", "Helen Frost", "Ruth Adler"])
def test_nobody_but_administrators_touches_accounts(name):
    """F10: whoever may change an account may become an administrator."""
    client, person = client_of(name), User.objects.get(name="Hannah Roy")
    account = reverse("wagtailusers_users:edit", args=[person.pk])
    before = User.objects.filter(pk=person.pk).values().get()
    posted = {"email": person.email, "name": "Changed", "is_superuser": "on", "is_active": "on"}
    answers = [client.get(account).status_code, client.post(account, posted).status_code]
    answers.append(
        client.post(reverse("wagtailusers_users:add"), posted | {"email": "new@x.example"}).status_code
    )
    answers.append(client.post(reverse("wagtailusers_users:delete", args=[person.pk])).status_code)
    assert answers == [302] * 4
    assert User.objects.filter(pk=person.pk).values().get() == before
    assert not User.objects.filter(email="new@x.example").exists()


@pytest.mark.parametrize("url", ["/django-admin/", "/api/v2/pages/", "/api/v3/"])
def test_there_is_no_other_way_in(url):
    assert client_of("Ben Carter").get(url).status_code == 404


# --- pages that people's work hangs on ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "title", ["Mentor audit", "Entry record sheet", "Mastery audit", "Part 1: Entry level"]
)
def test_a_form_with_submissions_is_kept_with_a_sentence(title):
    """The page itself, and every page above it."""
    client = client_of("Alex Morgan")
    page = form_called("Mentor audit").get_parent() if title.startswith("Part") else form_called(title)
    url = reverse("wagtailadmin_pages:delete", args=[page.pk])
    answers = [client.get(url, follow=True), client.post(url, follow=True)]
    assert [answer.status_code for answer in answers] == [200, 200]
    for answer in answers:
        said = " ".join(str(message) for message in answer.context["messages"])
        assert re.search(r"\d+ (submissions?|mentors have).*; unpublish it instead", said, re.S)
    page.refresh_from_db()
    assert page.live


def form_called(title):
    pages = (*AuditPage.objects.all(), *RecordSheetPage.objects.all())
    return next(page for page in pages if page.title == title)


# --- providers ----------------------------------------------------------------------------------------------


def lists():
    """Every list, search and desk that a provider's staff can open."""
    kinds = (
        "people",
        "people_appointment",
        "people_school",
        "people_partnership",
        "people_provider",
        "messages",
    )
    found = [reverse(f"{kind}_modeladmin_index") for kind in kinds]
    found += [f"{reverse('people_modeladmin_index')}?q=a", f"{reverse('messages_modeladmin_index')}?q=record"]
    return [*found, reverse("register:desk"), reverse("reviews:queue"), reverse("portfolio:desk"), "/admin/"]


@pytest.mark.parametrize(
    ("name", "own", "other"), [("Sam Lee", "st-marys", "kingston"), ("Nadia Karim", "kingston", "st-marys")]
)
def test_no_list_of_an_office_holds_another_providers_mentors(name, own, other):
    """T5, S3. Mentors at a school that both providers work with are people of both, but their work is not."""
    client = client_of(name)
    theirs = Enrolment.objects.filter(provider__slug=other)
    shared = theirs.filter(person__appointments__school__partnerships__provider__slug=own)
    pages = {url: b"".join(client.get(url)).decode() for url in lists()}
    assert all(pages.values())
    assert betrayed(pages, canaries(theirs.exclude(pk__in=shared))) == {}
    rooms = {url: text for url, text in pages.items() if not url.startswith("/admin/")}
    assert betrayed(rooms, canaries(theirs)) == {}
    assert betrayed(rooms, canaries(Enrolment.objects.filter(provider__slug=own))) != {}
