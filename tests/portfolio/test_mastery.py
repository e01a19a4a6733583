"""Mastery: what it asks beyond Entry, as records built by hand and through the real actions (R5-R16)."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cms.dates import date_uk
from forms.models import Status
from modules.models import Level, YearStage
from people.permissions import forget_hats
from people.roles import Role
from portfolio import actions, permissions
from portfolio.facts import Module, Record
from portfolio.models import Award, Enrolment
from portfolio.progress import state, task_groups
from portfolio.ratings import Comparison
from portfolio.record import load
from portfolio.requirements import Answer, requirements, unmet
from portfolio.templatetags.portfolio_tags import my_module
from tests.factories import portfolio as make
from tests.factories.people import ProviderFactory
from tests.portfolio.test_desk import queries
from tests.portfolio.test_requirements import HOME, observation, piece

TODAY = date(2026, 8, 31)


class Stage:
    """A stage of the year by hand."""

    def __init__(self, pk, title):
        self.pk, self.title = pk, title

    def __str__(self):
        return self.title


STAGES = [Stage(1, "Foundation"), Stage(2, "Development"), Stage(3, "Consolidation")]
ENTRY = SimpleNamespace(title="Entry", refresh_after_years=None)


def level(**settings):
    """A level with Mastery's settings."""
    given = {
        "title": "Mastery",
        "prerequisite": ENTRY,
        "needs_audit": True,
        "needs_second_audit": True,
        "needs_conversation": False,
        "placements_needed": 1,
        "needs_joint_observation": False,
        "needs_full_cycle": True,
        "window_months": 24,
        "needs_pcm_observation": True,
        "audit_progress": "criterion",
        "needs_completion": True,
        "needs_same_student": False,
        "experience_years": None,
        "experience_may_replace": ["prerequisite", "second_audit", "modules", "full_cycle", "dates"],
    }
    return SimpleNamespace(**given | settings)


def placed(start, end, stage, **facts):
    """A placement with the home provider, completed."""
    phase = SimpleNamespace(stage_id=stage) if stage else None
    given = {"completed": True, "shared": False, "interrupted": False, "counts": "", "counts_because": ""}
    given |= {"student": "SK", "provider": "Kingsmere University", "provider_id": HOME}
    return SimpleNamespace(start=start, end=end, provider_phase=phase, **given | facts)


YEAR = [
    placed(date(2024, 9, 9), date(2024, 12, 13), 1),
    placed(date(2025, 1, 6), date(2025, 3, 28), 2),
    placed(date(2026, 4, 20), date(2026, 8, 31), 3),
]
CRITERION = SimpleNamespace(pk=1, code="S1.1", text="Does it.", is_key=True, standard=1)


def link(day, kind="observation", title="Feedback", pk=1):
    item = piece(pk=pk, kind=kind, title=title, activity_date=day)
    return SimpleNamespace(criterion_id=1, evidence_id=pk, evidence=item)


def seen(feedback=True, targets=True, day=date(2026, 5, 12)):
    return SimpleNamespace(
        kind="pcm",
        tutor_name="Asha Patel",
        held_on=day,
        feedback_seen=feedback,
        targets_seen=targets,
        counts=feedback and targets,
    )


def record(**facts):
    """A Mastery record with everything in place; `facts` replace parts of it."""
    complete = {
        "level": level(),
        "criteria": [CRITERION],
        "modules": [Module("M3", "Module 3: observing", date(2026, 2, 1), "I learned much.")],
        "audits": [SimpleNamespace(status=Status.SENT, sent_at=date(2025, 9, 8))],
        "observations": [seen()],
        "placements": YEAR,
        "stages_of_the_year": STAGES,
        "links": [link(date(2026, 5, 1))],
        "answered_sharing_on": date(2025, 9, 1),
        "shares": True,
        "prerequisite_on": date(2025, 7, 4),
        "compared_with": date(2024, 9, 2),
        "comparison": Comparison(up=9, same=10, down=2),
    }
    enrolment = SimpleNamespace(slug="0a1b2c3d", provider_id=HOME)
    return Record(enrolment=enrolment, today=TODAY, **complete | facts)


