"""What each verb refuses, and that it then changes nothing."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from modules.models import Level, ModulePage
from people.models import SharingDecision
from people.models.periods import today
from people.roles import Role
from portfolio import actions
from portfolio.models import (
    Audit,
    Award,
    Conversation,
    Enrolment,
    EvidenceItem,
    ModuleCompletion,
    Observation,
    Placement,
)
from tests.factories import portfolio as make
from tests.factories.modules import CriterionFactory
from tests.factories.people import ProviderFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


def refused(error):
    """{field: messages} of a ValidationError."""
    return error.value.message_dict


# --- enrolling (R4, R6, R33) -----------------------------------------------------------------------------


def test_enrolling_pins_the_framework_and_keeps_the_answer(cast):
    enrolment = cast.enrol(shares=False)
    assert (enrolment.person, enrolment.level, enrolment.provider, enrolment.framework) == (
        cast.mentor,
        cast.level,
        cast.provider,
        cast.level.framework,
    )
    assert list(SharingDecision.objects.values_list("person", "shares", "recorded_by")) == [
        (cast.mentor.pk, False, cast.mentor.pk)
    ]


def test_r4_only_mentors_enrol(cast):
    with pytest.raises(PermissionDenied, match="Only mentors can enrol"):
        cast.enrol(cast.pcm)
    assert not Enrolment.objects.exists()


def test_nobody_enrols_somebody_else(cast):
    with pytest.raises(PermissionDenied, match="Mentors enrol themselves"):
        actions.enrol(
            person=cast.mentor, by=cast.office, level=cast.level, provider=cast.provider, shares=True
        )


def test_nobody_enrols_twice_on_a_level(enrolment, cast):
    with pytest.raises(PermissionDenied, match="already working towards Entry"):
        cast.enrol()


def test_the_database_holds_one_enrolment_at_a_time(enrolment):
    twin = Enrolment(
        person=enrolment.person,
        level=enrolment.level,
        framework=enrolment.framework,
        provider=enrolment.provider,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_r6_mastery_waits_for_the_entry_certificate(cast, enrolment):
    cast.level = Level.objects.get(slug="mastery")
    with pytest.raises(PermissionDenied, match="you need the Entry certificate first"):
        cast.enrol()


def test_a_level_without_a_record_sheet_is_not_open(cast):
    make.RecordSheetPage.objects.get(level__slug="entry").unpublish()
    with pytest.raises(PermissionDenied, match="Entry has not been opened for enrolment yet"):
        cast.enrol()


def test_r6_with_the_entry_certificate_mastery_can_be_started(signed, cast):
    enrolment, round_ = signed
    actions.record_award(enrolment=enrolment, round=round_, by=cast.office, on=today())
    cast.level = Level.objects.get(slug="mastery")
    assert cast.enrol().level == cast.level


def test_e5_the_home_provider_works_with_the_school(cast):
    with pytest.raises(ValidationError) as error:
        actions.enrol(
            person=cast.mentor, by=cast.mentor, level=cast.level, provider=ProviderFactory(), shares=True
        )
    assert refused(error) == {"provider": ["Choose a provider that works with your school"]}
    assert not SharingDecision.objects.exists()


# --- who may change a portfolio --------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["pcm", "tutor", "office", "lead"])
def test_only_the_mentor_changes_the_portfolio(cast, enrolment, who):
    other = getattr(cast, who)
    with pytest.raises(PermissionDenied, match="Only the mentor can change this portfolio"):
        actions.save_conversation(
            enrolment=enrolment, by=other, held_on=today(), with_name="A", gist="B", agreed=True
        )
    assert not Conversation.objects.exists()


def test_an_administrator_is_no_exception(enrolment):
    with pytest.raises(PermissionDenied):
        make.talk(enrolment, by=UserFactory(admin=True))


def test_nothing_changes_after_withdrawing(enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(withdrawn_on=today())
    with pytest.raises(PermissionDenied, match="You have withdrawn"):
        make.talk(enrolment)


def test_t2_a_row_of_another_enrolment_is_refused(enrolment, cast):
    other = cast.enrol(cast.another_mentor())
    row = make.talk(other)
    with pytest.raises(PermissionDenied, match="belongs to another enrolment"):
        make.talk(enrolment, conversation=row, gist="Mine now")
    row.refresh_from_db()
    assert row.gist == "We meet on Mondays."


# --- dates (E26) -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("save", "field"),
    [
        (lambda e, c, day: make.add_evidence(e, activity_date=day), "activity_date"),
        (lambda e, c, day: make.do_module(e, "M1", completed_on=day), "completed_on"),
        (lambda e, c, day: make.talk(e, held_on=day), "held_on"),
        (lambda e, c, day: make.observe(e, held_on=day), "held_on"),
    ],
)
def test_e26_nothing_that_happened_lies_in_the_future(enrolment, cast, save, field):
    with pytest.raises(ValidationError) as error:
        save(enrolment, cast, make.ago(-1))
    assert refused(error) == {field: ["Date must be today or in the past"]}
    with pytest.raises(ValidationError) as error:
        save(enrolment, cast, date(1920, 1, 1))
    assert refused(error) == {field: ["Date must be on or after 1 January 2000"]}
    assert save(enrolment, cast, today()).pk
    models = (EvidenceItem, ModuleCompletion, Conversation, Observation)
    assert sum(model.objects.count() for model in models) == 1


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            {"start": make.ago(10), "end": make.ago(11)},
            {"end": ["The last day cannot be before the first day"]},
        ),
        (
            {"start": make.ago(900), "end": make.ago(10)},
            {"end": ["A placement lasts 2 years at most. Check both dates"]},
        ),
        (
            {"start": make.ago(10), "end": make.ago(-10)},
            {"completed": ["The last day is still to come. Mark it as completed when it is over"]},
        ),
    ],
)
def test_r13_a_placement_has_days_that_can_be_true(enrolment, cast, facts, expected):
    with pytest.raises(ValidationError) as error:
        make.place(enrolment, cast, **facts)
    assert refused(error) == expected
    assert not Placement.objects.exists()


def test_a_placement_under_way_may_end_later(enrolment, cast):
    row = make.place(enrolment, cast, start=make.ago(10), end=make.ago(-60), completed=False)
    assert (row.completed, row.end) == (False, make.ago(-60))


@pytest.mark.parametrize("student", ["Sam", "Sam K", "Ann-Marie", "Łukasz"])
def test_e19_a_student_teacher_is_never_named(enrolment, cast, student):
    with pytest.raises(ValidationError) as error:
        make.place(enrolment, cast, student=student)
    assert refused(error) == {
        "student": ["Use initials, like SK, or the provider’s code. Do not write the name"]
    }


@pytest.mark.parametrize("student", ["SK", "S.K.", "K-204", "Kx12", "A B"])
def test_initials_and_codes_are_taken(enrolment, cast, student):
    assert make.place(enrolment, cast, student=student).student == student


# --- modules and evidence (R8, R16-R19, E19, E20) --------------------------------------------------------


def test_r8_noting_a_module_again_corrects_it(enrolment):
    make.do_module(enrolment, "M1")
    make.do_module(enrolment, "M1", reflection="Better words.")
    assert list(ModuleCompletion.objects.values_list("module__code", "reflection")) == [
        ("M1", "Better words.")
    ]


def test_r8_a_module_without_reflection_is_refused(enrolment):
    with pytest.raises(ValidationError) as error:
        make.do_module(enrolment, "M1", reflection=" ")
    assert refused(error) == {"reflection": ["Write what you learned"]}


def test_r8_a_module_of_another_level_is_refused(enrolment):
    module = ModulePage.objects.get(code="M3")
    with pytest.raises(ValidationError, match="belongs to another level"):
        actions.complete_module(
            enrolment=enrolment, module=module, by=enrolment.person, completed_on=today(), reflection="A"
        )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"criteria": []}, {"criteria": ["Choose at least one criterion"]}),
        (
            {"anonymous": False},
            {"anonymous": ["Confirm that no pupil and no student teacher can be identified"]},
        ),
        ({"description": " "}, {"description": [actions.SOMETHING_TO_SEE]}),
    ],
)
def test_evidence_that_cannot_count_is_refused(enrolment, facts, expected):
    with pytest.raises(ValidationError) as error:
        make.add_evidence(enrolment, **facts)
    assert refused(error) == expected
    assert not EvidenceItem.objects.exists()


def test_e20_a_criterion_of_another_version_is_refused(enrolment):
    foreign = CriterionFactory(code="X9")
    with pytest.raises(ValidationError) as error:
        make.add_evidence(enrolment, criteria=[foreign])
    assert refused(error) == {"criteria": ["X9 belong to another version of the standards"]}


@pytest.mark.parametrize("where", [{"link": "https://school.example/plan"}, {"location": "Blue folder"}])
def test_r18_a_link_or_a_place_is_enough(enrolment, where):
    assert make.add_evidence(enrolment, description="", **where).pk


def test_somebody_elses_file_is_refused(enrolment, cast):
    theirs = make.a_file(cast.pcm)
    with pytest.raises(PermissionDenied, match="belongs to somebody else"):
        make.add_evidence(enrolment, files=[theirs])


def test_changing_evidence_keeps_the_notes_of_criteria_that_stay(enrolment):
    item = make.add_evidence(enrolment, "S1.1", "S1.2")
    first, second = item.links.all()
    notes = {first.criterion_id: "Trust.", second.criterion_id: "Adapting."}
    actions.save_notes(evidence=item, notes=notes, by=enrolment.person)
    make.add_evidence(enrolment, "S1.2", "S1.4", evidence=item)
    assert [(link.criterion.code, link.note) for link in item.links.all()] == [
        ("S1.2", "Adapting."),
        ("S1.4", ""),
    ]


def test_the_database_takes_no_evidence_that_identifies_somebody(enrolment):
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceItem.objects.create(
            enrolment=enrolment, title="A", kind="other", activity_date=today(), anonymous=False
        )


def test_a_file_taken_out_of_evidence_stays_with_its_earlier_version(enrolment):
    file = make.a_file(enrolment.person)
    item = make.add_evidence(enrolment, files=[file])
    make.add_evidence(enrolment, evidence=item, files=[])
    assert (list(item.files.all()), list(item.versions.get().files.all())) == ([], [file])


def test_a_file_that_was_sent_outlives_its_evidence(ready):
    round_ = make.send_sheet(ready)
    item = ready.evidence.get()
    file = item.files.get()
    actions.remove_evidence(evidence=item, by=ready.person)
    assert list(round_.sending.files.values_list("attachment", flat=True)) == [file.pk]
    assert not ready.evidence.kept().exists()


# --- audit and record sheet ------------------------------------------------------------------------------


def test_r12_the_first_audit_is_the_baseline_and_later_ones_are_extra(enrolment):
    make.do_audit(enrolment)
    make.begin_audit(enrolment)
    assert list(Audit.objects.values_list("kind", flat=True)) == ["baseline", "extra"]


def test_a_draft_of_the_audit_can_be_deleted(enrolment):
    draft = make.begin_audit(enrolment)
    make.forms.actions.discard(submission=draft, by=enrolment.person)
    assert not Audit.objects.exists()


# --- awards (R29, R30, T12, E17) -------------------------------------------------------------------------


@pytest.fixture
def signed(ready, cast):
    """(enrolment, round) signed by PCM and link tutor."""
    return ready, make.sign_all(make.send_sheet(ready), cast)


def test_r30_the_office_records_the_award_once(signed, cast):
    enrolment, round_ = signed
    first = actions.record_award(enrolment=enrolment, round=round_, by=cast.office, on=today())
    again = actions.record_award(enrolment=enrolment, round=round_, by=cast.lead, on=make.ago(1))
    assert (again, list(Award.objects.values_list("person", "level", "awarded_on", "withdrawn_at"))) == (
        first,
        [(cast.mentor.pk, cast.level.pk, today(), None)],
    )


def test_r29_no_award_before_everybody_has_signed(ready, cast):
    round_ = make.send_sheet(ready)
    make.sign(round_, cast.pcm)
    round_.refresh_from_db()
    with pytest.raises(PermissionDenied, match="Not every stage"):
        actions.record_award(enrolment=ready, round=round_, by=cast.office, on=today())
    assert not Award.objects.exists()


def test_r29_no_award_without_the_roles_that_the_level_requires(signed, cast):
    enrolment, round_ = signed
    Level.objects.filter(pk=cast.level.pk).update(required_signatures=["pcm", "provider_lead"])
    with pytest.raises(PermissionDenied, match="Not signed by: Provider lead"):
        actions.record_award(enrolment=enrolment, round=round_, by=cast.office, on=today())


@pytest.mark.parametrize("who", ["mentor", "pcm", "tutor"])
def test_r30_nobody_but_the_office_and_the_lead_awards(signed, cast, who):
    enrolment, round_ = signed
    with pytest.raises(PermissionDenied, match="Only the partnership office"):
        actions.record_award(enrolment=enrolment, round=round_, by=getattr(cast, who), on=today())


def test_r30_another_providers_office_does_not_award(signed):
    enrolment, round_ = signed
    with pytest.raises(PermissionDenied, match="Only the partnership office"):
        actions.record_award(enrolment=enrolment, round=round_, by=holder(Role.OFFICE), on=today())


def test_no_award_on_somebody_elses_sheet(signed, cast):
    _, round_ = signed
    other = cast.enrol(cast.another_mentor())
    with pytest.raises(PermissionDenied, match="belongs to another enrolment"):
        actions.record_award(enrolment=other, round=round_, by=cast.office, on=today())


def test_e17_withdrawing_an_award_twice_changes_nothing_more(signed, cast):
    enrolment, round_ = signed
    award = actions.record_award(enrolment=enrolment, round=round_, by=cast.office, on=today())
    when = actions.withdraw_award(award=award, by=cast.office).withdrawn_at
    assert actions.withdraw_award(award=award, by=cast.lead).withdrawn_at == when
    assert not Award.objects.valid().exists()
