"""Seals: what was sent cannot change unseen, and can be erased without breaking them (T14, T43)."""

import hashlib

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction

from cms.triggers import sealed_tables, unsealed
from forms import actions, files, seals
from forms.errors import NotNow
from forms.models import Attachment, SealedPart, Sending
from tests.factories import forms as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending(jo):
    page = make.form_page(
        make.step(
            "You", make.question("short_text", "Subject", "q"), make.question("file", "Notes", "f"), key="s"
        )
    )
    submission = make.answered(make.started(page, jo), {"s": {"q": "Físika ✓"}})
    actions.attach(submission=submission, by=jo, step_id="s", question_id="f", upload=make.upload())
    return actions.send(submission=submission, by=jo, statement="True.")


def said(sending, erased=frozenset()):
    fresh = Sending.objects.get(pk=sending.pk)
    return [(finding.kind, finding.label) for finding in seals.verify(fresh, erased)]


def tamper(sql):
    """A hand at the database that has taken the triggers out first."""
    with unsealed(connection), connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_was_sent_is_whole(sending):
    assert said(sending) == []


def test_commitment_and_seal_are_what_the_design_says():
    salt = "00" * 32
    text = '{"a":["é",1],"b":null}'.encode()
    import hmac

    assert (
        seals.commit(salt, {"b": None, "a": ["é", 1]})
        == hmac.new(bytes(32), text, hashlib.sha256).hexdigest()
    )


def test_seal_is_recomputed_from_labels_and_commitments_alone(sending):
    actions.erase_parts(
        sending=sending,
        labels=list(sending.parts.values_list("label", flat=True)),
        by=sending.submission.owner,
    )
    fresh = Sending.objects.get()
    assert seals.seal_of(fresh, list(fresh.parts.all())) == fresh.seal


def test_an_erased_part_is_erased_when_the_record_says_so(sending, jo):
    assert actions.erase_parts(sending=sending, labels=["Step 1: You", "nothing"], by=jo) == ["Step 1: You"]
    part = SealedPart.objects.get(label="Step 1: You")
    assert (part.salt, part.content, part.is_erased) == (None, None, True)
    assert said(sending, {"Step 1: You"}) == [("erased", "Step 1: You")]
    found = seals.verify(Sending.objects.get(), {"Step 1: You"})
    assert [finding.is_fault for finding in found] == [False]


def test_a_part_emptied_without_a_record_is_deleted(sending, jo):
    actions.erase_parts(sending=sending, labels=["Step 1: You"], by=jo)
    found = seals.verify(Sending.objects.get())
    reference = f"{sending.reference}/1"
    assert [str(each) for each in found] == [f"“Step 1: You” of {reference} was deleted."]
    assert found[0].is_fault


def test_an_edited_part_is_named(sending):
    tamper('UPDATE forms_sealedpart SET content = \'{"q": "Chemistry"}\' WHERE position = 1')
    assert said(sending) == [("edited", "Step 1: You")]


def test_an_edited_part_with_a_new_commitment_breaks_the_seal(sending):
    part = sending.parts.get(position=1)
    commitment = seals.commit(part.salt, {"q": "Chemistry"})
    tamper(
        f"UPDATE forms_sealedpart SET content = '{{\"q\": \"Chemistry\"}}', commitment = '{commitment}' "  # noqa: S608
        "WHERE position = 1"
    )
    assert said(sending) == [("seal", "")]


def test_a_missing_row_is_noticed(sending):
    tamper("DELETE FROM forms_sealedpart WHERE position = 2")
    assert said(sending) == [("missing", "2"), ("seal", "")]


@pytest.mark.parametrize(
    "change",
    ["reference = 'AAAAAAAAAA'", "number = 7", "sent_at = '2020-01-01 00:00:00'", "previous = 'x'"],
)
def test_a_changed_fact_breaks_the_seal(sending, change):
    tamper(f"UPDATE forms_sending SET {change}")  # noqa: S608
    assert said(sending) == [("seal", "")]