def answer(key, **facts):
    """(answer, why) of one requirement for a record with these facts, or None when it is not asked."""
    found = [each for each in requirements(record(**facts)) if each.key == key]
    return (found[0].answer, found[0].why) if found else None


def waived(key):
    """What the record holds when the lead has waived a requirement."""
    row = SimpleNamespace(
        decided_by=SimpleNamespace(name="Lena Lead"),
        provider="Kingsmere University",
        decided_at=date(2026, 3, 2),
        reason="Eight years of mentoring.",
    )
    return {"exemptions": {key: row}}


WAIVED = (
    Answer.WAIVED,
    "Waived by Lena Lead, Kingsmere University, on 2 March 2026: Eight years of mentoring.",
)


# --- the law, by hand --------------------------------------------------------------------------------------


def test_mastery_asks_these_rules_in_this_order():
    assert unmet(record()) == []
    assert [(each.key, each.rules) for each in requirements(record())] == [
        ("sharing", ("R33", "E18")),
        ("prerequisite", ("R6", "R7", "R9")),
        ("second_audit", ("R12", "E10")),
        ("module-m3", ("R8",)),
        ("full_cycle", ("R14", "E5", "E7", "E15")),
        ("window", ("R15", "E11", "E12", "E26")),
        ("pcm_observation", ("R24",)),
        ("evidence", ("R16", "R17", "R18", "R19")),
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (Answer.MET, "Certified at Entry on 4 July 2025.")),
        ({"prerequisite_on": None}, (Answer.NOT_YET, "There is no valid Entry certificate.")),
        (
            {"prerequisite_on": None, "prerequisite_signed": True},
            (Answer.WAITING, "Entry is signed by everybody. The office issues it next."),
        ),
        ({"prerequisite_on": None, **waived("prerequisite")}, WAIVED),
        (waived("prerequisite"), (Answer.MET, "Certified at Entry on 4 July 2025.")),
    ],
)
def test_r6_r7_e9_the_level_before(facts, expected):
    assert answer("prerequisite", **facts) == expected


TOLD = Comparison(up=0, same=21, down=0, account="I see more now.")
ACCEPTED = ("Asha Patel", date(2025, 9, 12))
PROGRESS_FIRST = (
    "Opens when your audit shows progress, or your PCM has accepted your account of what has changed."
)
AGAIN = "Done again on 8 September 2025, after the first of 2 September 2024. "


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        (
            Comparison(up=1, same=18, down=2),
            (Answer.MET, f"{AGAIN}Higher in 1 of 21 criteria, unchanged in 18, lower in 2."),
        ),
        (
            Comparison(up=0, same=21, down=0),
            (
                Answer.NOT_YET,
                f"{AGAIN}Higher in 0 of 21 criteria, unchanged in 21, lower in 0. Do the audit once more and "
                "write what has changed since your first.",
            ),
        ),
        (
            Comparison(up=0, same=0, down=21, account="I see more now."),
            (
                Answer.WAITING,
                f"{AGAIN}Higher in 0 of 21 criteria, unchanged in 0, lower in 21. "
                "A written account says what has changed. Your PCM reads and accepts it.",
            ),
        ),
        (
            Comparison(up=0, same=0, down=0, not_compared=21, erased=["Earlier audit: one"]),
            (Answer.MET, f"{AGAIN}No criterion has a number in both audits, so nothing can be compared."),
        ),
    ],
)
def test_r12_e10_progress_is_one_criterion_up_or_an_account(comparison, expected):
    assert answer("second_audit", comparison=comparison) == expected


def test_r12_without_an_earlier_audit_there_is_nothing_to_compare():
    assert answer("second_audit", comparison=None, compared_with=None) == (
        Answer.MET,
        "Completed on 8 September 2025. It is the first audit, so nothing is compared.",
    )


