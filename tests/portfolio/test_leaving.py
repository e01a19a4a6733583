"""Leaving a level and coming back to it; the school's copy; a change of school (R32, E1, E20)."""

import pytest
from django.core.exceptions import PermissionDenied

from modules.models import Level
from people.actions import appoint, end_appointment
from people.models.periods import today
from people.permissions import forget_hats
from people.roles import Role
from portfolio import actions, leaving, permissions
from portfolio.models import Enrolment, Placement, Request
from tests.factories import portfolio as make
from tests.factories import requests as ask
from tests.factories.modules import FrameworkFactory
from tests.factories.people import SchoolFactory, UserFactory, holder

pytestmark = pytest.mark.django_db


# --- leaving -----------------------------------------------------------------------------------------------


def test_leaving_deletes_nothing_and_is_on_record(enrolment, cast):
    make.place(enrolment, cast)
    left = actions.withdraw_enrolment(enrolment=enrolment, by=cast.mentor)
    assert (left.withdrawn_on, Placement.objects.count()) == (today(), 1)
    assert list(left.events.values_list("kind", "by")) == [
        ("enrolled", cast.mentor.pk),
        ("withdrew", cast.mentor.pk),
    ]
    with pytest.raises(PermissionDenied, match="You have withdrawn from this level"):
        make.talk(make.fresh(enrolment))


def test_only_the_mentor_leaves_and_only_once(enrolment, cast):
    for person in (cast.pcm, cast.lead, UserFactory(admin=True)):
        with pytest.raises(PermissionDenied, match="Only the mentor can leave"):
            actions.withdraw_enrolment(enrolment=enrolment, by=person)
    actions.withdraw_enrolment(enrolment=enrolment, by=cast.mentor)
    with pytest.raises(PermissionDenied, match="You have left this level already"):
        actions.withdraw_enrolment(enrolment=enrolment, by=cast.mentor)


def test_a_sheet_with_reviewers_is_taken_back_first(ready, cast):
    round_ = make.send_sheet(ready)
    with pytest.raises(PermissionDenied, match="Take it back first"):
        actions.withdraw_enrolment(enrolment=ready, by=cast.mentor)
    make.sign_all(round_, cast)
    assert leaving.can_leave(cast.mentor, ready).reason.startswith("Everybody has signed")


def test_whoever_is_certified_has_nothing_to_leave(cast):
    enrolment = make.certified(cast)
    assert leaving.can_leave(cast.mentor, enrolment).reason.startswith("You are certified at this level")


def test_what_was_asked_of_the_provider_is_taken_back(enrolment, cast):
    ask.pause(enrolment, today())
    actions.withdraw_enrolment(enrolment=enrolment, by=cast.mentor)
    assert Request.objects.get().withdrawn_at is not None


# --- coming back -------------------------------------------------------------------------------------------


def test_coming_back_goes_on_where_one_stopped(enrolment, cast):
    make.place(enrolment, cast)
    left = actions.withdraw_enrolment(enrolment=enrolment, by=cast.mentor)
    back = actions.come_back(enrolment=left, by=cast.mentor)
    assert (back.pk, back.withdrawn_on, back.placements.count()) == (enrolment.pk, None, 1)
    assert list(back.events.values_list("kind", flat=True)) == ["enrolled", "withdrew", "returned"]
    assert make.talk(make.fresh(enrolment)).pk


def test_e20_under_newer_standards_one_enrols_anew(enrolment, cast):
    actions.withdraw_enrolment(enrolment=enrolment, by=cast.mentor)
    Level.objects.filter(pk=enrolment.level_id).update(framework=FrameworkFactory())
    left = make.fresh(enrolment)
    answer = leaving.can_come_back(cast.mentor, left)
    assert answer.reason.startswith("The level works to newer standards now")
    with pytest.raises(PermissionDenied):
        actions.come_back(enrolment=left, by=cast.mentor)
    cast.level = Level.objects.get(pk=enrolment.level_id)
    assert permissions.can_enrol(cast.mentor, cast.level)
    assert cast.enrol().framework_id == cast.level.framework_id


def test_whoever_enrolled_anew_goes_on_with_that(enrolment, cast):
    actions.withdraw_enrolment(enrolment=enrolment, by=cast.mentor)
    cast.enrol()
    assert leaving.can_come_back(cast.mentor, make.fresh(enrolment)).reason == (
        "You have enrolled on this level again since. Go on with that."
    )


