"""The public pages as a visitor meets them."""

import re
from html.parser import HTMLParser

import pytest
from wagtail.models import Page

from cms.pages import GuidancePage
from home.models import HomePage
from tests.factories.modules import loaded_content
from tests.factories.people import ProviderFactory

pytestmark = pytest.mark.django_db

# Doors of other rooms that the pages lead to; they are tested there.
OTHER_ROOMS = ("/my/", "/verify/", "/account/", "/static/", "/media/")


@pytest.fixture(scope="module", autouse=True)
def content(django_db_setup, django_db_blocker):
    with loaded_content(django_db_blocker):
        yield


class Reader(HTMLParser):
    """Collects the links of each landmark, the ids and the headings of a page."""

    def __init__(self, html):
        super().__init__()
        self.nav, self.links, self.ids, self.h1, self.current = None, {}, [], 0, []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.h1 += tag == "h1"
        if tag == "nav":
            self.nav = attributes.get("aria-label")
        if tag == "a":
            self.links.setdefault(self.nav, []).append(attributes["href"])
            if attributes.get("aria-current") == "page":
                self.current.append((self.nav, attributes["href"]))

    def handle_endtag(self, tag):
        if tag == "nav":
            self.nav = None


def read(client, address):
    """The page at this address, read; it must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return Reader(answer.content.decode())


def public_addresses():
    """The address of every live page of guidance, in tree order; forms are tested where they live."""
    pages = Page.objects.live().descendant_of(HomePage.objects.get(), inclusive=True).order_by("path")
    return [page.url for page in pages if issubclass(page.specific_class, (HomePage, GuidancePage))]


def page_at(address):
    return Page.objects.get(url_path=f"{HomePage.objects.get().url_path}{address.strip('/')}/")


def test_every_public_page_is_there_with_one_h1_and_ids_of_its_own(client):
    addresses = public_addresses()
    assert len(addresses) > 30
    pages = {address: read(client, address) for address in addresses}
    assert {address: page.h1 for address, page in pages.items()} == dict.fromkeys(addresses, 1)
    assert {address for address, page in pages.items() if len(page.ids) != len(set(page.ids))} == set()


def test_every_link_leads_somewhere(client):
    pages = {address: read(client, address) for address in public_addresses()}
    links = {link for page in pages.values() for group in page.links.values() for link in group}
    inside = {link for link in links if link.startswith("/") and not link.startswith(OTHER_ROOMS)}
    dead = {link for link in inside if client.get(link).status_code != 200}
    anchors = {
        (address, link)
        for address, page in pages.items()
        for group in page.links.values()
        for link in group
        if link.startswith("#") and link[1:] not in page.ids
    }
    assert (dead, anchors) == (set(), set())


@pytest.mark.parametrize(
    "address",
    [
        "/", "/guide/", "/guide/entry/", "/guide/entry/modules/", "/guide/entry/modules/module-1/",
        "/guide/mastery/modules/module-3/", "/guide/mastery/criteria/", "/guide/activities/",
        "/guide/activities/learning-walk/", "/help/",
    ],
)  # fmt: skip
def test_a_page_drawn_afresh_costs_at_most_ten_queries(client, address, django_assert_max_num_queries):
    """No page is kept here. On the first visit Wagtail notes where the site begins, as once an hour."""
    client.get(address)
    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200


def test_an_address_below_a_page_that_has_none_is_not_found(client):
    answers = [
        client.get(address).status_code for address in ("/nowhere/", "/guide/entry/nowhere/", "/help/x/y/")
    ]
    assert answers == [404, 404, 404]


def test_breadcrumbs_lead_back_through_the_part(client):
    page = read(client, "/guide/entry/modules/module-1/")
    assert page.links["Breadcrumb"] == ["/", "/guide/", "/guide/entry/", "/guide/entry/modules/"]


def test_next_leads_through_the_whole_guide_in_reading_order(client):
    guide = [address for address in public_addresses() if address.startswith("/guide/")]
    walked = ["/guide/"]
    while (links := read(client, walked[-1]).links.get("Previous and next page")) and len(walked) < 100:
        if links[-1] in walked:
            break
        walked.append(links[-1])
    assert walked == guide


def test_previous_leads_back(client):
    assert read(client, "/guide/mastery/").links["Previous and next page"] == [
        "/guide/entry/criteria/",
        "/guide/mastery/preparation/",
    ]


def test_side_navigation_opens_the_part_that_is_read(client):
    page = read(client, "/guide/entry/modules/module-2/")
    assert page.links["In this guide"] == [
        "/guide/",
        "/guide/entry/",
        "/guide/entry/preparation/",
        "/guide/entry/who-does-what/",
        "/guide/entry/modules/",
        "/guide/entry/modules/module-1/",
        "/guide/entry/modules/module-2/",
        "/guide/entry/record-sheet/",
        "/guide/entry/criteria/",
        "/guide/mastery/",
        "/guide/activities/",
    ]
    assert page.current == [("In this guide", "/guide/entry/modules/module-2/")]


def test_a_page_that_stands_alone_has_no_side_navigation(client):
    page = read(client, "/privacy/")
    assert sorted(page.links, key=str) == sorted(["Breadcrumb", "Main", None], key=str)


def test_a_page_hidden_from_menus_is_still_there(client):
    page_at("/guide/entry/who-does-what/").specific_class.objects.filter(slug="who-does-what").update(
        show_in_menus=False
    )
    assert "/guide/entry/who-does-what/" not in read(client, "/guide/entry/").links["In this guide"]
    assert (
        read(client, "/guide/entry/preparation/").links["Previous and next page"][-1]
        == "/guide/entry/modules/"
    )
    assert read(client, "/guide/entry/who-does-what/").h1 == 1


@pytest.mark.parametrize("verb", ["unpublish", "delete"])
def test_a_page_taken_away_vanishes_everywhere(client, verb):
    address = "/guide/entry/modules/module-1/"
    before = read(client, "/guide/entry/modules/")
    assert address in before.links[None]
    getattr(page_at(address).specific, verb)()
    after = read(client, "/guide/entry/modules/")
    assert client.get(address).status_code == 404
    assert {name for name, links in after.links.items() if address in links} == set()
    assert address not in read(client, "/guide/entry/").links[None]


def test_home_shows_both_levels_and_todays_members(client):
    ProviderFactory(name="A provider that left", left=True)
    html = client.get("/").content.decode()
    levels = re.findall(r'id="level-(\w+)">([^<]+)<', html)
    assert levels == [("entry", "Entry level"), ("mastery", "Mastery level")]
    assert "Kingston University" in html
    assert "A provider that left" not in html


def test_home_leads_to_information_for_pcms_until_that_page_is_taken_away(client):
    assert "/pcm/" in read(client, "/").links[None]
    page_at("/pcm/").specific.unpublish()
    assert "/pcm/" not in read(client, "/").links[None]


def test_criteria_have_anchors_that_evidence_can_point_to(client):
    page = read(client, "/guide/mastery/criteria/")
    assert [name for name in page.ids if re.fullmatch(r"s\d-\d", name)] == [
        f"s{standard}-{n}"
        for standard, count in enumerate((5, 9, 5, 2), start=1)
        for n in range(1, count + 1)
    ]
