"""A round's way: opened, signed in order, accepted; sent back and opened anew (R26-R30)."""

import pytest
from django.core.exceptions import PermissionDenied

from forms.errors import Changed, NotNow
from forms.models import Status
from people.roles import Role
from reviews import actions
from reviews.models import Outcome, ReviewStage, Round
from tests.factories.people import holder
from tests.factories.reviews import PCM_SAYS, TUTOR_SAYS, make_cast, make_workflow, send_back, sign, stage_of


def state(round_):
    round_.refresh_from_db()
    return {
        "signed": round_.signed_at is not None,
        "closed": round_.closed_at is not None,
        "stages": [
            (stage.role, stage.opened_at is not None, stage.closed_at is not None)
            for stage in round_.stages.all()
        ],
        "decisions": [
            (line.seq, line.outcome, line.signatory_id) for line in round_.decisions.order_by("seq")
        ],
        "status": round_.sending.submission.__class__.objects.get(pk=round_.submission_id).status,
    }


def test_sending_opens_a_round_with_copied_stages_at_the_first(cast):
    round_ = cast.send()

    assert (round_.number, round_.workflow_name) == (1, "Entry")
    assert [
        (stage.role, stage.statement, stage.school, stage.provider, stage.is_open)
        for stage in round_.stages.all()
    ] == [
        (Role.PCM, PCM_SAYS, cast.school, cast.provider, True),
        (Role.LINK_TUTOR, TUTOR_SAYS, cast.school, cast.provider, False),
    ]


def test_editing_the_workflow_leaves_a_round_under_way_as_it_was(cast):
    round_ = cast.send()

    ReviewStage.objects.filter(workflow=cast.page.workflow).delete()

    assert [stage.role for stage in round_.stages.all()] == [Role.PCM, Role.LINK_TUTOR]


def test_a_form_without_stages_cannot_be_sent(db):
    cast = make_cast(workflow=make_workflow(stages=()))
    submission = cast.draft()

    with pytest.raises(NotNow, match="Nobody has said yet who reviews this form"):
        cast.send(submission)

    submission.refresh_from_db()
    assert (submission.status, submission.sendings.count(), Round.objects.count()) == (Status.DRAFT, 0, 0)


def test_stages_are_signed_in_order_and_the_last_accepts(cast):
    round_ = cast.send()
    sign(round_, cast.pcm)

    assert state(round_) == {
        "signed": False,
        "closed": False,
        "stages": [(Role.PCM, True, True), (Role.LINK_TUTOR, True, False)],
        "decisions": [(1, Outcome.SIGNED, cast.pcm.pk)],
        "status": Status.SENT,
    }

    sign(round_, cast.tutor)

    assert state(round_) == {
        "signed": True,
        "closed": False,
        "stages": [(Role.PCM, True, True), (Role.LINK_TUTOR, True, True)],
        "decisions": [(1, Outcome.SIGNED, cast.pcm.pk), (2, Outcome.SIGNED, cast.tutor.pk)],
        "status": Status.ACCEPTED,
    }


def test_a_signature_keeps_name_role_and_statement_as_they_were(cast):
    decision = sign(cast.send(), cast.pcm, typed_name="  asha   PATEL ")

    assert (
        decision.typed_name,
        decision.statement,
        decision.role,
        decision.mentor,
        decision.recorded_by,
    ) == (
        "asha   PATEL",
        PCM_SAYS,
        Role.PCM,
        cast.mentor,
        cast.pcm,
    )


def test_link_tutor_cannot_sign_before_pcm(cast):
    round_ = cast.send()
    tutors_stage = round_.stages.get(role=Role.LINK_TUTOR)
    before = state(round_)

    with pytest.raises(
        PermissionDenied, match=r"not your turn yet\. It waits for the professional co-ordinating"
    ):
        actions.sign(stage=tutors_stage, by=cast.tutor, typed_name=cast.tutor.name, seal=round_.sending.seal)

    assert state(round_) == before


