"""The record sheet as a page to print: what was sealed, who signed, lines for who still has to (E23)."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

import reviews.actions
from people.roles import Role
from portfolio.printing import document, sheets_visible_to
from reviews.models import Round
from tests.factories import portfolio as make
from tests.factories.people import holder
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(ready):
    return make.send_sheet(ready)


def address(round_):
    return f"/my/sheets/{round_.submission.reference}/{round_.number}/"


def printed(round_):
    """The Document of a round as it is in the database."""
    return document(Round.objects.for_review().prefetch_related("sending__parts").get(pk=round_.pk))


def rows(sheet, title):
    """Every row of the section of this title."""
    [section] = [each for each in sheet.sections if each.title == title]
    return [row for block in section.blocks for row in block.rows]


# --- what it says -----------------------------------------------------------------------------------------


def test_the_document_has_every_section_of_the_sealed_record(round_):
    sheet = printed(round_)
    assert [section.title for section in sheet.sections] == [
        "The mentor",
        "Answers",
        "What has to be in place",
        "Confidence audit",
        "Modules",
        "Placements",
        "Conversations and observations",
        "Evidence for each criterion",
        "Each piece of evidence",
        "Declaration",
    ]
    assert sheet.name == "Jo Okafor"
    assert dict(sheet.facts)["Reference"] == round_.sending.reference
    assert rows(sheet, "Declaration") == [("Jo Okafor", "It is true.")]
    assert ("Provider", "Kingsmere University") in rows(sheet, "The mentor")
    [place] = rows(sheet, "Placements")
    assert (place[0], place[2], place[4]) == ("SK", "Foundation", "Completed")
    [(talk, gist), (observed, note)] = rows(sheet, "Conversations and observations")
    assert (talk.split(",")[0], gist) == ("Conversation with Asha Patel", "Agreed. We meet on Mondays.")
    assert (observed.split(",")[0], note) == (
        "Joint observation with Tom Reid",
        "Questions had more wait time.",
    )


def test_a_criterion_names_the_pieces_that_show_it_with_their_dates(round_, ready):
    shown = dict(rows(printed(round_), "Evidence for each criterion"))
    link = ready.evidence.get().links.select_related("criterion").first()
    [words] = [words for label, words in shown.items() if label.startswith(f"{link.criterion.code} ")]
    assert words.startswith("Evidence 1, ")
    assert words.endswith(f": Shows {link.criterion.code}.")


def test_files_are_named_and_the_trn_is_masked(round_, cast):
    pieces = dict(rows(printed(round_), "Each piece of evidence"))
    assert pieces["Files"] == "feedback.pdf"


def test_the_portfolio_of_today_is_not_looked_at(round_, ready, cast):
    before = printed(round_)
    make.place(ready, cast, placement=ready.placements.get(), student="ZZ")
    make.talk(ready, gist="Something new.")
    assert printed(round_) == before


def test_erased_parts_say_so(round_, cast):
    labels = ["Evidence 1", "File 1", "Signer"]
    known = [part.label for part in round_.sending.parts.all()]
    labels = [label for label in known if label in labels or label.startswith("Step")]
    reviews.actions.erase_parts(round=round_, labels=labels, by=cast.office, reason="Somebody was named.")
    sheet = printed(round_)
    assert sheet.erased == labels
    assert set(rows(sheet, "Answers")) == {("", "This was erased.")}
    assert "Each piece of evidence" not in [section.title for section in sheet.sections]
    assert "These parts were erased after they were sent" in str_of(round_, cast)


def str_of(round_, cast):
    """The page as its mentor reads it."""
    from django.test import Client

    client = Client()
    client.force_login(cast.mentor)
    return text(client.get(address(round_)))


# --- signatures -------------------------------------------------------------------------------------------


def signatures(round_):
    return [(box.capacity, box.name, box.how.split(" on ")[0]) for box in printed(round_).boxes]


def test_e23_who_has_signed_stands_there_and_the_rest_has_empty_lines(round_, cast):
    assert signatures(round_) == [
        ("Mentor", "Jo Okafor", "Signed"),
        ("Professional co-ordinating mentor (PCM), Hillcrest School", "", ""),
        ("Link tutor, Kingsmere University", "", ""),
        ("Partnership office", "", ""),
    ]
    make.sign(round_, cast.pcm)
    assert signatures(round_)[1:3] == [
        ("Professional co-ordinating mentor (PCM), Hillcrest School", "Asha Patel", "Signed"),
        ("Link tutor, Kingsmere University", "", ""),
    ]


def test_a_sheet_sent_back_has_no_empty_lines(round_, cast):
    make.send_back(round_, cast.pcm)
    assert signatures(round_) == [
        ("Mentor", "Jo Okafor", "Signed"),
        ("Professional co-ordinating mentor (PCM), Hillcrest School", "Asha Patel", "Sent back"),
        ("Partnership office", "", "Not asked"),
    ]


def test_the_page_has_lines_to_sign_on(round_, cast, mine):
    make.sign(round_, cast.pcm)
    soup = BeautifulSoup(mine.get(address(round_)).content, "html.parser")
    table = soup.select_one("#signatures ~ table tbody")
    assert [len(row.select("svg line")) for row in table.select("tr")] == [0, 0, 2, 2]


# --- who may print ----------------------------------------------------------------------------------------


def test_the_mentor_the_readers_and_the_providers_staff_may_print(round_, cast, client):
    for person in (cast.mentor, cast.pcm, cast.office, cast.lead):
        client.force_login(person)
        assert client.get(address(round_)).status_code == 200, person


def test_t1_for_everybody_else_it_does_not_exist(round_, cast, client):
    strangers = [cast.another_mentor(), holder(Role.COORDINATOR), holder(Role.PCM), holder(Role.OFFICE)]
    strangers += [holder(Role.PROVIDER_LEAD), holder(Role.LINK_TUTOR)]
    for person in strangers:
        client.force_login(person)
        assert client.get(address(round_)).status_code == 404
        assert not sheets_visible_to(person).exists()


def test_visitors_are_asked_to_sign_in(round_, client):
    assert client.get(address(round_)).status_code == 302


def test_an_audit_is_not_a_record_sheet(enrolment, cast, mine):
    sending = make.do_audit(enrolment)
    assert mine.get(f"/my/sheets/{sending.reference}/1/").status_code == 404


def test_the_mentor_finds_the_same_page_among_their_own(round_, ready, mine):
    answer = mine.get(f"/my/{ready.slug}/record-sheet/1/print/")
    assert answer.context["round"] == round_
    assert mine.get(f"/my/{ready.slug}/record-sheet/2/print/").status_code == 404


def test_the_page_takes_as_many_queries_for_much_evidence_as_for_one(ready, cast, mine):
    first = make.send_sheet(ready)
    mine.get(address(first))
    with CaptureQueriesContext(connection) as few:
        mine.get(address(first))
    make.send_back(first, cast.pcm)
    for _ in range(5):
        make.add_evidence(ready)
        make.place(ready, cast)
    submission = type(first.submission).objects.get(pk=first.submission_id)
    second = make.send(submission).round
    with CaptureQueriesContext(connection) as many:
        assert mine.get(address(second)).status_code == 200
    assert len(many) == len(few)