@pytest.mark.parametrize(
    ("facts", "url", "why"),
    [
        ({"audits": []}, "", "Opens when you have sent your audit again."),
        ({"prerequisite_on": None}, "", "Opens when you are certified at Entry."),
        ({}, "/my/0a1b2c3d/modules/m3/", "Note when you finished it and what you learned."),
        ({"audits": [], **waived("second_audit")}, "/my/0a1b2c3d/modules/m3/", None),
        ({"prerequisite_on": None, **waived("prerequisite")}, "/my/0a1b2c3d/modules/m3/", None),
        ({"comparison": Comparison(up=0, same=21, down=0)}, "", PROGRESS_FIRST),
        ({"comparison": TOLD}, "", "Opens when your PCM has accepted your account of what has changed."),
        ({"comparison": TOLD, "account_accepted": ACCEPTED}, "/my/0a1b2c3d/modules/m3/", None),
    ],
)
def test_r9_r12_modules_open_after_the_level_before_and_the_audit(facts, url, why):
    asked = requirements(record(modules=[Module("M3", "Module 3")], **facts))
    [module] = [each for each in asked if each.key == "module-m3"]
    assert (module.url, module.why) == (url, why or "Note when you finished it and what you learned.")


def test_accept_10_two_stages_in_year_1_and_one_in_year_2_pass():
    assert answer("full_cycle") == (
        Answer.MET,
        "Foundation, Development and Consolidation, from 9 September 2024 to 31 August 2026.",
    )
    assert answer("window") == (Answer.MET, "From 9 September 2024 to 31 August 2026, within 24 months.")


def test_accept_10_25_months_are_over_the_window():
    late = [*YEAR[:2], placed(date(2026, 4, 20), date(2026, 10, 8), 3)]
    over = {"placements": late, "links": [link(date(2025, 2, 1))]}
    today = date(2026, 12, 1)
    found = record(**over)
    found.today = today
    [window] = [each for each in requirements(found) if each.key == "window"]
    assert (window.answer, window.why) == (
        Answer.NOT_YET,
        "From 9 September 2024 to 8 October 2026 is longer than 24 months. Ask your provider to allow more "
        "time, or go on: with the same stages in newer placements the older ones no longer count.",
    )
    assert [each.key for each in unmet(found)] == ["window"]


def test_e11_a_provider_may_waive_the_window():
    old = [placed(date(2022, 9, 5), date(2022, 12, 9), 1), *YEAR[1:]]
    assert answer("window", placements=old)[0] == Answer.NOT_YET
    assert answer("window", placements=old, **waived("window")) == WAIVED


@pytest.mark.parametrize(
    ("placements", "why"),
    [
        ([], "Still to come: Foundation, Development and Consolidation."),
        (YEAR[:2], "Still to come: Consolidation."),
        ([*YEAR[:2], placed(date(2026, 4, 20), date(2026, 9, 1), 3)], "Still to come: Consolidation."),
        (
            [*YEAR[:2], placed(date(2026, 4, 20), date(2026, 7, 1), None)],
            "Still to come: Consolidation. Choose the phase of your placement that began on 20 April 2026.",
        ),
        (
            [*YEAR[:2], placed(date(2026, 4, 20), date(2026, 7, 1), 3, completed=False)],
            "Still to come: Consolidation.",
        ),
    ],
)
def test_r14_every_stage_is_covered_by_a_completed_placement(placements, why):
    assert answer("full_cycle", placements=placements) == (Answer.NOT_YET, why)


def test_r14_the_cycle_stands_for_the_single_placement_of_entry():
    assert answer("placement") is None
    assert answer("placement", level=level(placements_needed=4))[0] == Answer.NOT_YET


def test_a_level_without_cycle_asks_for_no_window():
    plain = level(needs_full_cycle=False)
    assert (answer("full_cycle", level=plain), answer("window", level=plain)) == (None, None)


@pytest.mark.parametrize("day", [date(2024, 9, 9), date(2024, 12, 13), date(2026, 8, 31)])
def test_r16_evidence_of_the_first_and_the_last_day_counts(day):
    assert answer("evidence", links=[link(day)]) == (Answer.MET, "All 1 key criteria have dated evidence.")


