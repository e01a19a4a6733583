import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from people import actions
from people.models import SharingDecision, SharingNotice
from people.roles import Role
from tests.factories.people import SharingDecisionFactory, SharingNoticeFactory, UserFactory, holder


def test_latest_answer_counts_and_earlier_ones_stay(db):
    person, notice = UserFactory(), SharingNoticeFactory()
    assert SharingDecision.objects.latest_for(person) is None
    actions.answer_sharing_notice(person=person, notice=notice, shares=True, by=person)
    actions.answer_sharing_notice(person=person, notice=notice, shares=False, by=person)
    SharingDecisionFactory(shares=True)
    latest = SharingDecision.objects.latest_for(person)
    assert (latest.shares, latest.notice, latest.channel, latest.recorded_by) == (
        False,
        notice,
        "web",
        person,
    )
    assert [row.shares for row in person.sharing_decisions.all()] == [False, True]


def test_answers_are_added_never_changed(db):
    decision = SharingDecisionFactory(shares=False)
    decision.shares = True
    with pytest.raises(ValidationError, match="added, never changed"):
        decision.save()
    with pytest.raises(ValidationError, match="added, never changed"):
        SharingDecision.objects.update(shares=True)
    decision.refresh_from_db()
    assert decision.shares is False


def test_office_records_what_it_was_told_and_how(provider, school):
    mentor, office = holder(Role.MENTOR, school=school), holder(Role.OFFICE, provider=provider)
    answer = {"person": mentor, "notice": SharingNoticeFactory(), "shares": True}
    with pytest.raises(ValidationError, match="Say how the person told you"):
        actions.answer_sharing_notice(**answer, by=office)
    decision = actions.answer_sharing_notice(**answer, by=office, channel="paper")
    assert (decision.person, decision.recorded_by, decision.channel) == (mentor, office, "paper")


def test_nobody_else_answers_for_a_person(school, other_provider):
    mentor = holder(Role.MENTOR, school=school)
    for other in (holder(Role.PCM, school=school), holder(Role.OFFICE, provider=other_provider)):
        with pytest.raises(PermissionDenied, match="only answer for yourself"):
            actions.answer_sharing_notice(
                person=mentor, notice=SharingNoticeFactory(), shares=True, by=other, channel="paper"
            )
    assert SharingDecision.objects.count() == 0


def test_notice_in_force_is_the_latest_published(db):
    assert SharingNotice.objects.latest_published() is None
    SharingNoticeFactory(published_at="2024-01-01T00:00Z")
    current = SharingNoticeFactory(published_at="2025-01-01T00:00Z")
    SharingNoticeFactory(published_at="2999-01-01T00:00Z")
    assert SharingNotice.objects.latest_published() == current
