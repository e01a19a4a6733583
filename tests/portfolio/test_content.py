"""What editors change, and what that does to mentors' work."""

import pytest
from django.contrib.messages import get_messages

from modules.models import Level, ModulePage
from people.roles import Role
from portfolio.models import AuditPage, RecordSheetPage
from portfolio.permissions import can_enrol
from portfolio.progress import state
from portfolio.record import load
from portfolio.requirements import requirements
from tests.factories import portfolio as make
from tests.factories.forms import changed, form_page, question, step
from tests.factories.modules import LevelFactory, ModulePageFactory
from tests.factories.people import UserFactory
from tests.factories.reviews import make_workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(admin=True))
    return client


def test_a_completed_module_is_not_deleted(admin, enrolment):
    make.do_module(enrolment, "M1")
    page = ModulePage.objects.get(code="M1")
    answer = admin.post(f"/admin/pages/{page.pk}/delete/")
    assert [str(message).strip() for message in get_messages(answer.wsgi_request)] == [
        f"1 mentor has completed “{page.title}”; unpublish it instead."
    ]
    assert ModulePage.objects.filter(pk=page.pk).exists()


def test_neither_is_the_page_above_it(admin, enrolment):
    make.do_module(enrolment, "M1")
    page = ModulePage.objects.get(code="M1")
    assert admin.post(f"/admin/pages/{page.get_parent().pk}/delete/").status_code == 302
    assert ModulePage.objects.filter(pk=page.pk).exists()


def test_several_pages_at_once_are_not_deleted_either(admin, enrolment):
    make.do_module(enrolment, "M1")
    pages = ModulePage.objects.filter(code__in=["M1", "M2"])
    address = "/admin/bulk/wagtailcore/page/delete/?" + "&".join(f"id={page.pk}" for page in pages)
    assert admin.post(address).status_code == 302
    assert pages.count() == 2


def test_a_module_that_nobody_completed_can_be_deleted(admin, enrolment):
    page = ModulePage.objects.get(code="M2")
    admin.post(f"/admin/pages/{page.pk}/delete/")
    assert not ModulePage.objects.filter(pk=page.pk).exists()


def test_r39_a_question_added_to_the_audit_is_asked_next_time_and_drafts_keep_theirs(enrolment, cast):
    begun = make.begin_audit(enrolment)
    page = AuditPage.objects.get(level__slug="entry")
    steps = [*page.steps.get_prep_value(), step("One more thing", question("long_text", "And you?"))]
    changed(page, *steps)
    other = make.begin_audit(cast.enrol(cast.another_mentor()))
    assert [len(draft.version.definition) for draft in (begun, other)] == [5, 6]
    assert make.send(make.filled(begun)).version == begun.version


def test_e20_a_new_framework_leaves_enrolled_mentors_with_theirs(enrolment):
    level = LevelFactory()
    Level.objects.filter(pk=enrolment.level_id).update(framework=level.framework)
    record = load(make.fresh(enrolment))
    assert {criterion.framework_id for criterion in record.criteria} == {enrolment.framework_id}
    assert [criterion.code for criterion in record.key_criteria][:3] == ["S1.1", "S1.2", "S1.4"]


def test_r8_an_unpublished_module_is_not_asked_for(enrolment):
    ModulePage.objects.get(code="M2").unpublish()
    asked = [each.key for each in requirements(load(make.fresh(enrolment))) if each.key.startswith("module")]
    assert asked == ["module-m1"]


def test_r1_a_third_level_works_by_content_alone(cast):
    # Given a level, its one module and its record sheet, made as an editor makes them
    framework = cast.level.framework
    level = LevelFactory(
        title="Lead",
        framework=framework,
        needs_audit=False,
        needs_conversation=False,
        placements_needed=0,
        required_signatures=["pcm", "provider_lead"],
        key_criteria=framework.criteria().filter(code="S4.2"),
    )
    ModulePageFactory(level=level, code="L1", parent=ModulePage.objects.get(code="M1").get_parent())
    stages = ((Role.PCM, "I agree.", 1), (Role.PROVIDER_LEAD, "I confirm.", 1))
    sheet = form_page(
        step("Sign", question("signature", "Your full name", statement="It is mine.")),
        page_class=RecordSheetPage,
        level=level,
        workflow=make_workflow("Lead", stages),
    )
    # When a mentor takes it
    cast.level = level
    assert can_enrol(cast.mentor, level)
    enrolment = cast.enrol()
    assert [each.key for each in requirements(load(enrolment))] == ["sharing", "module-l1", "evidence"]
    make.do_module(enrolment, "L1")
    make.add_evidence(enrolment)
    round_ = make.send_sheet(enrolment)
    # Then it passes its own reviewers
    assert state(load(make.fresh(enrolment))).key == "with_pcm"
    make.sign(round_, cast.pcm)
    assert state(load(make.fresh(enrolment))).key == "with_provider_lead"
    make.sign(round_, cast.lead)
    award = make.actions.record_award(
        enrolment=enrolment, round=type(round_).objects.get(pk=round_.pk), by=cast.office, on=make.ago(0)
    )
    assert (award.level, state(load(make.fresh(enrolment))).key) == (level, "certified")
    assert sheet.level == level