@pytest.mark.parametrize("day", [date(2024, 9, 8), date(2024, 12, 14), date(2025, 8, 1)])
def test_r16_evidence_outside_the_placements_does_not_count_and_is_named(day):
    found, why = answer("evidence", links=[link(day)])
    assert found == Answer.NOT_YET
    assert why.startswith(
        "No evidence yet for S1.1 (Does it). Not counted, because outside the placements: “Feedback” ("
    )


@pytest.mark.parametrize(("kind", "counts"), [("cpd", True), ("reading", True), ("reflection", False)])
def test_r16_training_and_reading_may_lie_outside_the_placements(kind, counts):
    found = answer("evidence", links=[link(date(2025, 8, 1), kind)])[0]
    assert (found == Answer.MET) is counts


def test_r16_what_does_not_count_does_not_stand_in_the_way():
    both = [link(date(2026, 5, 1)), link(date(2025, 8, 1), title="Summer plan", pk=2)]
    assert answer("evidence", links=both) == (
        Answer.MET,
        "All 1 key criteria have dated evidence. Not counted, because outside the placements: “Summer plan” "
        "(1 August 2025).",
    )


def test_evidence_of_a_placement_under_way_counts_until_the_cycle_is_whole():
    going_on = placed(date(2026, 7, 1), date(2026, 12, 1), 3, completed=False)
    now = [link(date(2026, 8, 20))]
    assert answer("evidence", placements=[*YEAR[:2], going_on], links=now)[0] == Answer.MET
    assert (
        answer(
            "evidence",
            placements=[*YEAR[:2], placed(date(2026, 4, 20), date(2026, 6, 30), 3), going_on],
            links=now,
        )[0]
        == Answer.NOT_YET
    )


@pytest.mark.parametrize(
    ("observations", "expected"),
    [
        ([seen()], (Answer.MET, "Asha Patel saw feedback and target setting on 12 May 2026.")),
        ([], (Answer.WAITING, "The PCM has not noted it yet.")),
        (
            [seen(targets=False)],
            (Answer.WAITING, "Asha Patel observed on 12 May 2026 and has still to see target setting."),
        ),
        (
            [seen(feedback=False), seen(targets=False)],
            (Answer.WAITING, "Asha Patel observed on 12 May 2026 and has still to see target setting."),
        ),
    ],
)
def test_r24_the_pcm_has_seen_feedback_and_target_setting(observations, expected):
    assert answer("pcm_observation", observations=observations) == expected


def test_r24_the_sheet_does_not_wait_for_the_observation():
    assert unmet(record(observations=[])) == []
    [asked] = [each for each in requirements(record(observations=[])) if each.key == "pcm_observation"]
    assert (asked.is_met, asked.blocks) == (False, False)


def test_r25_an_observation_by_the_pcm_is_no_joint_observation():
    both = level(needs_joint_observation=True)
    assert answer("observation", level=both)[0] == Answer.NOT_YET
    joint = observation(held_on=date(2026, 5, 1))
    asked = requirements(record(level=both, observations=[seen(), joint]))
    proofs = {each.key: each.proof for each in asked if "observation" in each.key}
    assert proofs == {"observation": ("Observation 2",), "pcm_observation": ("Observation 1",)}


# --- through the real actions ------------------------------------------------------------------------------

db = pytest.mark.django_db


@pytest.fixture
def mastery(cast):
    """The cast's mentor on Mastery, with nothing done yet."""
    return make.on_mastery(cast)


def answers(enrolment):
    """{key: answer} of everything asked of an enrolment now."""
    return {each.key: each.answer for each in requirements(load(make.fresh(enrolment)))}


def acts(enrolment):
    """{key: (answer, who has to act)} of everything asked of an enrolment now."""
    return {each.key: (each.answer, each.who) for each in requirements(load(make.fresh(enrolment)))}


