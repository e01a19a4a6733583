"""Who may decide: by role held today, never the mentor, never twice; administrators too (T6, T7, E2)."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from cms.permissions import Refused
from people.models.periods import today
from people.permissions import forget_hats
from people.roles import Role
from reviews import actions, guards
from reviews.models import Outcome, ReviewedFormPage
from tests.factories.people import AppointmentFactory, SchoolFactory, UserFactory, holder
from tests.factories.reviews import make_cast, make_workflow, send_back, sign, stage_of

ROLES = [Role.PCM, Role.LINK_TUTOR]


def refusal(user, round_):
    return str(guards.can_sign(user, stage_of(round_)))


def unchanged(round_):
    round_.refresh_from_db()
    return (round_.decisions.count(), round_.signed_at, round_.closed_at)


def test_mentor_who_is_also_pcm_cannot_sign_or_send_back_their_own(cast):
    AppointmentFactory(person=cast.mentor, role=Role.PCM, school=cast.school)
    round_ = cast.send()

    with pytest.raises(PermissionDenied, match="This is your own work"):
        sign(round_, cast.mentor)
    with pytest.raises(PermissionDenied, match="This is your own work"):
        send_back(round_, cast.mentor)
    assert unchanged(round_) == (0, None, None)


@pytest.mark.parametrize("address", ["jo.okafor@home.example", "Jo.Okafor@Home.Example"])
def test_second_account_with_the_same_verified_address_is_the_same_person(cast, address):
    round_ = cast.send()
    EmailAddress.objects.create(user=cast.mentor, email="jo.okafor@home.example", verified=True)
    twin = holder(Role.PCM, school=cast.school, email=address.replace("home", "HOME").lower())

    assert "your own work" in refusal(twin, round_)


def test_an_unverified_address_does_not_make_two_people_one(cast):
    round_ = cast.send()
    EmailAddress.objects.create(user=cast.mentor, email=cast.pcm.email, verified=False)

    assert guards.can_sign(cast.pcm, stage_of(round_))


def test_same_person_in_two_roles_signs_once(cast):
    AppointmentFactory(person=cast.pcm, role=Role.LINK_TUTOR, provider=cast.provider)
    round_ = cast.signed_by_pcm()

    with pytest.raises(PermissionDenied, match="You have already signed this"):
        sign(round_, cast.pcm)
    assert unchanged(round_) == (1, None, None)


def test_signing_twice_is_refused_and_changes_nothing(cast):
    round_ = cast.send()
    stage, seal = stage_of(round_), round_.sending.seal
    sign(round_, cast.pcm)

    with pytest.raises(PermissionDenied, match="already signed"):
        actions.sign(stage=stage, by=cast.pcm, typed_name=cast.pcm.name, seal=seal)
    assert unchanged(round_) == (1, None, None)


def test_a_superuser_without_the_role_cannot_decide(cast):
    administrator = UserFactory(admin=True)
    round_ = cast.send()

    assert "This waits for the professional co-ordinating mentor (PCM), Hillcrest School" in refusal(
        administrator, round_
    )
    with pytest.raises(PermissionDenied):
        sign(round_, administrator)
    with pytest.raises(PermissionDenied):
        send_back(round_, administrator)


def test_pcm_of_another_school_and_tutor_of_another_provider_are_not_asked(cast):
    elsewhere = holder(Role.PCM, school=SchoolFactory())
    stranger = holder(Role.LINK_TUTOR)
    round_ = cast.send()

    assert not guards.can_sign(elsewhere, stage_of(round_))
    sign(round_, cast.pcm)
    assert not guards.can_sign(stranger, stage_of(round_))
    assert guards.can_sign(cast.tutor, stage_of(round_))


def test_link_tutor_named_for_a_school_signs_there_alone(cast):
    here = holder(Role.LINK_TUTOR, provider=cast.provider, school=cast.school)
    elsewhere = holder(Role.LINK_TUTOR, provider=cast.provider, school=SchoolFactory())
    round_ = cast.signed_by_pcm()

    assert guards.can_sign(here, stage_of(round_))
    assert not guards.can_sign(elsewhere, stage_of(round_))


def test_a_role_that_ended_yesterday_signs_nothing(cast):
    round_ = cast.send()
    cast.pcm.appointments.update(end=today() - datetime.timedelta(days=1))

    with pytest.raises(PermissionDenied, match="Only they can decide at this stage"):
        sign(round_, cast.pcm)  # the person's roles were read before they ended
    assert unchanged(round_) == (0, None, None)


def test_a_role_that_ends_today_still_signs(cast):
    round_ = cast.send()
    cast.pcm.appointments.update(end=today())

    assert sign(round_, cast.pcm).outcome == Outcome.SIGNED


def test_a_closed_account_signs_nothing(cast):
    round_ = cast.send()
    cast.pcm.is_active = False
    cast.pcm.save()

    with pytest.raises(PermissionDenied):
        sign(round_, cast.pcm)


def test_a_tutor_of_another_school_signs_what_was_given_to_them(cast):
    elsewhere = holder(Role.LINK_TUTOR, provider=cast.provider, school=SchoolFactory())
    round_ = cast.signed_by_pcm()
    stage = stage_of(round_)
    assert "Only they can decide" in str(guards.can_sign(elsewhere, stage))

    stage.assignee = elsewhere
    stage.save()

    assert sign(round_, elsewhere).signatory == elsewhere


def test_being_given_a_stage_is_no_role(cast):
    stranger = UserFactory()
    round_ = cast.send()
    stage = stage_of(round_)
    stage.assignee = stranger
    stage.save()

    with pytest.raises(PermissionDenied, match="Only they can decide at this stage"):
        sign(round_, stranger)


def test_the_forms_own_guard_stops_signing_but_not_sending_back(cast, monkeypatch):
    why = Refused("Note your observation of the mentor first.")
    monkeypatch.setattr(ReviewedFormPage, "guards", lambda page, stage, user: why)
    round_ = cast.send()

    with pytest.raises(PermissionDenied, match=r"Note your observation of the mentor first\."):
        sign(round_, cast.pcm)
    assert send_back(round_, cast.pcm).outcome == Outcome.SENT_BACK


# --- issuing -----------------------------------------------------------------------------------------------


def issue(round_, by, required_roles=ROLES):
    return actions.record_issue(round=round_, by=by, required_roles=required_roles)


def test_office_issues_when_everybody_has_signed(cast):
    round_ = cast.signed_by_all()
    decision = issue(round_, cast.office)

    round_.refresh_from_db()
    assert (decision.outcome, decision.seq, decision.signatory, decision.role) == (
        Outcome.ISSUED,
        3,
        cast.office,
        Role.OFFICE,
    )
    assert round_.closed_at == decision.at


def test_nothing_is_issued_before_the_tutor_confirms_even_for_an_administrator(cast):
    administrator = UserFactory(admin=True)
    AppointmentFactory(person=administrator, role=Role.OFFICE, provider=cast.provider)
    round_ = cast.signed_by_pcm()

    with pytest.raises(PermissionDenied, match="Not everybody has signed this yet"):
        issue(round_, administrator)


def test_issuing_twice_is_refused(cast):
    round_ = cast.signed_by_all()
    issue(round_, cast.office)

    with pytest.raises(PermissionDenied, match="The certificate was issued"):
        issue(round_, holder(Role.OFFICE, provider=cast.provider))


def test_who_signed_cannot_issue(cast):
    AppointmentFactory(person=cast.tutor, role=Role.OFFICE, provider=cast.provider)
    round_ = cast.signed_by_all()

    with pytest.raises(PermissionDenied, match="You recorded a signature here"):
        issue(round_, cast.tutor)


def test_mentor_in_the_office_cannot_issue_their_own(cast):
    AppointmentFactory(person=cast.mentor, role=Role.OFFICE, provider=cast.provider)
    round_ = cast.signed_by_all()

    with pytest.raises(PermissionDenied, match="This is your own work"):
        issue(round_, cast.mentor)


def test_another_providers_office_and_the_lead_cannot_issue(cast):
    round_ = cast.signed_by_all()

    for person in (holder(Role.OFFICE), cast.lead, cast.pcm):
        with pytest.raises(PermissionDenied):
            issue(round_, person)


def test_the_levels_roles_are_asked_for_whatever_the_workflow_says(db):
    cast = make_cast(workflow=make_workflow(stages=[(Role.PCM, "Seen.", 1)]))
    round_ = cast.signed_by_pcm()

    with pytest.raises(PermissionDenied, match="This signature is missing: Link tutor"):
        issue(round_, cast.office)


def test_guards_read_roles_anew_inside_the_action(cast):
    round_ = cast.signed_by_all()
    assert guards.can_issue(cast.office, round_, ROLES)
    cast.office.appointments.update(end=today() - datetime.timedelta(days=1))

    with pytest.raises(PermissionDenied):
        issue(round_, cast.office)
    forget_hats(cast.office)
    assert not guards.can_issue(cast.office, round_, ROLES)
