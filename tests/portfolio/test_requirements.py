"""The scheme's law, rule by rule, over records built by hand: no request, no database."""

from datetime import date
from types import SimpleNamespace

import pytest

from forms.models import Status
from portfolio.record import Module, Record
from portfolio.requirements import Answer, requirements, unmet

TODAY = date(2026, 11, 16)
HOME = 1  # the mentor's own provider
STANDARD = SimpleNamespace(number=1, title="Personal qualities")


def level(**settings):
    """A level with Entry's settings."""
    given = {
        "needs_audit": True,
        "needs_conversation": True,
        "placements_needed": 1,
        "needs_joint_observation": True,
        "needs_second_audit": False,
        "needs_full_cycle": False,
        "needs_pcm_observation": False,
        "prerequisite": None,
        "needs_completion": True,
        "experience_may_replace": ["modules", "placement"],
    }
    return SimpleNamespace(title="Entry", **given | settings)


def criterion(pk, code, key=True):
    return SimpleNamespace(pk=pk, code=code, text=f"Does {code}.", is_key=key, standard=STANDARD)


def link(criterion, day=date(2026, 10, 1), evidence=1):
    item = piece(pk=evidence, activity_date=day)
    return SimpleNamespace(criterion_id=criterion.pk, evidence_id=item.pk, evidence=item)


def piece(**facts):
    """A piece of evidence."""
    given = {"title": "Feedback", "kind": "observation", "activity_date": date(2026, 10, 1)}
    given |= {"removed_at": None, "other_id": None, "other_name": "", "confirmed_at": None}
    return SimpleNamespace(**given | facts)


def placement(**facts):
    """A placement with the home provider, completed."""
    given = {"start": date(2026, 9, 7), "end": date(2026, 10, 30), "completed": True}
    given |= {"shared": False, "interrupted": False, "counts": "", "counts_because": ""}
    given |= {"provider": "Kingsmere University", "provider_id": HOME}
    return SimpleNamespace(**given | facts)


def talk(agreed=True, day=date(2026, 9, 10), role="pcm"):
    return SimpleNamespace(with_name="Asha Patel", held_on=day, agreed=agreed, role=role)


def observation(**facts):
    """A joint observation."""
    given = {"kind": "joint", "tutor_name": "Tom Reid", "held_on": date(2026, 10, 12)}
    return SimpleNamespace(**given | {"other_id": None, "confirmed_at": None} | facts)


CRITERIA = [criterion(1, "S1.1"), criterion(2, "S1.2"), criterion(3, "S2.5", key=False)]


def record(**facts):
    """A record with everything in place; `facts` replace parts of it."""
    complete = {
        "level": level(),
        "criteria": CRITERIA,
        "modules": [
            Module("M1", "Module 1: paperwork", date(2026, 9, 20), "I learned much."),
            Module("M2", "Module 2: the meeting", date(2026, 10, 2), "Fewer targets."),
        ],
        "audits": [SimpleNamespace(status=Status.SENT, sent_at=date(2026, 9, 8))],
        "conversations": [talk()],
        "observations": [observation()],
        "placements": [placement()],
        "links": [link(CRITERIA[0]), link(CRITERIA[1])],
        "answered_sharing_on": date(2026, 9, 1),
        "shares": True,
    }
    enrolment = SimpleNamespace(slug="0a1b2c3d", provider_id=HOME)
    return Record(enrolment=enrolment, today=TODAY, **complete | facts)


def answer(key, **facts):
    """(answer, why) of one requirement for a record with these facts, or None when it is not asked."""
    found = [each for each in requirements(record(**facts)) if each.key == key]
    return (found[0].answer, found[0].why) if found else None


def test_everything_in_place_leaves_nothing_unmet():
    assert unmet(record()) == []


def test_entry_asks_these_rules_in_this_order():
    assert [(each.key, each.rules, each.group) for each in requirements(record())] == [
        ("sharing", ("R33", "E18"), "Get ready"),
        ("audit", ("R11",), "Get ready"),
        ("conversation", ("R11", "R21"), "Get ready"),
        ("module-m1", ("R8",), "Work through the modules"),
        ("module-m2", ("R8",), "Work through the modules"),
        ("placement", ("R13", "E5", "E7"), "Show your evidence"),
        ("observation", ("R25",), "Show your evidence"),
        ("evidence", ("R16", "R17", "R18", "R19"), "Show your evidence"),
    ]


def test_r1_a_level_that_asks_for_nothing_but_its_pages_needs_no_code():
    bare = level(
        needs_audit=False, needs_conversation=False, placements_needed=0, needs_joint_observation=False
    )
    asked = requirements(record(level=bare, modules=[], criteria=[], links=[]))
    assert [each.key for each in asked] == ["sharing"]


def test_r1_a_level_may_ask_for_two_placements():
    two = level(placements_needed=2)
    assert answer("placement", level=two) == (Answer.NOT_YET, "1 of 2 completed.")
    assert answer("placement", level=two, placements=[placement(), placement()]) == (
        Answer.MET,
        "2 of 2 completed.",
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (Answer.MET, "Completed on 8 September 2026.")),
        ({"audits": []}, (Answer.NOT_YET, "Say how confident you are about each criterion.")),
        (
            {"audits": [SimpleNamespace(status=Status.DRAFT, sent_at=None)]},
            (Answer.NOT_YET, "You have begun. Go on where you stopped."),
        ),
    ],
)
def test_r11_the_audit_has_to_be_sent(facts, expected):
    assert answer("audit", **facts) == expected


def test_r11_a_second_audit_under_way_does_not_undo_the_first():
    audits = [
        SimpleNamespace(status=Status.SENT, sent_at=date(2026, 9, 8)),
        SimpleNamespace(status=Status.DRAFT, sent_at=None),
    ]
    assert answer("audit", audits=audits)[0] == Answer.MET