def accept_account(enrolment, cast):
    """The cast's PCM has accepted the account in the latest audit."""
    latest = enrolment.audits.order_by("-pk").first()
    latest.account_accepted_by, latest.account_accepted_at = cast.pcm, timezone.now()
    latest.save()


@db
def test_accept_1_mastery_cannot_start_with_m1_missing(cast, enrolment):
    make.do_audit(enrolment)
    make.talk(enrolment)
    make.do_module(enrolment, "M2")
    make.place(enrolment, cast)
    make.observe(enrolment)
    make.add_evidence(enrolment)
    assert [each.key for each in unmet(load(make.fresh(enrolment)))] == ["module-m1"]
    refused = permissions.can_start_record_sheet(
        cast.mentor, make.RecordSheetPage.objects.get(level=cast.level)
    )
    assert "Still open: Module 1" in refused.reason
    cast.level = Level.objects.get(slug="mastery")
    with pytest.raises(PermissionDenied, match="you need the Entry certificate first"):
        cast.enrol()


@db
def test_e9_signed_and_not_issued_is_waited_for(cast):
    make.sign_all(make.send_sheet(cast.ready()), cast)
    cast.level = Level.objects.get(slug="mastery")
    with pytest.raises(PermissionDenied, match="opens when the office has issued your Entry certificate"):
        cast.enrol()


@db
def test_accept_2_no_module_without_the_second_audit(mastery, cast, client):
    with pytest.raises(PermissionDenied, match="Opens when you have sent your audit again"):
        make.do_module(mastery, "M3")
    client.force_login(cast.mentor)
    page = client.get(f"/my/{mastery.slug}/modules/m3/")
    assert (page.status_code, "Mark as completed" in page.content.decode()) == (200, False)
    assert "Opens when you have sent your audit again." in page.content.decode()
    day = make.boxes("completed_on", make.ago(3))
    assert client.post(f"/my/{mastery.slug}/modules/m3/", {"reflection": "Done."} | day).status_code == 403
    assert not mastery.modules_done.exists()
    make.do_audit(mastery, rating="4")
    assert make.do_module(mastery, "M3").reflection == "I learned much in M3."


@db
def test_accept_2_with_a_flat_audit_no_module_before_the_pcm_has_accepted_the_account(mastery, cast):
    make.do_audit(mastery, rating="3", changed="")
    with pytest.raises(PermissionDenied, match="Opens when your audit shows progress"):
        make.do_module(mastery, "M3")
    make.do_audit(mastery, rating="3", changed="I ask before I tell.")
    with pytest.raises(PermissionDenied, match="Opens when your PCM has accepted your account"):
        make.do_module(mastery, "M3")
    accept_account(mastery, cast)
    assert make.do_module(mastery, "M3").module.code == "M3"


@db
def test_accept_2_a_flat_audit_needs_an_accepted_account(mastery, cast):
    make.do_audit(mastery, rating="3", changed="")
    assert acts(mastery)["second_audit"] == (Answer.NOT_YET, "mentor")
    make.do_audit(mastery, rating="3", changed="I ask before I tell.")
    assert acts(mastery)["second_audit"] == (Answer.WAITING, "pcm")
    accept_account(mastery, cast)
    assert answers(mastery)["second_audit"] == Answer.MET


@db
def test_e10_a_lower_audit_with_an_account_is_never_refused(mastery, cast):
    make.do_audit(mastery, rating="2", changed="I see now what I did not see then.")
    why = {each.key: each.why for each in requirements(load(make.fresh(mastery)))}["second_audit"]
    assert "Higher in 0 of 21 criteria, unchanged in 0, lower in 21." in why
    assert acts(mastery)["second_audit"] == (Answer.WAITING, "pcm")
    accept_account(mastery, cast)
    found = {each.key: each for each in requirements(load(make.fresh(mastery)))}["second_audit"]
    assert found.answer == Answer.MET
    assert found.why.endswith(f"Asha Patel accepted the written account on {date_uk(make.ago(0))}.")


