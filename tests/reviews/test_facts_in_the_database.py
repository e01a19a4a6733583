"""What the database itself refuses, with every guard bypassed (T6, T15, T16)."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from forms.seals import commit, new_salt
from people.roles import Role
from reviews import actions, chain
from reviews.models import Decision, Outcome, Round
from tests.factories.people import UserFactory
from tests.factories.reviews import sign

DECISION = (
    "INSERT INTO reviews_decision (round_id, seq, outcome, signatory_id, recorded_by_id, mentor_id, role, "
    "acting, at, sections, erased, commitment, previous, hash) "
    "VALUES (%s, %s, %s, %s, %s, %s, '', %s, %s, '[]', '[]', %s, '', %s)"
)


def write(round_, outcome, *, signatory=None, recorded_by=None, mentor=None, seq=90):
    """Insert a decision past models, guards and chain."""
    recorded_by = recorded_by or signatory
    mentor = mentor or round_.submission.owner
    people = [signatory and signatory.pk, recorded_by.pk, mentor.pk]
    values = [round_.pk, seq, outcome, *people, False, timezone.now(), "c" * 64, new_salt()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DECISION, values)


def refused(statement, *values):
    """The statement is refused by the database; returns what it says."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(refusal.value)


def test_writing_past_the_guards_is_possible_at_all(cast):
    write(cast.send(), Outcome.SIGNED, signatory=cast.pcm)

    assert Decision.objects.get().signatory == cast.pcm


@pytest.mark.parametrize("outcome", [Outcome.SIGNED, Outcome.SENT_BACK, Outcome.REASSIGNED, Outcome.ISSUED])
def test_the_mentor_neither_signs_nor_records(cast, outcome):
    round_ = cast.send()

    with pytest.raises(IntegrityError, match="decision_not_by_the_mentor"):
        write(round_, outcome, signatory=cast.mentor)
    with pytest.raises(IntegrityError, match="decision_not_by_the_mentor"):
        write(round_, outcome, signatory=cast.pcm, recorded_by=cast.mentor)


def test_nobody_else_can_be_named_as_the_mentor(cast):
    round_ = cast.send()

    with pytest.raises(IntegrityError, match="mentor is not who sent this"):
        write(round_, Outcome.SIGNED, signatory=cast.mentor, mentor=UserFactory())


@pytest.mark.parametrize("outcome", [Outcome.SIGNED, Outcome.ISSUED])
def test_a_signature_is_somebodys(cast, outcome):
    with pytest.raises(IntegrityError, match="decision_signed_by_somebody"):
        write(cast.send(), outcome, recorded_by=cast.pcm)


def test_nobody_signs_a_round_twice_nor_issues_what_they_signed(cast):
    round_ = cast.send()
    sign(round_, cast.pcm)

    for outcome in (Outcome.SIGNED, Outcome.ISSUED):
        with pytest.raises(IntegrityError):
            write(round_, outcome, signatory=cast.pcm)
    assert round_.decisions.count() == 1


def test_a_number_is_given_once(cast):
    round_ = cast.send()
    sign(round_, cast.pcm)

    with pytest.raises(IntegrityError):
        write(round_, Outcome.SIGNED, signatory=cast.tutor, seq=1)


def test_an_unknown_outcome_is_refused(cast):
    with pytest.raises(IntegrityError, match="decision_outcome_known"):
        write(cast.send(), "waved", signatory=cast.pcm)


@pytest.mark.parametrize("outcome", [each for each in Outcome.values if each != Outcome.ERASED])
def test_after_a_closing_decision_only_erasing_is_recorded(cast, outcome):
    round_ = cast.sent_back()

    with pytest.raises(IntegrityError, match="this round is closed"):
        write(round_, outcome, signatory=cast.tutor)
    write(round_, Outcome.ERASED, recorded_by=cast.office)