def test_a_lost_file_is_named(sending):
    storages["private"].delete(files.path_of(Attachment.objects.get().key))
    assert said(sending) == [("file missing", "File 1")]


def test_one_flipped_byte_in_storage_is_found(sending):
    place = storages["private"].path(files.path_of(Attachment.objects.get().key))
    with open(place, "r+b") as stored:
        first = stored.read(1)
        stored.seek(0)
        stored.write(bytes([first[0] ^ 1]))
    assert said(sending) == [("file changed", "File 1")]


def test_erasing_a_file_deletes_its_bytes_after_commit(sending, jo, django_capture_on_commit_callbacks):
    attachment = Attachment.objects.get()
    place = files.path_of(attachment.key)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_parts(sending=sending, labels=["File 1"], by=jo)
        assert storages["private"].exists(place)
    attachment.refresh_from_db()
    assert (storages["private"].exists(place), attachment.state, attachment.name) == (
        False,
        "erased",
        "Erased file",
    )
    assert said(sending, {"File 1"}) == [("erased", "File 1")]


def test_a_file_that_another_sending_shows_keeps_its_bytes(sending, jo, django_capture_on_commit_callbacks):
    actions.return_(submission=sending.submission, reason="Again.")
    second = actions.send(submission=sending.submission, by=jo, statement="")
    place = files.path_of(Attachment.objects.get().key)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_parts(sending=sending, labels=["File 1"], by=jo)
    assert storages["private"].exists(place)
    assert said(second) == []
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_parts(sending=second, labels=["File 1"], by=jo)
    assert not storages["private"].exists(place)


def test_erasing_needs_somebody_with_an_account(sending, jo):
    jo.is_active = False
    with pytest.raises(NotNow):
        actions.erase_parts(sending=sending, labels=["File 1"], by=jo)


def test_fractions_are_refused_because_databases_write_them_differently():
    with pytest.raises(ValueError, match=r"1\.5: write fractions as text"):
        list(seals._parts([("step", "One", {"hours": 1.5})]))


def test_labels_stay_apart_and_fit_their_column():
    parts = list(seals._parts([("step", "x" * 90, {}), ("step", "x" * 90, {}), ("step", "x" * 90, {})]))
    assert [part.label for part in parts] == ["x" * 80, "x" * 76 + " (2)", "x" * 76 + " (3)"]


FORBIDDEN = [
    "UPDATE forms_sending SET number = 2",
    "UPDATE forms_sending SET seal = seal",
    "DELETE FROM forms_sending",
    "UPDATE forms_sealedpart SET content = '{}'",
    "UPDATE forms_sealedpart SET salt = NULL",
    "UPDATE forms_sealedpart SET salt = NULL, content = NULL, label = 'x' || position",
    "UPDATE forms_sealedpart SET salt = NULL, content = NULL, commitment = 'x'",
    "UPDATE forms_sealedpart SET salt = NULL, content = NULL, position = position + 10",
    "DELETE FROM forms_sealedpart",
    "UPDATE forms_sendingfile SET attachment_id = attachment_id",
    "DELETE FROM forms_sendingfile",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_the_database_itself_refuses(sending, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert said(sending) == []


@pytest.mark.parametrize("model", [Sending, SealedPart])
def test_the_orm_cannot_delete_what_was_sent(sending, model):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all()._raw_delete("default")
    assert said(sending) == []


def test_an_erased_part_cannot_be_filled_again(sending, jo):
    actions.erase_parts(sending=sending, labels=["Step 1: You"], by=jo)
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedPart.objects.filter(position=1).update(salt="00", content={"q": "new"})


def test_the_sealed_tables_are_sealed():
    ours = {table: names for table, names in sealed_tables(connection).items() if table.startswith("forms_")}
    assert {
        table: {name.removeprefix(f"sealed_{table}_") for name in names} for table, names in ours.items()
    } == {
        "forms_formversion": {"columns_kept"},
        "forms_sending": {"unchanged", "kept"},
        "forms_sealedpart": {"only_erased", "kept"},
        "forms_sendingfile": {"unchanged", "kept"},
    }