@pytest.mark.parametrize(
    ("talks", "expected"),
    [
        ([], (Answer.NOT_YET, "Talk to your PCM, share your audit, and note the date.")),
        ([talk(agreed=False)], (Answer.WAITING, "Asha Patel has not agreed yet.")),
        ([talk(agreed=False), talk()], (Answer.MET, "Agreed with Asha Patel on 10 September 2026.")),
    ],
)
def test_r21_the_pcm_has_to_agree(talks, expected):
    assert answer("conversation", conversations=talks) == expected


def test_r8_each_module_needs_a_date_and_a_reflection():
    modules = [
        Module("M1", "Module 1", date(2026, 9, 20), "  "),
        Module("M2", "Module 2"),
    ]
    found = {each.key: each.answer for each in requirements(record(modules=modules))}
    assert (found["module-m1"], found["module-m2"]) == (Answer.NOT_YET, Answer.NOT_YET)


def test_r9_modules_may_be_done_in_any_order():
    later_first = [
        Module("M1", "Module 1", date(2026, 10, 20), "Done last."),
        Module("M2", "Module 2", date(2026, 9, 2), "Done first."),
    ]
    assert unmet(record(modules=later_first)) == []


@pytest.mark.parametrize(
    ("placements", "expected"),
    [
        ([], (Answer.NOT_YET, "Note whose student teacher you mentor, where and when.")),
        (
            [placement(completed=False, end=date(2026, 12, 18))],
            (Answer.WAITING, "Under way until 18 December 2026. Mark it as completed when it is over."),
        ),
        (
            [placement(completed=False)],
            (
                Answer.WAITING,
                "Its last day was 30 October 2026. Mark it as completed if you saw it through.",
            ),
        ),
        ([placement()], (Answer.MET, "Completed on 30 October 2026.")),
    ],
)
def test_r13_one_placement_has_to_be_seen_through(placements, expected):
    assert answer("placement", placements=placements) == expected


def test_r13_a_placement_counts_from_its_last_day_on():
    assert answer("placement", placements=[placement(end=TODAY)])[0] == Answer.MET
    assert answer("placement", placements=[placement(end=date(2026, 11, 17))])[0] == Answer.WAITING


def test_r25_a_joint_observation_has_to_be_noted():
    assert answer("observation", observations=[]) == (
        Answer.NOT_YET,
        "Observe a lesson with the tutor, and note the date.",
    )
    assert answer("observation") == (Answer.MET, "With Tom Reid on 12 October 2026.")


def test_r25_a_level_without_joint_observation_does_not_ask():
    assert answer("observation", level=level(needs_joint_observation=False)) is None


def test_r19_a_missing_key_criterion_is_named():
    assert answer("evidence", links=[link(CRITERIA[0])]) == (
        Answer.NOT_YET,
        "No evidence yet for S1.2 (Does S1.2).",
    )


def test_r19_several_missing_key_criteria_are_all_named():
    assert answer("evidence", links=[]) == (
        Answer.NOT_YET,
        "No evidence yet for S1.1 (Does S1.1) and S1.2 (Does S1.2).",
    )


def test_r19_evidence_for_other_criteria_does_not_stand_in_for_a_key_one():
    assert answer("evidence", links=[link(CRITERIA[2])])[0] == Answer.NOT_YET


def test_r19_a_level_that_names_no_key_criteria_asks_for_all():
    criteria = [criterion(1, "S1.1", key=False), criterion(2, "S1.2", key=False)]
    assert answer("evidence", criteria=criteria, links=[link(criteria[0])]) == (
        Answer.NOT_YET,
        "No evidence yet for S1.2 (Does S1.2).",
    )


def test_r17_one_piece_may_show_several_criteria():
    one = [link(CRITERIA[0], evidence=7), link(CRITERIA[1], evidence=7)]
    assert answer("evidence", links=one) == (Answer.MET, "All 2 key criteria have dated evidence.")


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        (True, "Agreed to sharing on 1 September 2026."),
        (False, "Chose not to share on 1 September 2026."),
    ],
)
def test_r33_either_answer_to_the_sharing_notice_will_do(shares, why):
    assert answer("sharing", shares=shares) == (Answer.MET, why)


def test_r33_no_answer_to_the_sharing_notice_will_not_do():
    assert answer("sharing", shares=None, answered_sharing_on=None)[0] == Answer.NOT_YET


def test_r38_suggested_activities_are_never_asked_for():
    assert not any("activit" in each.question.lower() for each in requirements(record()))


def test_each_requirement_says_where_to_act_and_what_proves_it():
    found = {each.key: (each.url, each.proof) for each in requirements(record())}
    assert found == {
        "sharing": ("/my/0a1b2c3d/sharing/", ("Details",)),
        "audit": ("/my/0a1b2c3d/audit/", ("Audit",)),
        "conversation": ("/my/0a1b2c3d/conversations/", ("Conversation 1",)),
        "module-m1": ("/my/0a1b2c3d/modules/m1/", ("Module M1",)),
        "module-m2": ("/my/0a1b2c3d/modules/m2/", ("Module M2",)),
        "placement": ("/my/0a1b2c3d/placements/", ("Placement 1",)),
        "observation": ("/my/0a1b2c3d/observations/", ("Observation 1",)),
        "evidence": ("/my/0a1b2c3d/evidence/", ("Evidence 1",)),
    }


def test_a_waived_requirement_counts_as_met():
    first = requirements(record())[0]
    waived = type(first)(**{**vars(first), "answer": Answer.WAIVED})
    assert waived.is_met
