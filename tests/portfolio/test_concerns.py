"""Somebody can be recognised in evidence: reported by readers, settled by the office (E19)."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from forms.models import Attachment, SealedPart
from people.models import OutgoingMail
from people.roles import Role
from portfolio import actions
from portfolio.actions.concerns import STUB, WHERE
from portfolio.evidence import concerns_visible_to, sealed_copies
from portfolio.models import Concern, EvidenceItem, EvidenceVersion
from portfolio.record import load
from reviews.chain import verify
from tests.factories import portfolio as make
from tests.factories.people import holder
from tests.reading import text

pytestmark = pytest.mark.django_db

SECRET = "Tim of 8B"


@pytest.fixture
def sent(ready):
    """A piece that names a pupil everywhere, sent twice, with an earlier version."""
    item = ready.evidence.get()
    codes = [link.criterion.code for link in item.links.select_related("criterion")]
    files = [make.a_file(ready.person, "tim.pdf")]
    facts = {"title": SECRET, "description": SECRET, "location": SECRET, "link": "https://tim.example/"}
    make.add_evidence(ready, *codes, evidence=item, files=files, **facts)
    notes = {link.criterion_id: SECRET for link in item.links.all()}
    actions.save_notes(evidence=item, notes=notes, by=ready.person)
    item.refresh_from_db()
    return item


def report(item, by, words="In the photo."):
    return actions.report_concern(evidence=item, by=by, words=words)


def settle(concern, by, outcome="redacted"):
    return actions.settle_concern(concern=concern, by=by, outcome=outcome)


# --- reporting --------------------------------------------------------------------------------------------


def test_who_reads_the_sheet_may_report_and_nobody_else(client, sent, cast, ready):
    address = f"/my/concerns/report/{sent.slug}/"
    stranger, elsewhere = cast.another_mentor(), holder(Role.OFFICE)

    def answers():
        found = {}
        people = (cast.mentor, cast.pcm, cast.tutor, cast.office, cast.lead, stranger, elsewhere)
        for person in people:
            client.force_login(person)
            found[person.name] = client.get(address).status_code
        return list(found.values())

    assert answers() == [200, 404, 404, 200, 200, 404, 404]
    make.send_sheet(ready)
    assert answers() == [200, 200, 200, 200, 200, 404, 404]


def test_a_piece_that_was_not_sent_cannot_be_reported_by_who_reads_the_sheet(client, cast, ready):
    make.send_sheet(ready)
    later = make.add_evidence(ready, "S1.1", title="Not sent")
    client.force_login(cast.pcm)
    assert client.get(f"/my/concerns/report/{later.slug}/").status_code == 404
    with pytest.raises(PermissionDenied):
        report(later, cast.pcm)


def test_readers_know_a_piece_by_the_title_that_was_sent(client, cast, ready, sent):
    make.send_sheet(ready)
    EvidenceItem.objects.filter(pk=sent.pk).update(title="A newer title")
    client.force_login(cast.pcm)
    page = text(client.get(f"/my/concerns/report/{sent.slug}/"))
    assert (SECRET in page, "A newer title" in page) == (True, False)


def test_the_page_thanks_and_the_office_hears_of_it_once(client, cast, ready, sent):
    make.send_sheet(ready)
    client.force_login(cast.pcm)
    address = f"/my/concerns/report/{sent.slug}/"
    for _ in range(2):
        answer = client.post(address, {"words": "In the photo."}, follow=True)
        assert "Thank you for telling us" in text(answer)
    concern = Concern.objects.get()
    assert (concern.evidence, concern.reported_by, concern.words) == (sent, cast.pcm, "In the photo.")
    mail = OutgoingMail.objects.get(kind="concern")
    assert mail.recipient == cast.provider.office_email
    assert (SECRET in mail.text, f"/my/concerns/{concern.slug}/" in mail.text) == (False, True)


def test_a_report_says_where(client, cast, sent):
    client.force_login(cast.mentor)
    assert WHERE in text(client.post(f"/my/concerns/report/{sent.slug}/", {"words": " "}))
    assert not Concern.objects.exists()


# --- settling ---------------------------------------------------------------------------------------------


def test_taking_it_out_leaves_a_stub_and_no_word_anywhere(cast, ready, sent):
    round_ = make.send_sheet(ready)
    make.send_back(round_, cast.pcm)
    submission = round_.submission
    submission.refresh_from_db()
    second = make.send(make.filled(submission)).round
    keys = set(Attachment.objects.filter(evidence=sent).values_list("key", flat=True))
    assert (len(sealed_copies(sent)), len(keys)) == (2, 1)
    concern = report(sent, cast.pcm)
    settled = settle(concern, cast.office)
    assert (settled.outcome, settled.settled_by, settled.words) == ("redacted", cast.office, "")

    sent.refresh_from_db()
    assert (sent.title, sent.description, sent.location, sent.link, sent.reflection) == (STUB, "", "", "", "")
    assert (bool(sent.removed_at), bool(sent.redacted_at), sent.redacted_by) == (True, True, cast.office)
    assert {link.note for link in sent.links.all()} == {""}
    assert not EvidenceVersion.objects.filter(evidence=sent).exists()
    assert not sent.files.exists()
    assert {file.state for file in Attachment.objects.filter(key__in=keys)} == {Attachment.State.ERASED}

    everything = json.dumps(list(SealedPart.objects.values_list("content", flat=True)))
    assert SECRET not in everything
    for each in (round_, second):
        fresh = type(each).objects.get(pk=each.pk)
        assert [finding.kind for finding in verify(fresh) if finding.is_fault] == []
    assert {criterion.code for criterion in load(ready).missing_criteria} == {
        criterion.code for criterion in make.criteria(ready)
    }


def test_the_mentor_is_told_without_a_word_of_it(cast, sent, mine, ready):
    settle(report(sent, cast.office), cast.lead)
    mail = OutgoingMail.objects.get(kind="evidence_taken_out")
    assert (mail.recipient, SECRET in mail.text) == (cast.mentor.email, False)
    base = f"/my/{ready.slug}/evidence/"
    assert "Taken out by the partnership office on" in text(mine.get(f"{base}{sent.slug}/"))
    assert "Taken out by the partnership office on" in text(mine.get(f"{base}removed/"))
    assert mine.post(f"{base}removed/", {"item": sent.slug}).status_code == 403
    assert mine.get(f"/my/concerns/report/{sent.slug}/").status_code == 403


def test_an_unfounded_concern_changes_nothing(cast, sent, ready):
    make.send_sheet(ready)
    settle(report(sent, cast.pcm), cast.office, "unfounded")
    sent.refresh_from_db()
    assert (sent.title, sent.removed_at, sealed_copies(sent).count()) == (SECRET, None, 1)
    assert not OutgoingMail.objects.filter(kind="evidence_taken_out").exists()
    assert report(sent, cast.pcm).settled_at is None  # the same person may report again


def test_all_reports_of_a_piece_are_settled_at_once(cast, sent):
    first, second = report(sent, cast.office), report(sent, cast.lead)
    settle(first, cast.office, "unfounded")
    second.refresh_from_db()
    assert (second.outcome, second.settled_by) == ("unfounded", cast.office)
    with pytest.raises(PermissionDenied, match="settled already"):
        settle(second, cast.lead)


def test_only_office_and_lead_of_the_mentors_provider_settle(cast, sent, ready):
    make.send_sheet(ready)
    concern = report(sent, cast.pcm)
    for person in (cast.mentor, cast.pcm, cast.tutor, holder(Role.OFFICE), holder(Role.COORDINATOR)):
        with pytest.raises(PermissionDenied):
            settle(concern, person)
        assert list(concerns_visible_to(person)) == []
    with pytest.raises(ValidationError):
        settle(concern, cast.office, "nonsense")


def test_e25_nobody_settles_a_concern_about_their_own_evidence(cast, ready, sent):
    holder_too = type(cast.office).objects.get(pk=cast.mentor.pk)
    from tests.factories.people import AppointmentFactory

    AppointmentFactory(person=holder_too, role=Role.OFFICE, provider=cast.provider, school=None)
    with pytest.raises(PermissionDenied, match="somebody else has to settle it"):
        settle(report(sent, cast.lead), holder_too)


# --- the office's pages -----------------------------------------------------------------------------------


def test_the_office_looks_decides_and_finds_it_among_the_settled(client, cast, sent, ready):
    make.send_sheet(ready)
    concern = report(sent, cast.pcm)
    client.force_login(cast.office)
    assert list(client.get("/my/concerns/").context["open"]) == [concern]
    address = f"/my/concerns/{concern.slug}/"
    page = text(client.get(address))
    assert (SECRET in page, "1 record sheet that was sent holds a copy" in page) == (True, True)
    file = sent.files.get()
    assert client.get(f"{address}files/{file.key}/").status_code == 200
    assert "Choose what is to happen" in text(client.post(address, {}))
    assert client.post(address, {"outcome": "redacted"}).url == "/my/concerns/"
    listed = client.get("/my/concerns/").context
    assert (list(listed["open"]), list(listed["page_obj"])) == ([], [concern])
    assert SECRET not in text(client.get(address))
    assert client.get(f"{address}files/{file.key}/").status_code == 404
    assert client.post(address, {"outcome": "unfounded"}).status_code == 403


def test_people_without_an_office_are_turned_away(client, cast, sent):
    concern = report(sent, cast.office)
    for person, code in ((cast.pcm, 403), (cast.mentor, 403), (holder(Role.OFFICE), 200)):
        client.force_login(person)
        found = (
            client.get("/my/concerns/").status_code,
            client.get(f"/my/concerns/{concern.slug}/").status_code,
        )
        assert found == (code, 404)


def test_reviewers_find_the_way_from_what_was_sent(client, cast, sent, ready):
    round_ = make.send_sheet(ready)
    client.force_login(cast.pcm)
    page = client.get(f"/reviews/{round_.submission.reference}/").content.decode()
    assert f"/my/concerns/report/{sent.slug}/" in page
