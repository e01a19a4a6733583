"""The chain says what was edited, deleted, reordered or properly erased (T16, S33)."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from cms.triggers import unsealed
from forms.canonical import fingerprint
from forms.models import SealedPart, Status, Submission
from people.models.periods import today
from people.roles import Role
from reviews import actions, chain
from reviews.models import Decision, Deputy, Outcome, ReviewWorkflow, Round
from tests.factories.people import SchoolFactory, holder
from tests.factories.reviews import send_back, sign, stage_of


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


# --- the newer facts: in whose place, to whom passed on, which parts ---------------------------------------


def a_passed_on(cast):
    """A round whose first stage was passed on to a colleague, who signed."""
    round_, colleague = cast.send(), holder(Role.PCM, school=cast.school)
    actions.pass_on(stage=stage_of(round_), to=colleague, by=cast.pcm, note="I am away this week.")
    sign(round_, colleague)
    return round_


def a_stood_in_for(cast):
    """A round whose first stage was signed by a deputy."""
    round_, deputy = cast.send(), holder(Role.PCM, school=SchoolFactory())
    Deputy.objects.create(
        appointment=cast.pcm.appointments.get(), person=cast.pcm, deputy=deputy, start=today(), end=today()
    )
    sign(round_, deputy)
    return round_


def a_sent_back(cast):
    """A round that was sent back with a part to look at again."""
    round_ = cast.send()
    send_back(round_, cast.pcm, sections=["Step 1: The lesson"])
    return round_


def test_what_was_passed_on_stood_in_for_and_sent_back_in_part_verifies(cast):
    lines = [make(cast).decisions.first() for make in (a_passed_on, a_stood_in_for, a_sent_back)]

    assert lines[0].passed_to is not None
    assert lines[1].deputy_of == cast.pcm
    assert lines[2].sections == ["Step 1: The lesson"]
    assert all_findings() == []


@pytest.mark.parametrize(
    ("make", "column"),
    [
        (a_passed_on, "passed_to_id"),
        (a_stood_in_for, "deputy_of_id"),
        (a_sent_back, "sections"),
    ],
)
def test_a_newer_fact_that_was_edited_or_taken_out_is_found(cast, make, column):
    round_ = make(cast)
    others = ["[]", '["Step 2: Your notes"]'] if column == "sections" else [None, cast.lead.pk]
    for other in others:
        with somebody_at_the_database() as cursor:
            cursor.execute(f"UPDATE reviews_decision SET {column} = %s WHERE seq = 1", [other])  # noqa: S608
        assert findings(round_)[0] == ("edited", "Decision 1")


def test_a_newer_fact_that_was_added_is_found(cast):
    round_ = cast.signed_by_pcm()
    with somebody_at_the_database() as cursor:
        cursor.execute("UPDATE reviews_decision SET deputy_of_id = %s", [cast.lead.pk])

    assert findings(round_) == [("edited", "Decision 1")]


def test_a_decision_from_before_the_newer_facts_verifies(cast):
    line = cast.signed_by_pcm().decisions.get()
    facts = chain.facts_of(line)

    assert {"deputy_of", "passed_to", "sections"} & set(facts) == set()
    assert fingerprint(facts) == line.hash


def test_a_panels_round_verifies_and_misses_a_lost_signature(cast):
    cast.page.workflow.stages.filter(role=Role.LINK_TUTOR).update(panel_size=2)
    cast.page.workflow = ReviewWorkflow.objects.get()
    submission = cast.draft()
    for _ in range(2):
        round_ = cast.send(submission)
        sign(round_, cast.pcm)
        send_back(round_, cast.tutor)
        submission.refresh_from_db()
    round_ = cast.send(submission)
    sign(round_, cast.pcm)
    panel = [holder(Role.LINK_TUTOR, provider=cast.provider), cast.lead]
    actions.name_panel(stage=stage_of(round_), people=panel, by=cast.office, note="Sent back twice.")
    for person in panel:
        sign(round_, person)

    assert [line.outcome for line in round_.decisions.order_by("seq")] == [
        Outcome.SIGNED,
        Outcome.REASSIGNED,
        Outcome.REASSIGNED,
        Outcome.SIGNED,
        Outcome.SIGNED,
    ]
    assert all_findings() == []
    with somebody_at_the_database() as cursor:
        cursor.execute("DELETE FROM reviews_decision WHERE round_id = %s AND seq = 5", [round_.pk])
    assert findings(round_) == [("unsigned", "Stage 2")]


def test_remarks_drafts_and_claims_are_outside_the_chain(cast):
    round_ = cast.send()
    stage = stage_of(round_)
    actions.claim(stage=stage, by=cast.pcm)
    remark = actions.comment(round=round_, by=cast.pcm, text="Please look at the date.", audience="reviewers")
    actions.keep_draft(stage=stage, by=cast.pcm, decision="send_back", reason="The date is", sections=[])
    actions.remove_comment(comment=remark, by=cast.pcm)

    assert (round_.decisions.count(), findings(round_)) == (0, [])


# --- steps that do not exist, taken past every guard and constraint ----------------------------------------

TOO_STRICT = (
    "decision_not_by_the_mentor",
    "decision_one_signature_each",
    "decision_not_passed_to_the_mentor",
)


@contextmanager
def no_constraints():
    """What holds the table of decisions beside its triggers is lifted for a block."""
    named = {each.name: each for each in Decision._meta.constraints}
    if connection.vendor == "sqlite":
        with somebody_at_the_database() as cursor:
            cursor.execute("DROP INDEX decision_one_signature_each")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            try:
                yield
            finally:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
        return
    with somebody_at_the_database(), connection.schema_editor() as editor:
        for name in TOO_STRICT:
            editor.remove_constraint(Decision, named[name])
        yield


def forged(round_, by, position=1, *, outcome=Outcome.SIGNED, role=None, **more):
    """Append a decision with a right hash and no question asked."""
    stage = round_.stages.get(position=position)
    facts = {"signatory": by, "recorded_by": by, "statement": stage.statement, "typed_name": by.name}
    return chain.append(round_, outcome=outcome, stage=stage, role=role or stage.role, **facts | more)


def forged_findings(round_, by, position=1, **more):
    with no_constraints():
        forged(round_, by, position, **more)
        return findings(round_)


def test_the_mentors_own_signature_is_found(cast):
    assert ("own work", "Decision 1") in forged_findings(cast.send(), cast.mentor)


def test_a_signature_that_the_mentor_recorded_is_found(cast):
    assert ("own work", "Decision 1") in forged_findings(cast.send(), cast.pcm, recorded_by=cast.mentor)


def test_a_stage_passed_on_to_the_mentor_is_found(cast):
    given = {
        "outcome": Outcome.REASSIGNED,
        "signatory": None,
        "recorded_by": cast.pcm,
        "passed_to": cast.mentor,
    }

    assert forged_findings(cast.send(), cast.pcm, **given) == [("own work", "Decision 1")]


def test_a_second_signature_of_the_same_person_is_found(cast):
    assert forged_findings(cast.signed_by_pcm(), cast.pcm, 2) == [("signed twice", "Decision 2")]


def test_a_signature_out_of_order_is_found(cast):
    assert forged_findings(cast.send(), cast.tutor, 2) == [("out of turn", "Decision 1")]


def test_one_signature_more_than_the_stage_asks_for_is_found(cast):
    assert forged_findings(cast.signed_by_pcm(), cast.lead, 1) == [("out of turn", "Decision 2")]


def test_a_decision_after_the_closing_one_is_found(cast):
    assert forged_findings(cast.sent_back(), cast.lead, 1) == [("out of turn", "Decision 2")]


def test_a_certificate_decision_before_all_have_signed_is_found(cast):
    round_ = cast.signed_by_pcm()
    with no_constraints():
        chain.append(
            round_, outcome=Outcome.ISSUED, signatory=cast.office, recorded_by=cast.office, role=Role.OFFICE
        )
        found = findings(round_)

    assert found == [
        ("out of turn", "Decision 2"),
        ("unsigned", "Stage 2"),
        ("edited", "The closing decision"),
    ]


def test_a_signature_in_another_role_than_the_stages_is_found(cast):
    assert ("edited", "Stage 1") in forged_findings(cast.send(), cast.office, role=Role.OFFICE)


def test_a_stage_whose_statement_or_number_of_signatures_was_changed_is_found(cast):
    round_ = cast.signed_by_pcm()
    for change, found in (
        ("statement = 'I have read nothing.'", ("edited", "Stage 1")),
        ("signatures_wanted = 2", ("unsigned", "Stage 1")),
        ("role = 'office'", ("edited", "Stage 1")),
    ):
        with transaction.atomic():
            with somebody_at_the_database() as cursor:
                cursor.execute(f"UPDATE reviews_stage SET {change} WHERE position = 1")  # noqa: S608
            assert found in findings(round_)
            transaction.set_rollback(True)


def test_a_stage_that_was_taken_out_is_found(cast):
    round_ = cast.send()
    with somebody_at_the_database() as cursor:
        cursor.execute("DELETE FROM reviews_stage WHERE position = 1")

    assert findings(round_) == [("deleted", "Stage 1"), ("no turn", "")]


def test_a_round_marked_as_signed_without_signatures_is_found(cast):
    round_ = cast.signed_by_pcm()
    with somebody_at_the_database() as cursor:
        cursor.execute("UPDATE reviews_round SET signed_at = opened_at")
        cursor.execute("UPDATE reviews_stage SET closed_at = opened_at WHERE position = 2")

    assert findings(round_) == [("unsigned", "Stage 2")]


def test_a_sheet_that_counts_as_signed_off_without_signatures_is_found(cast):
    round_ = cast.signed_by_pcm()
    Submission.objects.update(status=Status.ACCEPTED)

    assert all_findings() == [
        f"{round_.submission.reference} counts as signed off, and no round of it is signed by all."
    ]


def test_findings_name_nobody(cast):
    cast.signed_by_all()
    with somebody_at_the_database() as cursor:
        cursor.execute("UPDATE reviews_decision SET typed_name = 'Somebody'")

    said = " ".join(all_findings())
    assert "Decision 1 of" in said
    assert not any(person.name in said for person in (cast.mentor, cast.pcm, cast.tutor))
