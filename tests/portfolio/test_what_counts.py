"""Who has to act, and what counts: placements, evidence and waivers, as records built by hand."""

from datetime import date
from types import SimpleNamespace

import pytest

from portfolio.record import Module
from portfolio.requirements import Answer, requirements
from tests.portfolio.test_requirements import (
    CRITERIA,
    TODAY,
    answer,
    level,
    link,
    observation,
    piece,
    placement,
    record,
    talk,
)

# --- who has to act ----------------------------------------------------------------------------------------


def who(key, **facts):
    """(answer, whose turn it is) of one requirement for a record with these facts."""
    [found] = [each for each in requirements(record(**facts)) if each.key == key]
    return found.answer, found.who


def test_each_requirement_says_whose_turn_it_is():
    assert who("sharing", answered_sharing_on=None) == (Answer.NOT_YET, "mentor")
    assert who("conversation", conversations=[]) == (Answer.NOT_YET, "mentor")
    assert who("conversation", conversations=[talk(agreed=False)]) == (Answer.WAITING, "pcm")
    assert who("placement", placements=[placement(shared=True)]) == (Answer.WAITING, "provider_lead")
    assert who("evidence", links=[]) == (Answer.NOT_YET, "mentor")


def test_r21_a_talk_with_the_tutor_is_not_the_one_with_the_pcm():
    assert answer("conversation", conversations=[talk(role="link_tutor")])[0] == Answer.NOT_YET
    [asked] = [
        each
        for each in requirements(record(conversations=[talk(role="link_tutor"), talk()]))
        if each.key == "conversation"
    ]
    assert (asked.answer, asked.proof) == (Answer.MET, ("Conversation 2",))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"other_id": 9}, "With Tom Reid on 12 October 2026. Tom Reid has not confirmed it here."),
        ({"other_id": 9, "confirmed_at": TODAY}, "With Tom Reid on 12 October 2026."),
    ],
)
def test_r25_a_joint_observation_counts_confirmed_or_not(facts, why):
    assert answer("observation", observations=[observation(**facts)]) == (Answer.MET, why)


# --- placements that a provider decides about (E5, E7) -----------------------------------------------------

DECIDES = "{} decides whether your placement from 7 September 2026 counts, because {}."


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({"shared": True}, "it was shared"),
        ({"interrupted": True}, "it was interrupted"),
        ({"interrupted": True, "completed": False}, "it was interrupted"),
        ({"shared": True, "interrupted": True}, "it was shared and it was interrupted"),
        ({"provider_id": 2}, "it is not your own provider’s"),
    ],
)
def test_e5_e7_until_the_provider_has_decided_the_answer_is_waiting(facts, because):
    why = DECIDES.format("Kingsmere University", because)
    assert answer("placement", placements=[placement(**facts)]) == (Answer.WAITING, why)


@pytest.mark.parametrize("completed", [True, False])
def test_e7_what_counts_wholly_is_a_placement_also_when_it_was_broken_off(completed):
    decided = placement(interrupted=True, counts="wholly", completed=completed)
    assert answer("placement", placements=[decided]) == (Answer.MET, "Completed on 30 October 2026.")


@pytest.mark.parametrize(
    ("counts", "reason", "why"),
    [
        ("not", "Two weeks only", "does not count, says Kingsmere University: Two weeks only."),
        ("not", "", "does not count, says Kingsmere University."),
        (
            "partly",
            "Half of it.",
            "counts for its stage of the year only, says Kingsmere University: Half of it.",
        ),
    ],
)
def test_e7_a_placement_that_does_not_count_is_named_with_the_reason(counts, reason, why):
    refused = placement(interrupted=True, counts=counts, counts_because=reason)
    assert answer("placement", placements=[refused]) == (
        Answer.NOT_YET,
        f"Your placement from 7 September 2026 {why}",
    )


def test_e7_another_placement_does_for_one_that_is_not_decided():
    assert answer("placement", placements=[placement(shared=True), placement()])[0] == Answer.MET


def test_e7_of_two_placements_asked_for_the_one_to_be_decided_is_named():
    why = f"1 of 2 completed. {DECIDES.format('Kingsmere University', 'it was shared')}"
    both = [placement(), placement(shared=True)]
    assert answer("placement", level=level(placements_needed=2), placements=both) == (Answer.WAITING, why)


def test_q11_a_level_may_count_a_placement_from_its_first_day():
    begun = placement(completed=False, end=date(2026, 12, 18))
    loose = level(needs_completion=False)
    assert answer("placement", level=loose, placements=[begun]) == (Answer.MET, "Begun on 7 September 2026.")
    later = placement(completed=False, start=date(2026, 11, 17), end=date(2026, 12, 18))
    assert answer("placement", level=loose, placements=[later]) == (
        Answer.WAITING,
        "Begins on 17 November 2026.",
    )


