"""What a change of evidence replaces stays as a version, and can be used again."""

import pytest

from forms.files import purge_orphans
from forms.models import Attachment
from portfolio import actions, versions
from portfolio.models import EvidenceItem
from tests.factories import portfolio as make

pytestmark = pytest.mark.django_db


def note(item, words):
    """The same note for each of the piece's criteria."""
    notes = {link.criterion_id: words for link in item.links.all()}
    actions.save_notes(evidence=item, notes=notes, by=item.enrolment.person)


@pytest.fixture
def changed(enrolment, cast):
    """A piece that was changed in everything once."""
    placement = make.place(enrolment, cast, start=make.ago(60), end=make.ago(30))
    item = make.add_evidence(
        enrolment,
        "S1.1",
        files=[make.a_file(enrolment.person)],
        placement=placement,
        other_name="Ada Grant",
        reflection="I talk less.",
    )
    note(item, "Trust.")
    make.add_evidence(
        enrolment, "S1.2", evidence=item, title="Another title", kind="meeting", location="Blue folder"
    )
    return item


def test_a_change_keeps_all_that_was_there_before(changed, enrolment):
    [version] = changed.versions.all()
    file = version.files.get()
    assert version.content == {
        "title": "Feedback on a Year 8 lesson",
        "kind": "observation",
        "date": make.ago(40).isoformat(),
        "description": "What I said and what came of it.",
        "reflection": "I talk less.",
        "with": "Ada Grant",
        "other": None,
        "placement": versions.placement_words(enrolment.placements.get()),
        "placement_slug": enrolment.placements.get().slug,
        "module": "",
        "module_code": "",
        "link": "",
        "location": "",
        "criteria": [{"code": "S1.1", "note": "Trust."}],
        "files": [{"id": file.pk, "name": "feedback.pdf"}],
    }


def test_saving_what_was_there_already_makes_no_version(enrolment):
    item = make.add_evidence(enrolment, "S1.1")
    make.add_evidence(enrolment, "S1.1", evidence=item)
    note(item, "A first note takes nothing away.")
    note(item, "A first note takes nothing away.")
    assert item.versions.count() == 0
    note(item, "Another one.")
    assert item.versions.get().content["criteria"] == [
        {"code": "S1.1", "note": "A first note takes nothing away."}
    ]


def test_the_page_says_what_each_change_did(changed, mine, enrolment):
    page = mine.get(f"/my/{enrolment.slug}/evidence/{changed.slug}/earlier/")
    [shown] = page.context["versions"]
    assert shown["changes"] == [
        ("Title", "Feedback on a Year 8 lesson", "Another title"),
        ("Kind", "Observation and feedback", "Weekly training meeting"),
        ("Reflection", "I talk less.", ""),
        ("With", "Ada Grant", ""),
        ("Placement", versions.placement_words(enrolment.placements.get()), ""),
        ("Files", "feedback.pdf", ""),
        ("S1.1", "Trust.", ""),
        ("Kept at", "", "Blue folder"),
        ("S1.2", "", "No note"),
    ]


def test_a_piece_that_was_never_changed_says_so(mine, enrolment):
    item = make.add_evidence(enrolment, "S1.1")
    page = mine.get(f"/my/{enrolment.slug}/evidence/{item.slug}/earlier/")
    assert (page.context["versions"], "has not been changed" in page.content.decode()) == ([], True)


def test_another_file_of_the_same_name_is_a_change(enrolment):
    first, second = make.a_file(enrolment.person), make.a_file(enrolment.person)
    item = make.add_evidence(enrolment, "S1.1", files=[first])
    before = versions.snapshot(item)
    make.add_evidence(enrolment, "S1.1", files=[second], evidence=item)
    assert versions.differences(before, versions.snapshot(item)) == [
        ("Files", "feedback.pdf", "feedback.pdf (another file)")
    ]


def test_a_version_can_be_used_again_and_nothing_is_lost_by_it(changed, mine, enrolment):
    before = changed.versions.get().content
    address = f"/my/{enrolment.slug}/evidence/{changed.slug}/"
    assert mine.post(f"{address}earlier/", {"number": "1"}).url == address
    item = EvidenceItem.objects.get()
    assert versions.snapshot(item) == before
    assert [row.content["title"] for row in item.versions.all()] == [before["title"], "Another title"]


@pytest.mark.parametrize("number", ["2", "0", "", "one", "99999999999999999999"])
def test_a_version_that_there_is_not_is_not_found(changed, mine, enrolment, number):
    address = f"/my/{enrolment.slug}/evidence/{changed.slug}/earlier/"
    assert mine.post(address, {"number": number}).status_code == 404


def test_a_version_that_fits_no_more_says_why_and_changes_nothing(changed, mine, enrolment):
    enrolment.placements.update(start=make.ago(20), end=make.ago(10))
    before = versions.snapshot(changed)
    answer = mine.post(f"/my/{enrolment.slug}/evidence/{changed.slug}/earlier/", {"number": "1"}, follow=True)
    assert "This placement was from" in answer.content.decode()
    assert versions.snapshot(EvidenceItem.objects.get()) == before


def test_a_file_of_a_version_stays_and_opens_for_its_mentor_alone(changed, mine, client, cast, enrolment):
    file = changed.versions.get().files.get()
    Attachment.objects.update(created_at="2020-01-01T00:00Z")
    purge_orphans(older_than=make.ago(0) - make.ago(1))
    address = f"/my/{enrolment.slug}/files/{file.key}/"
    assert mine.get(address).status_code == 200
    client.force_login(cast.another_mentor())
    assert client.get(address).status_code == 404