def test_two_signatures_wanted_wait_for_two_people(db):
    cast = make_cast(workflow=make_workflow(stages=[(Role.LINK_TUTOR, TUTOR_SAYS, 2)]))
    second = holder(Role.LINK_TUTOR, provider=cast.provider)
    round_ = cast.send()
    sign(round_, cast.tutor)

    assert stage_of(round_).is_open
    with pytest.raises(PermissionDenied, match="already signed"):
        sign(round_, cast.tutor)

    sign(round_, second)
    assert state(round_)["signed"]


def test_sending_back_closes_the_round_and_returns_the_sheet(cast):
    round_ = cast.send()
    send_back(round_, cast.pcm, "Please add the date of the lesson.")

    assert state(round_) == {
        "signed": False,
        "closed": True,
        "stages": [(Role.PCM, True, True), (Role.LINK_TUTOR, False, False)],
        "decisions": [(1, Outcome.SENT_BACK, cast.pcm.pk)],
        "status": Status.RETURNED,
    }
    assert round_.decisions.get().comment == "Please add the date of the lesson."


@pytest.mark.parametrize("reason", ["", "   ", "no", "1234567890123", "........................"])
def test_sending_back_needs_a_reason(cast, reason):
    round_ = cast.send()
    before = state(round_)

    with pytest.raises(NotNow, match="Say what is good, what to change"):
        send_back(round_, cast.pcm, reason)

    assert state(round_) == before


def test_sent_again_it_opens_a_new_round_at_the_first_stage_and_keeps_the_old(cast):
    first = cast.signed_by_pcm()
    send_back(first, cast.tutor)
    submission = first.submission
    submission.refresh_from_db()
    cast.answer(submission, "A Year 9 lesson")
    second = cast.send(submission)

    assert second.number == 2
    assert second.sending.previous == first.decisions.order_by("seq").last().hash
    assert stage_of(second).role == Role.PCM
    assert state(first)["decisions"] == [
        (1, Outcome.SIGNED, cast.pcm.pk),
        (2, Outcome.SENT_BACK, cast.tutor.pk),
    ]
    sign(second, cast.pcm)
    sign(second, cast.tutor)
    assert state(second)["status"] == Status.ACCEPTED


def test_a_seal_of_the_round_before_is_refused(cast):
    first = cast.sent_back()
    old_seal = first.sending.seal
    first.submission.refresh_from_db()
    second = cast.send(first.submission)
    before = state(second)

    with pytest.raises(Changed, match="changed since you opened it"):
        sign(second, cast.pcm, seal=old_seal)
    with pytest.raises(Changed):
        send_back(second, cast.pcm, seal=old_seal)

    assert state(second) == before


@pytest.mark.parametrize("typed", ["", "Asha", "Asha Patell", "Jo Okafor"])
def test_another_name_is_no_signature(cast, typed):
    round_ = cast.send()
    before = state(round_)

    with pytest.raises(NotNow):
        sign(round_, cast.pcm, typed_name=typed)

    assert state(round_) == before


def test_nothing_is_decided_in_a_closed_round(cast):
    round_ = cast.sent_back()
    stage = round_.stages.first()

    with pytest.raises(PermissionDenied, match="This was sent back, so nothing more can be decided"):
        actions.sign(stage=stage, by=cast.pcm, typed_name=cast.pcm.name, seal=round_.sending.seal)


def test_withdrawing_closes_the_round(cast):
    round_ = cast.send()
    actions.close_withdrawn(sending=round_.sending)

    assert state(round_)["closed"]
    assert [(line.outcome, line.recorded_by) for line in round_.decisions.all()] == [
        (Outcome.WITHDRAWN, cast.mentor)
    ]


def test_office_sends_back_what_everybody_signed_before_issuing(cast):
    round_ = cast.signed_by_all()
    actions.send_back(
        round=round_, by=cast.office, reason="The school's name is wrong.", seal=round_.sending.seal
    )

    assert state(round_)["closed"]
    assert state(round_)["status"] == Status.RETURNED
    assert round_.decisions.last().role == Role.OFFICE


def test_office_cannot_send_back_before_everybody_signed(cast):
    round_ = cast.signed_by_pcm()

    with pytest.raises(
        PermissionDenied, match=r"Not everybody has signed this yet\. It waits for the link tutor"
    ):
        actions.send_back(round=round_, by=cast.office, reason="The name is wrong.", seal=round_.sending.seal)
