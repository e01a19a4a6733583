"""The chain says what was edited, deleted, reordered or properly erased (T16, S33)."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from cms.triggers import unsealed
from forms.models import SealedPart
from people.roles import Role
from reviews import actions, chain
from reviews.models import Decision, Outcome, Round
from tests.factories.reviews import send_back, sign


@contextmanager
def somebody_at_the_database():
    """Lifts the triggers and gives a cursor, as an intruder with the keys would have."""
    connection.check_constraints()  # PostgreSQL alters no table while checks are put off
    with unsealed(connection), connection.cursor() as cursor:
        yield cursor
        connection.check_constraints()


def findings(round_):
    return [
        (finding.kind, finding.label)
        for finding in chain.verify(Round.objects.for_review().get(pk=round_.pk))
    ]


def all_findings():
    return [str(finding) for finding in chain.check_all()]


def test_an_untouched_chain_is_whole(cast):
    round_ = cast.signed_by_all()
    actions.record_issue(round=round_, by=cast.office, required_roles=[Role.PCM])
    first, second, third = round_.decisions.order_by("seq")

    assert (first.previous, second.previous, third.previous) == (round_.sending.seal, first.hash, second.hash)
    assert findings(round_) == []
    assert all_findings() == []


def test_a_second_round_continues_from_the_first(cast):
    first = cast.sent_back()
    first.submission.refresh_from_db()
    second = cast.send(first.submission)
    sign(second, cast.pcm)

    assert second.sending.previous == first.decisions.get().hash
    assert all_findings() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("role", "office"),
        ("acting", True),
        ("at", "2020-01-01 00:00:00"),
        ("outcome", "sent_back"),
        ("commitment", "0" * 64),
        ("erased", '["Step 1"]'),
    ],
)
def test_an_edited_fact_is_found(cast, column, value):
    round_ = cast.signed_by_all()
    with somebody_at_the_database() as cursor:
        cursor.execute(f"UPDATE reviews_decision SET {column} = %s WHERE seq = 1", [value])  # noqa: S608

    assert ("edited", "Decision 1") in findings(round_)


@pytest.mark.parametrize("column", ["typed_name", "statement", "comment"])
def test_edited_words_are_found(cast, column):
    round_ = cast.signed_by_all()
    with somebody_at_the_database() as cursor:
        cursor.execute(f"UPDATE reviews_decision SET {column} = 'Something else' WHERE seq = 1")  # noqa: S608

    assert findings(round_) == [("edited", "Decision 1")]


def test_another_signatory_is_found(cast):
    round_ = cast.signed_by_all()
    with somebody_at_the_database() as cursor:
        cursor.execute("UPDATE reviews_decision SET signatory_id = %s WHERE seq = 1", [cast.lead.pk])

    assert findings(round_) == [("edited", "Decision 1")]


def test_a_deleted_decision_is_found_by_its_gap(cast):
    round_ = cast.signed_by_all()
    with somebody_at_the_database() as cursor:
        cursor.execute("DELETE FROM reviews_decision WHERE seq = 1")

    assert findings(round_) == [("deleted", "Decision 1"), ("unsigned", "Stage 1")]


def test_a_lost_last_decision_shows_in_its_stage(cast):
    round_ = cast.signed_by_all()
    with somebody_at_the_database() as cursor:
        cursor.execute("DELETE FROM reviews_decision WHERE seq = 2")

    assert findings(round_) == [("unsigned", "Stage 2")]


def test_a_lost_sending_back_shows_in_the_round_after(cast):
    first = cast.sent_back()
    first.submission.refresh_from_db()
    second = cast.send(first.submission)
    with somebody_at_the_database() as cursor:
        cursor.execute("DELETE FROM reviews_decision WHERE round_id = %s", [first.pk])

    assert ("broken", "") in findings(second)
    assert ("deleted", "The closing decision") in findings(first)


def test_reordered_decisions_are_found(cast):
    round_ = cast.signed_by_all()
    with somebody_at_the_database() as cursor:
        for old, new in ((1, 9), (2, 1), (9, 2)):
            cursor.execute("UPDATE reviews_decision SET seq = %s WHERE seq = %s", [new, old])

    assert findings(round_) == [("reordered", "Decision 1"), ("reordered", "Decision 2")]


def test_a_decision_moved_to_another_round_is_found(cast):
    other = cast.send(mentor=cast.another_mentor())
    round_ = cast.send()
    moved = sign(round_, cast.pcm)
    with somebody_at_the_database() as cursor:
        cursor.execute("UPDATE reviews_decision SET round_id = %s WHERE id = %s", [other.pk, moved.pk])

    assert ("edited", "Decision 1") in findings(other)
    assert findings(round_) == [("unsigned", "Stage 1")]


def test_a_lost_round_is_found(cast):
    round_ = cast.send()
    with somebody_at_the_database() as cursor:
        cursor.execute("DELETE FROM reviews_stage")
        cursor.execute("DELETE FROM reviews_round")

    assert all_findings() == [f"{round_.sending} was sent for review, and its round is not there."]


def test_erased_words_are_named_erased_and_the_chain_holds(cast):
    round_ = cast.send()
    decision = send_back(round_, cast.pcm)
    erasing = actions.erase_decision(decision=decision, by=cast.office, reason="A pupil was named in it.")

    assert (erasing.outcome, erasing.erased) == (Outcome.ERASED, ["Decision 1"])
    assert findings(round_) == [("erased", "Decision 1")]
    assert not any(finding.is_fault for finding in chain.check_all())


def test_words_that_vanish_without_a_decision_are_named_deleted(cast):
    round_ = cast.signed_by_pcm()
    Decision.objects.update(salt=None, typed_name=None, statement=None, comment=None)

    assert findings(round_) == [("deleted", "Decision 1")]


def test_erasing_a_part_is_said_by_the_chain_and_deleting_it_too(cast):
    round_ = cast.send()
    actions.erase_parts(
        round=round_, labels=["Step 1: The lesson"], by=cast.office, reason="A pupil was named in it."
    )
    assert findings(round_) == [("erased", "Step 1: The lesson")]

    SealedPart.objects.filter(sending=round_.sending, label__startswith="Step 2").update(
        salt=None, content=None
    )
    assert findings(round_) == [("erased", "Step 1: The lesson"), ("deleted", "Step 2: Your notes")]


def test_erasing_in_an_earlier_round_does_not_break_the_later(cast):
    first = cast.sent_back()
    first.submission.refresh_from_db()
    cast.send(first.submission)
    actions.erase_parts(round=first, labels=["Step 1: The lesson"], by=cast.office, reason="Asked for.")

    assert [finding.kind for finding in chain.check_all()] == ["erased"]


def test_nothing_is_issued_on_a_record_that_does_not_agree_with_itself(cast):
    round_ = cast.signed_by_all()
    with somebody_at_the_database() as cursor:
        cursor.execute("UPDATE reviews_decision SET typed_name = 'Somebody' WHERE seq = 1")

    with pytest.raises(PermissionDenied, match="does not agree with itself"):
        actions.record_issue(round=round_, by=cast.office, required_roles=[])


def test_findings_name_nobody(cast):
    cast.signed_by_all()
    with somebody_at_the_database() as cursor:
        cursor.execute("UPDATE reviews_decision SET typed_name = 'Somebody'")

    said = " ".join(all_findings())
    assert "Decision 1 of" in said
    assert not any(person.name in said for person in (cast.mentor, cast.pcm, cast.tutor))