def test_one_comes_back_to_the_latest_only(enrolment, cast):
    actions.withdraw_enrolment(enrolment=enrolment, by=cast.mentor)
    second = actions.withdraw_enrolment(enrolment=cast.enrol(), by=cast.mentor)
    assert leaving.left_by(cast.mentor) == [second]


def test_whoever_mentors_no_more_cannot_come_back(enrolment, cast):
    left = actions.withdraw_enrolment(enrolment=enrolment, by=cast.mentor)
    end_appointment(appointment=cast.mentor.appointments.get(), by=UserFactory(admin=True), on=make.ago(1))
    forget_hats(cast.mentor)
    assert leaving.can_come_back(cast.mentor, left).reason.startswith("You are no mentor at present")


def test_leaving_and_coming_back_are_asked_twice_on_their_pages(mine, enrolment, cast):
    base = f"/my/{enrolment.slug}"
    assert mine.get(f"{base}/leave/").status_code == 200
    assert make.fresh(enrolment).withdrawn_on is None
    for _ in range(2):  # T11
        assert mine.post(f"{base}/leave/").url == f"{base}/requests/"
    assert make.fresh(enrolment).withdrawn_on == today()
    assert [row.slug for row in mine.get("/my/enrol/").context["left"]] == [enrolment.slug]
    for _ in range(2):
        assert mine.post(f"{base}/come-back/").url == f"{base}/"
    assert make.fresh(enrolment).withdrawn_on is None
    assert list(enrolment.events.values_list("kind", flat=True)) == ["enrolled", "withdrew", "returned"]


def test_the_page_says_why_one_cannot_leave_now(mine, ready):
    make.send_sheet(ready)
    shown = mine.get(f"/my/{ready.slug}/leave/").content.decode()
    assert ("Take it back first" in shown, "<button" in shown.split("<main")[1]) == (True, False)
    assert mine.post(f"/my/{ready.slug}/leave/").status_code == 403


# --- R32: the school's copy --------------------------------------------------------------------------------


def test_r32_the_mentor_says_whether_the_school_keeps_a_copy(enrolment, cast):
    assert enrolment.school_copy is False
    assert actions.set_school_copy(enrolment=enrolment, by=cast.mentor, school_copy=True).school_copy is True
    assert make.fresh(enrolment).school_copy is True
    for person in (cast.pcm, cast.office):
        with pytest.raises(PermissionDenied):
            actions.set_school_copy(enrolment=enrolment, by=person, school_copy=False)


@pytest.mark.parametrize("ticked", [True, False])
def test_r32_the_box_is_on_enrolling_and_can_be_changed_later(mine, cast, ticked):
    form = mine.get("/my/enrol/").context["form"]
    typed = {
        "level": cast.level.pk,
        "provider": cast.provider.pk,
        "shares": "no",
        "notice": form["notice"].value(),
    }
    mine.post("/my/enrol/", typed | ({"school_copy": "on"} if ticked else {}))
    enrolment = Enrolment.objects.get()
    assert enrolment.school_copy is ticked
    door = f"/my/{enrolment.slug}/sharing/"
    assert mine.get(door).context["form"]["school_copy"].value() is ticked
    mine.post(door, {"notice": typed["notice"], "shares": "no"} | ({} if ticked else {"school_copy": "on"}))
    assert make.fresh(enrolment).school_copy is not ticked


# --- E1: another school ------------------------------------------------------------------------------------


@pytest.fixture
def moved(enrolment, cast):
    """The cast's mentor, who has a placement at the old school and works at a new one since today."""
    make.place(enrolment, cast)
    admin, new = UserFactory(admin=True), SchoolFactory(name="Moorside School", partner=cast.provider)
    end_appointment(appointment=cast.mentor.appointments.get(), by=admin, on=make.ago(1))
    appoint(person=cast.mentor, role=Role.MENTOR, school=new, by=admin, start=today())
    forget_hats(cast.mentor)
    return new


def test_e1_the_enrolment_follows_and_earlier_placements_keep_their_school(moved, enrolment, cast):
    assert Enrolment.objects.of(cast.mentor).current().get() == enrolment
    assert enrolment.placements.get().school == cast.school
    assert moved in permissions.schools_for(make.fresh(enrolment))


def test_e1_the_new_pcm_sees_the_mentor_and_the_old_one_no_more(moved, enrolment, cast):
    new_pcm = holder(Role.PCM, school=moved, name="New Pcm")
    assert list(permissions.mentored_by(new_pcm)) == [enrolment]
    assert list(permissions.mentored_by(cast.pcm)) == []
    assert permissions.pcms_of(make.fresh(enrolment)) == [new_pcm]