@db
def test_e10_an_account_accepted_once_does_not_stand_for_a_later_audit(mastery, cast):
    make.do_audit(mastery, rating="3", changed="I ask before I tell.")
    accept_account(mastery, cast)
    make.do_audit(mastery, rating="3", changed="")
    assert answers(mastery)["second_audit"] == Answer.NOT_YET


@db
def test_r12_the_comparison_is_with_the_first_audit_of_all(mastery):
    make.do_audit(mastery, rating="2", changed="")
    make.do_audit(mastery, rating="3", changed="")
    found = load(make.fresh(mastery)).comparison
    assert (found.up, found.same, found.down) == (0, 21, 0)


@db
def test_the_desk_of_somebody_new_on_mastery_shows_it_all(mastery):
    groups = task_groups(load(make.fresh(mastery)))
    assert [(title, [(task.name, task.status) for task in tasks]) for title, tasks in groups] == [
        (
            "Get ready",
            [
                ("Sharing notice", "completed"),
                ("Entry certificate", "completed"),
                ("Confidence audit, done again", "not_started"),
                ("Conversation with your PCM", "not_started"),
            ],
        ),
        (
            "Work through the modules",
            [
                ("Module 3: observation and feedback skills", "cannot_start"),
                ("Module 4: listening skills and difficult conversations", "cannot_start"),
                ("Module 5: being a reflective practitioner", "cannot_start"),
                ("Module 6: the teacher as a researcher", "cannot_start"),
            ],
        ),
        (
            "Show your evidence",
            [
                ("Placements through a full year", "not_started"),
                ("Placements within 24 months", "not_started"),
                ("Observation by your PCM", "with_reviewer"),
                ("Evidence for each key criterion", "not_started"),
            ],
        ),
        ("Finish", [("Record sheet and sign-off", "cannot_start"), ("Certificate", "cannot_start")]),
    ]
    hints = {task.name: (task.hint, task.word) for _, tasks in groups for task in tasks}
    assert hints["Module 3: observation and feedback skills"] == (
        "Opens when you have sent your audit again.",
        "",
    )
    assert hints["Observation by your PCM"] == (
        "Your PCM watches you observe a lesson, give feedback and set targets.",
        "Your PCM notes it",
    )


@db
def test_with_everything_in_place_mastery_can_be_sent(mastery, cast):
    make.everything_of_mastery(mastery, cast)
    assert state(load(make.fresh(mastery))).key == "ready"
    assert answers(mastery)["pcm_observation"] == Answer.WAITING
    round_ = make.send_sheet(mastery)
    assert round_.submission.record_sheet.enrolment == mastery


@db
def test_r14_a_phase_belongs_to_the_placements_provider(mastery, cast):
    other = ProviderFactory()
    with pytest.raises(ValidationError, match="Choose a phase of") as refused:
        make.place(mastery, cast, provider=other, provider_phase=make.phase(cast, "Foundation"))
    assert list(refused.value.message_dict) == ["provider_phase"]


@db
def test_a_placements_words_come_from_its_phase(mastery, cast):
    phase = make.phase(cast, "Development")
    row = make.place(mastery, cast, provider_phase=phase)
    assert (row.phase, row.provider_phase) == ("Our Development", phase)
    row = make.place(mastery, cast, placement=row, provider_phase=None, phase="")
    assert (row.phase, row.provider_phase) == ("", None)


@db
def test_words_typed_before_there_were_phases_stay(mastery, cast):
    row = make.place(mastery, cast, phase="School experience 1")
    assert make.place(mastery, cast, placement=row, phase="").phase == "School experience 1"


@db
def test_the_form_offers_phases_by_provider_the_home_one_first(mastery, cast, client):
    make.phase(cast, "Foundation")
    client.force_login(cast.mentor)
    form = client.get(f"/my/{mastery.slug}/placements/add/").context["form"]
    groups = [name for name, _ in form.fields["provider_phase"].choices][1:]
    assert groups[:2] == ["Kingsmere University", "Brunel University"]
    assert dict(form.fields["provider_phase"].choices)["Kingsmere University"] == [
        (make.phase(cast, "Foundation").pk, "Our Foundation")
    ]


