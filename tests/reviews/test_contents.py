"""The list at the top of the review page."""

from reviews.contents import contents
from tests.factories.reviews import stage_of


def test_headings_are_listed_in_order_with_their_anchors():
    page = '<h2 id="a">First</h2><h3 id="b">Not this</h3><h2 class="m" id="c">Łucja &amp; <b>Co</b></h2>'

    assert contents(page) == [("a", "First"), ("c", "Łucja &amp; Co")]


def test_every_entry_leads_to_a_place_on_the_review_page(client, cast):
    round_ = cast.send()
    client.force_login(cast.pcm)

    response = client.get(f"/reviews/{round_.submission.reference}/")

    page = response.content.decode()
    listed = response.context["contents"]
    assert stage_of(round_).is_open
    assert [title for _, title in listed] == [cast.page.title, "Who signs", "Comments", "History"]
    assert all(f'id="{anchor}"' in page and f'href="#{anchor}"' in page for anchor, _ in listed)
