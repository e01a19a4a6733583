"""Questions and their twins: who may, and which they may."""

import pytest
from django.contrib.auth.models import AnonymousUser

from modules.models import Level
from people.models import Partnership
from people.permissions import forget_hats
from people.roles import Role
from portfolio import permissions
from portfolio.models import Enrolment, RecordSheetPage
from tests.factories import portfolio as make
from tests.factories.people import PartnershipFactory, ProviderFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


def test_enrolments_are_seen_by_their_mentor_and_the_providers_staff(enrolment, cast):
    def sees(user):
        return list(permissions.enrolments_visible_to(user)) == [enrolment]

    seen = {name: sees(getattr(cast, name)) for name in ("mentor", "pcm", "tutor", "office", "lead")}
    assert seen == {"mentor": True, "pcm": False, "tutor": False, "office": True, "lead": True}
    assert not sees(holder(Role.OFFICE))
    assert not sees(UserFactory(admin=True))
    assert not sees(AnonymousUser())


def test_the_providers_staff_see_no_evidence_that_was_not_sent(enrolment, cast):
    make.add_evidence(enrolment)
    assert permissions.evidence_visible_to(cast.mentor).count() == 1
    assert permissions.evidence_visible_to(cast.office).count() == 0
    assert permissions.evidence_visible_to(AnonymousUser()).count() == 0


def test_an_account_that_is_closed_sees_and_changes_nothing(enrolment, cast):
    cast.mentor.is_active = False
    assert not permissions.enrolments_visible_to(cast.mentor).exists()
    assert not permissions.can_edit(cast.mentor, enrolment)


def test_home_providers_are_members_that_work_with_the_school(cast):
    PartnershipFactory(school=cast.school, provider=ProviderFactory(left=True))
    ProviderFactory()
    assert list(permissions.home_providers(cast.mentor)) == [cast.provider]
    assert list(permissions.home_providers(cast.office)) == []


def test_a_mentor_whose_school_has_no_partner_is_told_what_to_do(cast):
    Partnership.objects.all().delete()
    assert permissions.can_enrol(cast.mentor, cast.level).reason == (
        "Your school has no partner provider on record. Ask the partnership office to add it."
    )


def test_every_level_is_offered_with_its_reason(cast, enrolment):
    offered = permissions.levels_to_offer(cast.mentor)
    assert [(level.slug, str(answer)) for level, answer in offered] == [
        ("entry", "You are already working towards Entry."),
        ("mastery", "Mastery comes after Entry: you need the Entry certificate first."),
    ]


def test_a_level_that_one_is_certified_at_says_so(cast):
    make.certified(cast)
    assert permissions.can_enrol(cast.mentor, cast.level).reason == "You are already certified at Entry."


def test_e2_a_mentor_who_is_also_pcm_is_not_their_own_helper(enrolment, cast):
    make.holder(Role.PCM, school=cast.school, name="Bea Second")
    assert [person.name for person in permissions.pcms_of(enrolment)] == ["Asha Patel", "Bea Second"]
    cast.pcm.appointments.update(person=cast.mentor)
    assert [person.name for person in permissions.pcms_of(enrolment)] == ["Bea Second"]


def test_without_a_school_there_is_no_pcm_and_only_the_partners_to_choose_from(enrolment, cast):
    cast.mentor.appointments.update(end=make.ago(1))
    forget_hats(enrolment.person)
    assert permissions.pcms_of(enrolment) == []
    assert list(permissions.schools_for(enrolment)) == [cast.school]


def test_a_certified_mentor_starts_no_second_sheet(ready, cast):
    page = RecordSheetPage.objects.get(level__slug="entry")
    round_ = make.sign_all(make.send_sheet(ready), cast)
    assert page.may_start(cast.mentor).reason.startswith("You have a record sheet already")
    make.actions.record_award(enrolment=ready, round=round_, by=cast.office, on=make.ago(0))
    assert page.may_start(cast.mentor).reason == "You are certified at this level already."


def test_nobody_starts_a_sheet_without_enrolling(cast):
    page = RecordSheetPage.objects.get(level__slug="entry")
    assert page.may_start(cast.mentor).reason.startswith("Enrol on Entry first")


def test_a_sheet_is_not_signed_for_somebody_who_withdrew(ready, cast):
    stage = make.send_sheet(ready).stages.get(position=1)
    assert permissions.may_sign_stage(cast.pcm, stage)
    Enrolment.objects.update(withdrawn_on=make.ago(0))
    assert permissions.may_sign_stage(cast.pcm, stage).reason == "The mentor has withdrawn from this level."


def test_a_sheet_of_no_enrolment_is_signed_by_nobody(ready, cast):
    stage = make.send_sheet(ready).stages.get(position=1)
    ready.record_sheets.all().delete()
    assert "belongs to no enrolment" in permissions.may_sign_stage(cast.pcm, stage).reason


def test_a_signed_sheet_cannot_be_taken_back(ready, cast):
    round_ = make.send_sheet(ready)
    assert permissions.can_withdraw_sheet(round_.sending)
    make.sign_all(round_, cast)
    sending = type(round_.sending).objects.get(pk=round_.sending_id)
    assert not permissions.can_withdraw_sheet(sending)


def test_an_unpublished_form_takes_nobody_new(cast, enrolment):
    page = RecordSheetPage.objects.get(level__slug="entry")
    page.live_version = None
    assert page.may_start(cast.mentor).reason == "This form is not open yet."


def test_r6_a_withdrawn_award_does_not_open_the_next_level(ready, cast):
    round_ = make.sign_all(make.send_sheet(ready), cast)
    award = make.actions.record_award(enrolment=ready, round=round_, by=cast.office, on=make.ago(0))
    mastery = Level.objects.get(slug="mastery")
    assert permissions.can_enrol(cast.mentor, mastery)
    make.actions.withdraw_award(award=award, by=cast.office)
    assert "you need the Entry certificate first" in permissions.can_enrol(cast.mentor, mastery).reason