@db
def test_a_phase_of_another_provider_is_told_by_its_field(mastery, cast, client):
    client.force_login(cast.mentor)
    foreign = YearStage.objects.get(title="Foundation").phases.exclude(provider=cast.provider).first()
    facts = {"student": "SK", "school": cast.school.pk, "provider": cast.provider.pk, "completed": "yes"}
    facts |= make.boxes("start", make.ago(120)) | make.boxes("end", make.ago(10))
    answer = client.post(f"/my/{mastery.slug}/placements/add/", facts | {"provider_phase": foreign.pk})
    assert answer.context["form"].errors == {
        "provider_phase": ["Choose a phase of Kingsmere University, or change the provider"]
    }
    assert not mastery.placements.exists()


@db
def test_e5_stages_at_different_providers_make_one_cycle(mastery, cast):
    make.year(mastery, cast)
    elsewhere = YearStage.objects.get(title="Foundation").phases.first()
    first = mastery.placements.get(provider_phase__stage__title="Foundation")
    type(first).objects.filter(pk=first.pk).update(provider=elsewhere.provider, provider_phase=elsewhere)
    assert acts(mastery)["full_cycle"] == (Answer.WAITING, "provider_lead")
    type(first).objects.filter(pk=first.pk).update(
        counts="partly", decided_by=cast.lead, decided_at=timezone.now()
    )
    assert answers(mastery)["full_cycle"] == Answer.MET


@db
def test_evidence_outside_the_placements_is_marked_in_the_list(mastery, cast, client):
    make.year(mastery, cast)
    make.add_evidence(mastery, "S1.1", title="Before it all", activity_date=make.ago(301))
    make.add_evidence(mastery, "S1.2", title="In the midst", activity_date=make.ago(250))
    client.force_login(cast.mentor)
    page = client.get(f"/my/{mastery.slug}/evidence/")
    shown = {item["title"]: item["outside"] for item in page.context["items"]}
    assert shown == {"In the midst": False, "Before it all": True}
    assert page.content.decode().count("outside your placements") == 1
    assert "does not count" in client.get(f"/my/{mastery.slug}/progress/").content.decode()


@db
@pytest.mark.parametrize("whole", [False, True])
def test_the_mastery_desk_asks_few_queries_however_much_there_is(mastery, cast, client, whole):
    if whole:
        make.everything_of_mastery(mastery, cast)
        make.watch(mastery, cast)
        make.send_sheet(mastery)
    client.force_login(cast.mentor)
    queries(client, "/my/")
    assert queries(client, "/my/") <= 15


@db
def test_e9_a_withdrawn_entry_certificate_stops_the_signatures(mastery, cast):
    make.everything_of_mastery(mastery, cast)
    make.watch(mastery, cast)
    round_ = make.send_sheet(mastery)
    actions.withdraw_award(award=Award.objects.get(), by=cast.office)
    refused = permissions.may_sign_stage(cast.pcm, round_.stages.get(position=1))
    assert refused.reason.startswith("The mentor holds no valid Entry certificate any more")


@db
def test_r5_mastery_needs_a_post_as_mentor(cast):
    make.certified(cast)
    mastery = Level.objects.get(slug="mastery")
    cast.mentor.appointments.filter(role=Role.MENTOR).update(end=make.ago(1))
    forget_hats(cast.mentor)
    assert permissions.can_enrol(cast.mentor, mastery).reason.startswith("Only mentors can enrol")
    assert not Enrolment.objects.filter(level=mastery).exists()


def test_the_guides_page_says_why_a_module_cannot_be_completed_yet(db):
    cast = make.make_cast()
    enrolment = make.on_mastery(cast)
    page = enrolment.level.modules.get(code="M3")
    request = SimpleNamespace(user=enrolment.person)

    assert "audit" in my_module({"request": request}, page)["closed"]
    make.do_audit(enrolment, rating="4")
    assert my_module({"request": request}, page)["closed"] == ""