def test_a_decision_is_neither_deleted_nor_edited(cast):
    decision = sign(cast.send(), cast.pcm)

    assert "rows here are never deleted" in refused("DELETE FROM reviews_decision")
    for column, value in {
        "outcome": "sent_back",
        "seq": 7,
        "signatory_id": cast.tutor.pk,
        "role": Role.OFFICE,
        "hash": "0" * 64,
        "comment": "Well done",
        "erased": '["Step 1"]',
    }.items():
        said = refused(f"UPDATE reviews_decision SET {column} = %s WHERE id = %s", value, decision.pk)  # noqa: S608
        assert "can only be erased" in said
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        decision.save()


def test_words_are_erased_all_at_once_or_not_at_all(cast):
    decision = sign(cast.send(), cast.pcm)

    refused("UPDATE reviews_decision SET typed_name = NULL WHERE id = %s", decision.pk)
    actions.erase_decision(decision=decision, by=cast.office, reason="Asked for by the person.")
    kept = Decision.objects.get(pk=decision.pk)
    assert (kept.salt, kept.typed_name, kept.statement, kept.comment) == (None, None, None, None)
    assert (kept.outcome, kept.signatory, kept.hash) == (Outcome.SIGNED, cast.pcm, decision.hash)


def test_a_rounds_sending_and_number_never_change(cast):
    round_ = cast.sent_back()
    round_.submission.refresh_from_db()
    second = cast.send(round_.submission)

    assert "never change" in refused("UPDATE reviews_round SET number = 9 WHERE id = %s", round_.pk)
    assert "never change" in refused(
        "UPDATE reviews_round SET sending_id = %s, submission_id = submission_id WHERE id = %s",
        second.sending_id,
        round_.pk,
    )
    assert "never deleted" in refused("DELETE FROM reviews_round WHERE id = %s", round_.pk)


def test_a_closed_round_stays_closed(cast):
    round_ = cast.sent_back()

    assert "noted once" in refused("UPDATE reviews_round SET closed_at = NULL WHERE id = %s", round_.pk)


def test_a_round_belongs_to_the_submission_that_was_sent(cast):
    sending = cast.send().sending
    other = cast.draft(cast.another_mentor())

    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(
            sending=sending, submission=other, workflow_name="Entry", number=1, opened_at=timezone.now()
        )


def test_a_stage_keeps_what_is_signed_and_by_how_many(cast):
    stage = cast.signed_by_pcm().stages.first()

    for change in ("role = 'office'", "statement = 'Anything'", "signatures_wanted = 0", "position = 9"):
        assert "never change" in refused(f"UPDATE reviews_stage SET {change} WHERE id = %s", stage.pk)  # noqa: S608
    assert "noted once" in refused("UPDATE reviews_stage SET closed_at = NULL WHERE id = %s", stage.pk)
    assert "never deleted" in refused("DELETE FROM reviews_stage WHERE id = %s", stage.pk)


def test_the_commitment_hides_and_binds_what_was_written(cast):
    decision = sign(cast.send(), cast.pcm)

    assert decision.commitment == commit(decision.salt, chain.personal(decision))
    assert decision.commitment != commit(new_salt(), chain.personal(decision))


def test_a_stage_is_never_passed_on_to_the_mentor(cast):
    round_ = cast.send()

    with pytest.raises(IntegrityError, match="decision_not_passed_to_the_mentor"), transaction.atomic():
        chain.append(round_, outcome=Outcome.REASSIGNED, recorded_by=cast.pcm, passed_to=cast.mentor)
    assert round_.decisions.count() == 0


def test_only_passing_on_names_a_receiver(cast):
    round_ = cast.send()
    facts = {"signatory": cast.pcm, "recorded_by": cast.pcm, "passed_to": cast.tutor}

    with pytest.raises(IntegrityError, match="decision_passed_on_only"), transaction.atomic():
        chain.append(round_, outcome=Outcome.SIGNED, **facts)
    assert round_.decisions.count() == 0