# --- evidence that does not count, and why -----------------------------------------------------------------


def shown(item, *criteria):
    """Links of one piece of evidence to criteria."""
    return [SimpleNamespace(criterion_id=each.pk, evidence_id=item.pk, evidence=item) for each in criteria]


def unconfirmed(**facts):
    return piece(pk=4, kind="conversation", title="On targets", other_id=9, **facts)


def test_r18_a_conversation_counts_once_the_other_person_has_confirmed_it():
    talk_of = shown(unconfirmed(), CRITERIA[1])
    facts = {"links": [link(CRITERIA[0]), *talk_of], "confirmers": {4: ("Asha Patel", "pcm")}}
    [asked] = [each for each in requirements(record(**facts)) if each.key == "evidence"]
    assert (asked.answer, asked.who, asked.why, asked.hint, asked.to_go) == (
        Answer.WAITING,
        "pcm",
        "No evidence that counts yet for S1.2 (Does S1.2). “On targets” waits for Asha Patel to confirm it.",
        "“On targets” waits for Asha Patel to confirm it.",
        "With Asha Patel",
    )
    talk_of[0].evidence.confirmed_at = TODAY
    assert answer("evidence", **facts) == (Answer.MET, "All 2 key criteria have dated evidence.")


def test_r18_a_tutor_is_waited_for_as_a_tutor():
    both = shown(unconfirmed(), *CRITERIA[:2])
    assert who("evidence", links=both, confirmers={4: ("Tom Reid", "link_tutor")}) == (
        Answer.WAITING,
        "link_tutor",
    )


def test_r18_while_other_evidence_is_missing_it_is_the_mentors_turn():
    facts = {"links": shown(unconfirmed(), CRITERIA[1]), "confirmers": {4: ("Asha Patel", "pcm")}}
    assert who("evidence", **facts) == (Answer.NOT_YET, "mentor")


def test_r18_a_conversation_with_somebody_who_has_only_a_name_counts_and_says_so():
    told = piece(pk=4, kind="conversation", title="On targets", other_name="Dr Rahman")
    assert answer("evidence", links=shown(told, *CRITERIA[:2])) == (
        Answer.MET,
        "All 2 key criteria have dated evidence. Not confirmed here: “On targets” with Dr Rahman.",
    )


def test_e20_a_criterion_of_other_standards_never_counts_and_is_named():
    foreign = SimpleNamespace(pk=77, code="S1.2", framework="National Standards (2031)")
    links = shown(piece(pk=4), foreign)
    links[0].criterion = foreign
    assert answer("evidence", links=[link(CRITERIA[0]), *links]) == (
        Answer.NOT_YET,
        "No evidence yet for S1.2 (Does S1.2). Not counted, because from other standards: “Feedback” for "
        "S1.2 of National Standards (2031).",
    )


def test_evidence_that_was_taken_out_counts_no_more():
    gone = piece(pk=4, removed_at=TODAY)
    links = [link(CRITERIA[0]), *shown(gone, CRITERIA[1])]
    assert answer("evidence", links=links) == (Answer.NOT_YET, "No evidence yet for S1.2 (Does S1.2).")
    assert record(links=links).evidence == [links[0].evidence]


# --- waived ------------------------------------------------------------------------------------------------

WAIVER = SimpleNamespace(
    decided_by=SimpleNamespace(name="Lena Lead"),
    provider="Kingsmere University",
    decided_at=date(2026, 3, 2),
    reason="Eight years of mentoring.",
)
WAIVED = (
    Answer.WAIVED,
    "Waived by Lena Lead, Kingsmere University, on 2 March 2026: Eight years of mentoring.",
)


@pytest.mark.parametrize(
    ("waived", "key", "facts"),
    [
        ("modules", "module-m2", {"modules": [Module("M2", "Module 2")]}),
        ("placement", "placement", {"placements": []}),
        ("audit", "audit", {"audits": []}),
    ],
)
def test_r20_what_is_waived_counts_with_who_when_and_why(waived, key, facts):
    assert answer(key, **facts)[0] == Answer.NOT_YET
    assert answer(key, exemptions={waived: WAIVER}, **facts) == WAIVED


def test_r20_what_was_done_anyway_stays_met():
    assert answer("module-m2", exemptions={"modules": WAIVER}) == (Answer.MET, "Completed on 2 October 2026.")
